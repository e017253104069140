import { describe, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { tensorType } from '../../src/ir/types.ts';
import { buildFunc, runCompiled } from '../laws/programs.ts';
import { expectSameBits, plainData } from '../laws/values.ts';

describe('a reduction over outer axes has the bits of the interpreter', () => {
  it.each([
    [[19, 12], [0]],
    [[5, 4], [0]],
    [
      [3, 27, 8],
      [0, 1],
    ],
    [[3, 27, 8], [1]],
    [[21, 6], [0]],
  ])('of %j over the axes %j', (shape, axes) => {
    const func = buildFunc([tensorType('f32', shape), tensorType('f32', [shape.at(-1)!])], (b, [x, y]) => {
      const sum = b.add(x!, b.broadcastTo(y!, { shape }));
      return [b.sum(sum, { axes }), b.max(x!, { axes }), b.sum(b.mul(x!, sum), { axes })];
    });
    const inputs = func.inputs.map(({ type }, index) => plainData(type, index + 1));
    expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
  });
});
