import { atan2MaxUlp } from '../../src/kernel/functions/atan2.ts';
import { cosMaxUlp } from '../../src/kernel/functions/cos.ts';
import { erfMaxUlp } from '../../src/kernel/functions/erf.ts';
import { erfinvMaxUlp } from '../../src/kernel/functions/erfinv.ts';
import { expMaxUlp } from '../../src/kernel/functions/exp.ts';
import { expm1MaxUlp } from '../../src/kernel/functions/expm1.ts';
import { logMaxUlp } from '../../src/kernel/functions/log.ts';
import { log1pMaxUlp } from '../../src/kernel/functions/log1p.ts';
import { powMaxUlp } from '../../src/kernel/functions/pow.ts';
import { rsqrtMaxUlp } from '../../src/kernel/functions/rsqrt.ts';
import { sigmoidMaxUlp } from '../../src/kernel/functions/sigmoid.ts';
import { sinMaxUlp } from '../../src/kernel/functions/sin.ts';
import { softplusMaxUlp } from '../../src/kernel/functions/softplus.ts';
import { tanhMaxUlp } from '../../src/kernel/functions/tanh.ts';
import {
  isFinite as areFinite,
  atan2,
  ceil,
  cos,
  div,
  erf,
  expm1,
  floor,
  floorDivide,
  remainder,
  round,
  rsqrt,
  sin,
  softplus,
  trunc,
  where,
} from '../../src/trace/index.ts';
import { type GoldenArray, type GoldenNumber, goldenNumber } from '../golden/readGolden.ts';
import {
  type Allowance,
  type Computation,
  largest,
  type OperationCase,
  type Part,
  testOperations,
} from './operationCases.ts';

interface Params {
  readonly exponent?: number;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly expression?: string;
}

const composites: Record<string, Computation> = {
  'where(x > 0, log(x), 0)': (x) => where(x!.greater(0), x!.log(), 0),
  'where(x > 0, sqrt(x), x)': (x) => where(x!.greater(0), x!.sqrt(), x!),
  'x * where(x > 0, 1 / x, 0)': (x) => x!.mul(where(x!.greater(0), div(1, x!), 0)),
  'where(x > 0, log(where(x > 0, x, 1)), 0)': (x) =>
    where(x!.greater(0), where(x!.greater(0), x!, 1).log(), 0),
  'x + abs(x) * 0.5': (x) => x!.add(x!.abs().mul(0.5)),
  'maximum(x, 0)': (x) => x!.maximum(0),
  'x * sign(x)': (x) => x!.mul(x!.sign()),
  'sqrt(x * x)': (x) => x!.mul(x!).sqrt(),
  'tanh(x) * x': (x) => x!.tanh().mul(x!),
};

/** A clip with one bound is `maximum` or `minimum`. */
function clip({ min, max }: Params): Computation {
  if (min === undefined || max === undefined) return (x, low, high) => x!.clip(low!, high!);
  if (min === null) return (x) => x!.minimum(max!);
  return max === null ? (x) => x!.maximum(min) : (x) => x!.clip(min, max);
}

const functions: Record<string, (params: Params) => Computation | undefined> = {
  negative: () => (x) => x!.neg(),
  abs: () => (x) => x!.abs(),
  sign: () => (x) => x!.sign(),
  exp: () => (x) => x!.exp(),
  log: () => (x) => x!.log(),
  log1p: () => (x) => x!.log1p(),
  sqrt: () => (x) => x!.sqrt(),
  square: () => (x) => x!.square(),
  tanh: () => (x) => x!.tanh(),
  sigmoid: () => (x) => x!.sigmoid(),
  relu: () => (x) => x!.relu(),
  erfinv: () => (x) => x!.erfinv(),
  erf: () => (x) => erf(x!),
  expm1: () => (x) => expm1(x!),
  sin: () => (x) => sin(x!),
  cos: () => (x) => cos(x!),
  isFinite: () => (x) => areFinite(x!),
  rsqrt: () => (x) => rsqrt(x!),
  softplus: () => (x) => softplus(x!),
  floor: () => (x) => floor(x!),
  ceil: () => (x) => ceil(x!),
  trunc: () => (x) => trunc(x!),
  round: () => (x) => round(x!),
  atan2: () => (y, x) => atan2(y!, x!),
  floorDivide: () => (x, y) => floorDivide(x!, y!),
  remainder: () => (x, y) => remainder(x!, y!),
  add: () => (x, y) => x!.add(y!),
  subtract: () => (x, y) => x!.sub(y!),
  multiply: () => (x, y) => x!.mul(y!),
  divide: () => (x, y) => x!.div(y!),
  minimum: () => (x, y) => x!.minimum(y!),
  maximum: () => (x, y) => x!.maximum(y!),
  equal: () => (x, y) => x!.equal(y!),
  notEqual: () => (x, y) => x!.notEqual(y!),
  less: () => (x, y) => x!.less(y!),
  lessEqual: () => (x, y) => x!.lessEqual(y!),
  greater: () => (x, y) => x!.greater(y!),
  greaterEqual: () => (x, y) => x!.greaterEqual(y!),
  power: ({ exponent }) => (exponent === undefined ? (x, y) => x!.pow(y!) : (x) => x!.pow(exponent)),
  clip,
  where: () => (condition, x, y) => where(condition!, x!, y!),
  composite: ({ expression }) => composites[expression!],
};

