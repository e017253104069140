import {
  type AveragePoolOptions,
  avgPool,
  type ConvolveOptions,
  convolve,
  maxPool,
} from '../../src/trace/index.ts';
import type { GoldenArray } from '../golden/readGolden.ts';
import {
  type Allowance,
  type Computation,
  largest,
  type OperationCase,
  type Part,
  testOperations,
} from './operationCases.ts';

type Params = ConvolveOptions & AveragePoolOptions;

const functions: Record<string, (params: Params) => Computation> = {
  convolve: (params) => (x, kernel) => convolve(x!, kernel!, params),
  maxPool: (params) => (x) => maxPool(x!, params),
  avgPool: (params) => (x) => avgPool(x!, params),
};

/** The largest of several elements is one of them; sums in another order differ by roundings of their largest terms. */
const allowance = ({ op }: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance =>
  op === 'maxPool' && part === 'output' ? {} : { ulps: 4, scale: largest(expected) };

testOperations<Params>('convolution', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {},
  allowance,
});
