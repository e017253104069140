import {
  addAt,
  diagonal,
  dynamicSlice,
  dynamicUpdateSlice,
  einsum,
  maxAt,
  minAt,
  mulAt,
  outer,
  repeat,
  setAt,
  split,
  tile,
  tril,
  triu,
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
  readonly repeats: number | readonly number[];
  readonly count: number;
  readonly axis: number | null;
  readonly parts: number | readonly number[];
  readonly part: number;
  readonly diagonal: number;
  readonly axes: readonly [number, number];
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly subscripts: string;
}

const functions: Record<string, (params: Params) => Computation> = {
  outer: () => (x, y) => outer(x!, y!),
  tile: (params) => (x) => tile(x!, params.repeats),
  repeat: (params) => (x) => repeat(x!, params.count, params.axis ?? undefined),
  split: (params) => (x) => split(x!, params.parts, params.axis!)[params.part]!,
  tril: (params) => (x) => tril(x!, params.diagonal),
  triu: (params) => (x) => triu(x!, params.diagonal),
  diagonal: (params) => (x) => diagonal(x!, ...params.axes),
  dynamicSlice: (params) => (x) => dynamicSlice(x!, params.starts, params.sizes),
  dynamicUpdateSlice: (params) => (x, update) => dynamicUpdateSlice(x!, update!, params.starts),
  addAt: (params) => (x, positions, updates) => addAt(x!, positions!, updates!, params.axis!),
  mulAt: (params) => (x, positions, updates) => mulAt(x!, positions!, updates!, params.axis!),
  maxAt: (params) => (x, positions, updates) => maxAt(x!, positions!, updates!, params.axis!),
  minAt: (params) => (x, positions, updates) => minAt(x!, positions!, updates!, params.axis!),
  setAt: (params) => (x, positions, updates) => setAt(x!, positions!, updates!, params.axis!),
  einsum:
    (params) =>
    (...operands) =>
      einsum(params.subscripts, ...operands),
};

/**
 * Sums of products, of updates of one position and of cotangents of copies, which may be added in another order; products of
 * up to five factors, which JAX multiplies in another order; and shares of a cotangent, which JAX takes from the whole.
 */
function allowance(each: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  const { op, inputs, cotangents } = each;
  if (inputs[0]!.dtype !== 'f32') return {};
  if (op === 'mulAt') return { ulps: 4, anyZero: true };
  if ((op === 'maxAt' || op === 'minAt') && part !== 'output' && expected.data.length > 1) {
    return { ulps: 1, scale: largest(cotangents?.[0]), anyZero: true };
  }
  const isSum = ['outer', 'tile', 'repeat', 'einsum'].includes(op) || (op === 'addAt' && part === 'output');
  if (!isSum && !(op.endsWith('At') && expected.data.length === 1)) return { anyZero: true };
  const sizes = inputs.map(largest).reduce((product, size) => product * Math.max(1, size), 1);
  const terms = Math.max(...inputs.map((input) => goldenTensor(input).size));
  return { ulps: 1, scale: sizes * Math.max(1, largest(cotangents?.[0])) * Math.min(terms, 8) };
}

testOperations<Params>('composing', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {},
  allowance,
});