/** Stated errors of the outputs, against the exact result rounded once: half a unit more. */
const outputUlps: Record<string, number> = {
  erfinv: erfinvMaxUlp + 0.5,
  erf: erfMaxUlp + 0.5,
  expm1: expm1MaxUlp + 0.5,
  sin: sinMaxUlp + 0.5,
  cos: cosMaxUlp + 0.5,
  rsqrt: rsqrtMaxUlp + 0.5,
  softplus: softplusMaxUlp + 0.5,
  atan2: atan2MaxUlp + 0.5,
  exp: expMaxUlp + 0.5,
  log: logMaxUlp + 0.5,
  log1p: log1pMaxUlp + 0.5,
  tanh: tanhMaxUlp + 0.5,
  sigmoid: sigmoidMaxUlp + 0.5,
  power: powMaxUlp + 0.5,
  composite: logMaxUlp + tanhMaxUlp + 1,
};

/**
 * Rounding of gradients: of two or three products and quotients, ours and JAX's, one unit each, and the error of the
 * function, which both have.
 */
const gradientUlps: Record<string, number> = {
  rsqrt: 4,
  erf: 4,
  expm1: 3,
  sin: 3,
  cos: 3,
  // JAX computes e^(x - softplus x) and rounds the exponent, here down to -30, to 2^-20: 8 units.
  softplus: 12,
  atan2: 4,
  exp: 3,
  log: 1,
  log1p: 2,
  sqrt: 2,
  square: 1,
  sigmoid: 3,
  erfinv: 6,
  divide: 4,
  multiply: 2,
  power: 4,
  composite: 4,
};

/** What cancels in a gradient: 1 - tanh², the softplus' σ(1 - σ), in the second one x² - y², or the terms of a sum over the operand that was broadcast. */
function cancels({ op, name, inputs, outputs }: OperationCase<Params>): boolean {
  const isSum = inputs.some(({ data }) => data.length < outputs[0]!.data.length);
  return isSum || op === 'tanh' || op === 'atan2' || op === 'softplus' || name === 'composite/tanh(x) * x';
}

function allowance(each: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  const { op } = each;
  // NumPy's relu of a negative number, x * 0, is -0.
  if (part === 'output') return { ulps: outputUlps[op] ?? 0, anyZero: each.name === 'relu/subnormals' };
  const ulps = (gradientUlps[op] ?? 0) * (part === 'second' ? 2 : 1);
  const cotangents = largest(each.cotangents![0]!);
  const directions = part === 'second' ? Math.max(1, ...each.directions!.map(largest)) : 1;
  const terms = each.outputs[0]!.data.length / Math.max(1, expected.data.length);
  const scale = cancels(each) ? Math.max(cotangents * directions * terms, largest(expected)) : 0;
  return { ulps: scale > 0 ? Math.max(4, ulps) : ulps, scale, anyZero: op === 'power' };
}

const fromNumber = (x: number): GoldenNumber => {
  if (Number.isNaN(x)) return 'nan';
  return Number.isFinite(x) ? x : x > 0 ? 'inf' : '-inf';
};

/**
 * Two gradients that JAX gets wrong. Of x / y it takes -c x y^-2, where y^-2 overflows or vanishes in float32: here
 * it is computed in float64. Of x^0 it takes 0 x^-1, NaN at x = 0, unless the exponent is an integer: then 0, as we do.
 */
function corrected(
  { name, inputs, cotangents, gradients }: OperationCase<Params>,
  part: Part,
  input: number,
) {
  if (part !== 'gradient') return undefined;
  const [x, y] = inputs.map(({ data }) => data.map(goldenNumber).map(Math.fround));
  const c = cotangents![0]!.data.map(goldenNumber).map(Math.fround);
  const golden = gradients![input]!;
  if (name === 'divide/specials' && input === 1) {
    return { ...golden, data: c.map((each, index) => fromNumber(-(each * x![index]!) / y![index]! ** 2)) };
  }
  if (name === 'power/specials' && input === 0) {
    return { ...golden, data: golden.data.map((each, index) => (y![index] === 0 ? 0 : each)) };
  }
  return undefined;
}

testOperations<Params>('elementwise', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {},
  allowance,
  corrected,
});
