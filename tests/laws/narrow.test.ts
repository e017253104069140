import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Value } from '../../src/ir/func.ts';
import { sizeOf } from '../../src/ir/types.ts';
import { narrow } from '../../src/passes/narrow.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { buildFunc } from './programs.ts';
import { expectSameBits, specialData } from './values.ts';

const canBePart = operations.filter(({ part, traits }) => part !== undefined || traits.lane !== undefined);

describe('a part of a result is computed from parts', () => {
  it.each(canBePart.map((op) => [op.name, op] as const))('of %s, with the same bits', (_, op) => {
    let narrowed = 0;
    fc.assert(
      fc.property(tapes(80), (tape) => {
        const choices = new Choices(tape);
        const sample = chooseSample(op, choices, chooseType(choices));
        if (sample === null) return;
        const func = buildFunc(sample.types, (b, inputs, writer) => {
          const [whole] = writer.emit(op, inputs, sample.params) as [Value];
          const size = whole.type.shape.map((extent) => choices.below(extent + 1));
          const start = whole.type.shape.map((extent, axis) => choices.below(extent - size[axis]! + 1));
          return [b.slice(whole, { start, size, step: size.map(() => 1) })];
        });
        const smaller = narrow(func);
        const sizes = [func, smaller].map(({ instructions }) =>
          sizeOf(instructions.find((own) => own.op === op)?.outputs[0]?.type.shape ?? []),
        );
        if ((sizes[1] ?? 0) < (sizes[0] ?? 0)) narrowed++;
        const inputs = func.inputs.map(({ type }, index) => specialData(type, index + choices.below(100)));
        expectSameBits(func, interpret(smaller, inputs), interpret(func, inputs), 'narrowed');
      }),
      { numRuns: 100 },
    );
    expect(narrowed).toBeGreaterThan(3);
  });
});
