import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Op } from '../../src/ir/op.ts';
import { tensorType } from '../../src/ir/types.ts';
import { operations } from './operations.ts';
import { funcOf } from './programs.ts';
import { referenceOf } from './realArithmetic.ts';
import { Sequence } from './values.ts';

const COUNT = 20_000;

/** The distance between a float32 and a real number, in units in the last place of the real number. */
function ulpError(got: number, exact: number): number {
  if (Number.isNaN(exact) || Number.isNaN(got))
    return Number.isNaN(exact) === Number.isNaN(got) ? 0 : Infinity;
  const rounded = Math.fround(exact);
  if (Object.is(rounded, got) || rounded === got)
    return Math.abs(rounded) === Infinity || exact === got ? 0 : 0.5;
  if (!Number.isFinite(got)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(got - Math.max(-(2 ** 128), Math.min(2 ** 128, exact))) / 2 ** (exponent - 23);
}

/** Any float32, each exponent as often as another; every other number is of moderate size. */
function anyFloats(seed: number): Float32Array {
  const sequence = new Sequence(seed);
  const words = Uint32Array.from({ length: COUNT }, () => sequence.word());
  return new Float32Array(words.buffer).map((x, index) =>
    index % 2 === 0 ? x : sequence.signed() * 2 ** (sequence.below(12) - 6),
  );
}

const isFloatFunction = (op: Op): boolean =>
  op.traits.lane !== undefined && op.traits.dtypes?.includes('f32') === true && referenceOf(op) !== null;

describe('lane programs are as accurate as they say', () => {
  it.each(operations.filter(isFloatFunction).map((op) => [op.name, op] as const))('%s', (_, op) => {
    const { lane, maxUlp = 0.5 } = op.traits;
    const types = lane!(new Array(4).fill('f32')).inputs.map((dtype) => tensorType(dtype, [COUNT]));
    const inputs = types.map(({ dtype }, index) =>
      dtype === 'bool'
        ? Uint8Array.from({ length: COUNT }, (_, element) => element % 2)
        : anyFloats(index + 1),
    );
    const [result] = interpret(funcOf(op, types, undefined), inputs);
    const reference = referenceOf(op)!;
    let worst = 0;
    let worstAt: number[] = [];
    result!.forEach((got: number, index: number) => {
      const args = inputs.map((input) => input[index]!);
      const error = ulpError(got, reference(...args));
      if (error > worst) [worst, worstAt] = [error, args];
    });
    expect(worst, `at ${worstAt.join(', ')}`).toBeLessThanOrEqual(maxUlp + 1e-6);
  });
});
