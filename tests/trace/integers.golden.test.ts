import { floorDivide, remainder, type Tensor, where } from '../../src/trace/index.ts';
import type { GoldenArray } from '../golden/readGolden.ts';
import { type Computation, largest, type OperationCase, testOperations } from './operationCases.ts';

interface Params {
  readonly exponent: number;
  readonly min: number;
  readonly max: number;
  readonly dtype: Tensor['dtype'];
}

/** A shift in the other element type of the same bits. */
const shiftAs =
  (dtype: 'i32' | 'u32'): Computation =>
  (x, y) =>
    x!.bitcast(dtype).rightShift(y!.bitcast(dtype)).bitcast(x!.dtype);

const functions: Record<string, (params: Params) => Computation> = {
  add: () => (x, y) => x!.add(y!),
  subtract: () => (x, y) => x!.sub(y!),
  multiply: () => (x, y) => x!.mul(y!),
  divide: () => (x, y) => x!.div(y!),
  floorDivide: () => (x, y) => floorDivide(x!, y!),
  remainder: () => (x, y) => remainder(x!, y!),
  minimum: () => (x, y) => x!.minimum(y!),
  maximum: () => (x, y) => x!.maximum(y!),
  equal: () => (x, y) => x!.equal(y!),
  notEqual: () => (x, y) => x!.notEqual(y!),
  less: () => (x, y) => x!.less(y!),
  lessEqual: () => (x, y) => x!.lessEqual(y!),
  greater: () => (x, y) => x!.greater(y!),
  greaterEqual: () => (x, y) => x!.greaterEqual(y!),
  bitwiseAnd: () => (x, y) => x!.bitwiseAnd(y!),
  bitwiseOr: () => (x, y) => x!.bitwiseOr(y!),
  bitwiseXor: () => (x, y) => x!.bitwiseXor(y!),
  leftShift: () => (x, y) => x!.leftShift(y!),
  rightShift: () => (x, y) => x!.rightShift(y!),
  shiftRightArithmetic: () => shiftAs('i32'),
  shiftRightLogical: () => shiftAs('u32'),
  negative: () => (x) => x!.neg(),
  abs: () => (x) => x!.abs(),
  sign: () => (x) => x!.sign(),
  square: () => (x) => x!.square(),
  bitwiseNot: () => (x) => x!.bitwiseNot(),
  logicalNot: () => (x) => x!.bitwiseNot(),
  power:
    ({ exponent }) =>
    (x) =>
      x!.pow(exponent),
  clip:
    ({ min, max }) =>
    (x) =>
      x!.clip(min, max),
  cast:
    ({ dtype }) =>
    (x) =>
      x!.cast(dtype),
  bitcast:
    ({ dtype }) =>
    (x) =>
      x!.bitcast(dtype),
  where: () => (condition, x, y) => where(condition!, x!, y!),
};

/** All exact, but the sum of the cotangents over a broadcast operand, which may be added in any order. */
function allowance(
  { inputs, cotangents }: OperationCase<Params>,
  part: string,
  expected: GoldenArray,
): { ulps: number; scale: number } | { ulps: number } {
  const isSum = part === 'gradient' && expected.data.length < inputs[0]!.data.length;
  return isSum ? { ulps: 1, scale: largest(cotangents![0]!) * inputs[0]!.data.length } : { ulps: 0 };
}

testOperations<Params>('integers', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {
    'truncatingDivide/': 'lax.div has no name in NumPy; floorDivide rounds down',
    'truncatingRemainder/': 'lax.rem has no name in NumPy; remainder has the sign of the divisor',
  },
  allowance,
});
