import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchFunc } from '../../src/batching/batch.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { sizeOf, tensorType } from '../../src/ir/types.ts';
import { allocateData, type TensorData } from '../../src/kernel/data.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations, type Sample } from './operations.ts';
import { buildFunc, funcOf } from './programs.ts';
import { expectSameBits, someData } from './values.ts';

/** The operation on inputs that all have a new leading axis, by its batching rule. */
function batchedFunc(op: Op, { types, params }: Sample, size: number): Func {
  const batched = types.map(({ dtype, shape }) => tensorType(dtype, [size, ...shape]));
  return buildFunc(batched, (b, inputs, writer) =>
    op.batch(b, {
      inputs,
      shared: inputs.map(() => null),
      params,
      size,
      emit: (own, other) => writer.emit(op, own, other),
      batchFunc,
    }),
  );
}

/** The results of a function for each slice of its inputs, one after another. */
function loopOverSlices(func: Func, inputs: readonly TensorData[], size: number): TensorData[] {
  const results = func.outputs.map(({ type }) => allocateData(type.dtype, size * sizeOf(type.shape)));
  for (let slice = 0; slice < size; slice++) {
    const part = inputs.map((data) => {
      const length = data.length / size;
      return data.subarray(slice * length, (slice + 1) * length);
    });
    interpret(func, part).forEach((data, output) => {
      results[output]!.set(data, slice * data.length);
    });
  }
  return results;
}

describe('the batching rule', () => {
  it.each(operations.map((op) => [op.name, op] as const))('of %s equals a loop over slices', (_, op) => {
    fc.assert(
      fc.property(tapes(60), (tape) => {
        const choices = new Choices(tape);
        const size = choices.pick([2, 3, 1]);
        const sample = chooseSample(op, choices, chooseType(choices));
        if (sample === null) return;
        const func = batchedFunc(op, sample, size);
        const single = funcOf(op, sample.types, sample.params);
        const inputs = func.inputs.map(({ type }) => someData(type, choices));
        func.outputs.forEach(({ type }, output) => {
          const own = single.outputs[output]!.type;
          expect(type).toEqual(tensorType(own.dtype, [size, ...own.shape]));
        });
        expectSameBits(func, interpret(func, inputs), loopOverSlices(single, inputs, size), 'batched');
      }),
      { numRuns: 40 },
    );
  });
});
