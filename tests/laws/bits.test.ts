import fc from 'fast-check';
import { describe, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { printFunc } from '../../src/ir/printer.ts';
import { dtypes, tensorType } from '../../src/ir/types.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { funcOf, runCompiled } from './programs.ts';
import { expectSameBits, someData, specialData } from './values.ts';

describe('compiled code has the bits of the interpreter', () => {
  it.each(operations.map((op) => [op.name, op] as const))('for %s', (_, op) => {
    fc.assert(
      fc.property(tapes(60), (tape) => {
        const choices = new Choices(tape);
        const sample = chooseSample(op, choices, chooseType(choices));
        if (sample === null) return;
        const func = funcOf(op, sample.types, sample.params);
        const inputs = sample.types.map((type) => someData(type, choices));
        expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
      }),
      { numRuns: 60 },
    );
  });

  it.each(operations.map((op) => [op.name, op] as const))(
    'for %s, of every element type and tail',
    (_, op) => {
      const seen = new Set<string>();
      for (const dtype of dtypes) {
        for (const shape of [[], [3], [6]]) {
          for (const choice of dtypes.keys()) {
            const choices = new Choices(new Array(20).fill(choice));
            const sample = chooseSample(op, choices, tensorType(dtype, shape));
            if (sample === null) continue;
            const func = funcOf(op, sample.types, sample.params);
            if (seen.has(printFunc(func))) continue;
            seen.add(printFunc(func));
            const inputs = sample.types.map((type, index) => specialData(type, 10 * choice + index));
            expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
          }
        }
      }
    },
  );
});
