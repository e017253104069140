import { logsumexp, type Tensor } from '../../src/trace/index.ts';
import { type GoldenArray, goldenTensor } from '../golden/readGolden.ts';
import {
  type Allowance,
  type Computation,
  largest,
  type OperationCase,
  type Part,
  testOperations,
} from './operationCases.ts';

interface Params {
  readonly axis: number | readonly number[] | null;
  readonly keepdims: boolean;
  readonly ddof?: number;
}

const optionsOf = ({ axis, keepdims, ddof }: Params) => ({
  keepDims: keepdims,
  ...(axis !== null && { axis }),
  ...(ddof !== undefined && { ddof }),
});

/** `argmax` and `argmin` keep no axis. */
function position(find: (x: Tensor, axis?: number) => Tensor, { axis, keepdims }: Params): Computation {
  return (x) => {
    const found = axis === null ? find(x!) : find(x!, axis as number);
    return keepdims ? found.expandDims(axis ?? [...x!.shape.keys()]) : found;
  };
}

const functions: Record<string, (params: Params) => Computation> = {
  sum: (params) => (x) => x!.sum(optionsOf(params)),
  mean: (params) => (x) => x!.mean(optionsOf(params)),
  var: (params) => (x) => x!.variance(optionsOf(params)),
  max: (params) => (x) => x!.max(optionsOf(params)),
  min: (params) => (x) => x!.min(optionsOf(params)),
  all: (params) => (x) => x!.all(optionsOf(params)),
  any: (params) => (x) => x!.any(optionsOf(params)),
  argmax: (params) => position((x, axis) => x.argmax(axis), params),
  argmin: (params) => position((x, axis) => x.argmin(axis), params),
  logsumexp: (params) => (x) => logsumexp(x!, optionsOf(params)),
};

/** Sums of eight and more numbers round more than once; the order of addition differs from JAX's. */
const ulpsOfSums: Record<string, number> = { sum: 2, mean: 3, var: 4, logsumexp: 4 };

/** The numbers that a sum of a case adds up, by absolute value. */
function sizeOfTerms({ op, inputs, params }: OperationCase<Params>): number {
  const x = goldenTensor(inputs[0]!);
  if (x.dtype !== 'f32' || (op !== 'sum' && op !== 'mean')) return 0;
  const sizes = functions[op]!(params)(x.abs());
  return Math.max(0, ...[...sizes.toTypedArray()].filter(Number.isFinite));
}

function allowance(each: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  const { op, inputs } = each;
  const ulps = ulpsOfSums[op] ?? 0;
  if (part === 'output') return { ulps, scale: ulps > 0 ? sizeOfTerms(each) : 0 };
  if (op !== 'var' && op !== 'logsumexp') return { ulps: op === 'mean' ? 1 : 0 };
  // The deviations from the mean, and the shares of a soft maximum, cancel.
  const cotangents = largest(each.cotangents![0]!);
  const directions = part === 'second' ? Math.max(1, ...each.directions!.map(largest)) : 1;
  const deviation = op === 'var' ? largest(inputs[0]!) : 1;
  return { ulps, scale: Math.max(cotangents * directions * deviation, largest(expected)) };
}

testOperations<Params>('reductions', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {},
  allowance,
});
