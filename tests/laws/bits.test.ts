import fc from 'fast-check';
import { describe, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { funcOf, runCompiled } from './programs.ts';
import { expectSameBits, someData } from './values.ts';

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
});
