import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { tensorType } from '../../src/ir/types.ts';
import { type ReduceParams, sum } from '../../src/ops/reductions.ts';
import { eliminateDeadCode } from '../../src/passes/deadCode.ts';
import { type KnownMatrix, mapLastAxis } from '../../src/passes/mapLastAxis.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations, type Sample } from './operations.ts';
import { buildFunc, funcOf } from './programs.ts';
import { interpretReal } from './realArithmetic.ts';
import { plainData } from './values.ts';

/** A sum along the last axis is not linear along it: its result is taken as it is, roundings included. */
const sumsLastAxis = ({ types: [x], params }: Sample): boolean =>
  (params as ReduceParams).axes.includes((x?.shape.length ?? 0) - 1);

/** The operation; a product or quotient also by a number. */
function chooseFunc(op: Op, choices: Choices): Func | null {
  const type = tensorType('f32', chooseType(choices).shape);
  const sample = chooseSample(op, choices, type);
  if (sample === null || sample.types.some(({ dtype }) => dtype !== 'f32')) return null;
  if (op === sum && sumsLastAxis(sample)) return null;
  const whole = funcOf(op, sample.types, sample.params);
  if (sample.types.length !== 2 || op.name === 'matmul' || choices.onceIn(2)) return whole;
  return buildFunc([type], (b, [x], writer) => {
    const number = b.fullLike(x!, { value: choices.pick([3, -0.3, 7]) });
    return writer.emit(op, [x!, number], sample.params);
  });
}

const productOf = (values: ArrayLike<number>, { type: { shape }, data }: KnownMatrix): number[] => {
  const [elements = 0, extent = 0] = shape;
  const rows = values.length / elements;
  return Array.from({ length: rows * extent }, (_, index) => {
    const [row, column] = [Math.floor(index / extent), index % extent];
    return Array.from(
      { length: elements },
      (_each, k) => values[row * elements + k]! * data[k * extent + column]!,
    ).reduce((sum, term) => sum + term, 0);
  });
};

describe('an operation that is linear along the last axis', () => {
  const linear = operations.filter((op) => op.lastAxis !== undefined);

  it.each(linear.map((op) => [op.name, op] as const))('(%s) is multiplied by way of its inputs', (_, op) => {
    let checked = 0;
    const property = fc.property(tapes(60), (tape) => {
      const choices = new Choices(tape);
      const func = chooseFunc(op, choices);
      const shape = func?.outputs[0]?.type.shape ?? [];
      const elements = shape.at(-1) ?? 0;
      if (func === null || shape.includes(0) || elements === 0) return;
      const type = tensorType('f32', [elements, 3]);
      const matrix = { type, data: plainData(type, choices.below(100)) };
      const inputs = func.inputs.map((input) => plainData(input.type, choices.below(1000)));
      const mapped = eliminateDeadCode(mapLastAxis(func, matrix));
      const reals = inputs.map((data) => Float64Array.from(data));
      const exact = interpretReal(func, reals)[0]!;
      const [value] = interpretReal(mapped, reals);
      const error = interpret(mapped, inputs)[1]!;
      const float = interpret(func, inputs)[0]!;
      const deviation = productOf(
        float.map((each, index) => Math.abs(each - exact[index]!)),
        {
          ...matrix,
          data: matrix.data.map(Math.abs),
        },
      );
      productOf(exact, matrix).forEach((product, index) => {
        expect(Math.abs(value![index]! - product)).toBeLessThanOrEqual(0.01 * error[index]! + 1e-12);
        expect(deviation[index]).toBeLessThanOrEqual(error[index]!);
        checked++;
      });
    });
    fc.assert(property, { numRuns: 60 });
    expect(checked).toBeGreaterThan(50);
  });
});
