import { describe, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { tensorType } from '../../src/ir/types.ts';
import { Choices } from '../laws/choices.ts';
import { buildFunc, runCompiled } from '../laws/programs.ts';
import { expectSameBits, someData } from '../laws/values.ts';

describe('products added up step by step', () => {
  it.each([
    [0, 1, 2],
    [1, 0, 2],
    [2, 0, 1],
    [0, 2, 1],
    [2, 1, 0],
  ])(
    'read factors that are views, with axes %i, %i and %i in the place of steps, terms and columns',
    (...permutation) => {
      const sizes = [4, 3, 5];
      const shape = [0, 1, 2].map((axis) => sizes[permutation.indexOf(axis)]!);
      const types = [[5, 5], shape, shape].map((each) => tensorType('f32', each));
      const func = buildFunc(types, (b, [initial, left, right]) => [
        b.accumulateProducts(
          initial!,
          b.transpose(left!, { permutation }),
          b.transpose(right!, { permutation }),
          { reverse: permutation[0] === 0 },
        ),
      ]);
      const inputs = types.map((type, index) => someData(type, new Choices([index, 5, 9, 2])));
      expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
    },
  );
});
