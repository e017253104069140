import type { Tensor } from '../../src/trace/index.ts';
import type { GoldenArray } from '../golden/readGolden.ts';
import { type Allowance, largest, type OperationCase, type Part, testOperations } from './operationCases.ts';

interface Params {
  readonly transposed: readonly [boolean, boolean];
}

function swapped(x: Tensor): Tensor {
  const rank = x.shape.length;
  return x.transpose([...new Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/**
 * A product of inner size k errs by at most k half units of the product of absolute values; a gradient is a product
 * with the cotangents, over the other sizes and the batch.
 */
function allowance(each: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  const [x, y] = each.inputs;
  if (x!.dtype !== 'f32' && y!.dtype !== 'f32') return {};
  if (each.name === 'matmul/specials' && part === 'output') return {};
  if (part === 'output') return { ulps: 2, scale: largest(each.scale ?? expected) };
  const factors = [largest(x), largest(y), largest(each.cotangents![0])];
  return { ulps: 2, scale: factors.reduce((product, factor) => product * Math.max(1, factor)) };
}

testOperations<Params>('matrixProducts', {
  computation:
    ({ params: { transposed } }) =>
    (x, y) =>
      (transposed[0] ? swapped(x!) : x!).matmul(transposed[1] ? swapped(y!) : y!),
  notOffered: {},
  allowance,
});
