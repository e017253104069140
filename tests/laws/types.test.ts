import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { sizeOf } from '../../src/ir/types.ts';
import { allocateData } from '../../src/kernel/data.ts';
import * as ops from '../../src/ops/index.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, hasSamples, operations } from './operations.ts';
import { funcOf } from './programs.ts';
import { plainData } from './values.ts';

describe('the catalogue', () => {
  it('exports operations alone, each under its own name', () => {
    for (const [name, op] of Object.entries(ops)) {
      expect(op, name).toMatchObject({ name, traits: expect.any(Object) });
      expect([typeof op.infer, typeof op.lower, typeof op.batch], name).toEqual(
        new Array(3).fill('function'),
      );
    }
  });

  it('has samples of every operation', () => {
    expect(operations.filter((op) => !hasSamples(op)).map((op) => op.name)).toEqual([]);
  });

  it('gives every operation a gradient rule or the reason why its gradient is zero', () => {
    for (const { name, vjp } of operations) {
      if ('zeroGradient' in vjp) expect(vjp.zeroGradient.length, name).toBeGreaterThan(10);
      if ('noGradient' in vjp) expect(vjp.noGradient({}).length, name).toBeGreaterThan(10);
    }
  });
});

describe('the type rule', () => {
  it.each(operations.map((op) => [op.name, op] as const))(
    'of %s gives the type and the number of the elements that are computed',
    (_, op) => {
      let checked = 0;
      fc.assert(
        fc.property(tapes(60), (tape) => {
          const choices = new Choices(tape);
          const sample = chooseSample(op, choices, chooseType(choices));
          if (sample === null) return;
          checked++;
          const func = funcOf(op, sample.types, sample.params);
          const results = interpret(
            func,
            sample.types.map((type, index) => plainData(type, index)),
          );
          func.outputs.forEach(({ type }, output) => {
            const expected = allocateData(type.dtype, sizeOf(type.shape));
            expect(results[output]?.constructor).toBe(expected.constructor);
            expect(results[output]?.length).toBe(expected.length);
          });
        }),
        { numRuns: 30 },
      );
      expect(checked).toBeGreaterThan(10);
    },
  );
});
