import {
  argsort,
  cumprod,
  cumsum,
  linearRecurrence,
  median,
  prod,
  type QuantileMethod,
  quantile,
  sort,
  std,
  takeAlongAxis,
  tensor,
  topK,
} from '../../src/trace/index.ts';
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
  readonly reverse: boolean;
  readonly keepdims: boolean;
  readonly descending: boolean;
  readonly ddof: number;
  readonly k: number;
  readonly q: number | readonly number[];
  readonly method: QuantileMethod;
}

const alongOne = ({ axis, reverse }: Params) => ({ reverse, ...(axis !== null && { axis: axis as number }) });
const over = ({ axis, keepdims }: Params) => ({ keepDims: keepdims, ...(axis !== null && { axis }) });
const ordered = ({ axis, descending }: Params) => ({ axis: axis as number, descending });

const functions: Record<string, (params: Params) => Computation> = {
  cumsum: (params) => (x) => cumsum(x!, alongOne(params)),
  cumprod: (params) => (x) => cumprod(x!, alongOne(params)),
  linearRecurrence: (params) => (factors, terms) => linearRecurrence(factors!, terms!, alongOne(params)),
  prod: (params) => (x) => prod(x!, over(params)),
  std: (params) => (x) => std(x!, { ...over(params), ddof: params.ddof }),
  sort: (params) => (x) => sort(x!, ordered(params)),
  argsort: (params) => (x) => argsort(x!, ordered(params)),
  topKValues:
    ({ k }) =>
    (x) =>
      topK(x!, k)[0],
  topKPositions:
    ({ k }) =>
    (x) =>
      topK(x!, k)[1],
  takeAlongAxis:
    ({ axis }) =>
    (x, positions) =>
      takeAlongAxis(x!, positions!, axis as number),
  quantile: (params) => (x) =>
    quantile(x!, typeof params.q === 'number' ? params.q : tensor(params.q), {
      ...over(params),
      method: params.method,
    }),
  median: (params) => (x) => median(x!, over(params)),
};

/** Whether the numbers that are added up, in another order than JAX's, may cancel. */
const isSum = (op: string): boolean => ['cumsum', 'cumprod', 'linearRecurrence', 'prod', 'std'].includes(op);

/** The size of what is added up: sums of absolute values. */
function sizeOfTerms({ op, inputs, cotangents }: OperationCase<Params>, part: Part): number {
  const sumOf = (array: GoldenArray | undefined): number => {
    const sum = array === undefined ? 0 : goldenTensor(array).cast('f32').abs().sum().item();
    return Number.isFinite(sum) ? sum : 0;
  };
  if (part === 'output') {
    // The terms of a recurrence are added up as the elements of a sum are.
    if (op === 'linearRecurrence') return largest(inputs[1]);
    return op === 'cumsum' ? sumOf(inputs[0]) : 0;
  }
  return sumOf(cotangents?.[0]);
}

function allowance(each: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  const { op, inputs } = each;
  if (op === 'quantile' || op === 'median') return { ulps: 2, scale: largest(inputs[0]) };
  if (!isSum(op) || inputs[0]!.dtype !== 'f32') return { anyZero: true };
  const products = op === 'cumsum' ? 1 : Math.max(1, largest(expected));
  return {
    ulps: 4,
    scale: sizeOfTerms(each, part) * products,
    anyZero: true,
  };
}

testOperations<Params>('alongAxis', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {},
  allowance,
});
