import { internalError } from '../errors.ts';
import { type Shape, sizeOf, stridesOf } from '../ir/types.ts';
import {
  type AccumulateKernel,
  type Box,
  type ContractKernel,
  linearizeWindows,
  wholeBox,
} from '../kernel/forms.ts';
import { CONTRACT_BLOCK } from '../kernel/order.ts';
import type { FloatStorage, Register } from './lanes.ts';

/** The offsets of the indices of a box, in row-major order. */
function offsetsOf({ start, size }: Box, strides: readonly number[]): number[] {
  let offsets = [0];
  size.forEach((extent, axis) => {
    const stride = strides[axis] ?? 0;
    const first = stride * (start[axis] ?? 0);
    const own = Array.from({ length: extent }, (_, index) => first + stride * index);
    offsets = offsets.flatMap((offset) => own.map((move) => offset + move));
  });
  return offsets;
}

/** Executes a contraction, element by element, in the order of `kernel/order.ts`. */
export function runContract(
  kernel: ContractKernel,
  inputs: readonly Register[],
  outputs: readonly Register[],
  storage: FloatStorage,
): void {
  const { batch, rows, reduced, n, parts } = kernel;
  const [a, b] = inputs;
  const [c] = outputs;
  if (a === undefined || b === undefined || c === undefined)
    throw internalError('contraction without operands');
  const plain = (shape: Shape) => ({ offset: 0, strides: stridesOf(shape) });
  const split = batch.length + rows.length;
  const aMap = linearizeWindows(kernel.a.map, plain(kernel.a.shape), split + reduced.length);
  const bMap = linearizeWindows(kernel.b.map, plain(kernel.b.shape), batch.length + reduced.length + 1);
  const column = bMap.strides.at(-1) ?? 0;
  const round = storage === 'f32' ? Math.fround : (x: number) => x;
  const sum = (
    aRow: number,
    aTerms: readonly number[],
    bColumn: number,
    bTerms: readonly number[],
  ): number => {
    let total = 0;
    for (let block = 0; block < aTerms.length; block += CONTRACT_BLOCK) {
      let part = 0;
      const end = Math.min(aTerms.length, block + CONTRACT_BLOCK);
      for (let term = block; term < end; term++) {
        const x = a[aRow + (aTerms[term] ?? 0)] ?? 0;
        const y = b[bColumn + (bTerms[term] ?? 0)] ?? 0;
        part = round(part + round(x * y));
      }
      total = block === 0 ? part : round(total + part);
    }
    return total;
  };
  const whole = wholeBox(batch);
  const aStarts = offsetsOf(whole, aMap.strides);
  const bStarts = offsetsOf(whole, bMap.strides);
  for (const part of parts) {
    const aRows = offsetsOf(part.rows, aMap.strides.slice(batch.length));
    const cRows = offsetsOf(part.rows, stridesOf(rows));
    const aTerms = offsetsOf(part.reduced, aMap.strides.slice(split));
    const bTerms = offsetsOf(part.reduced, bMap.strides.slice(batch.length));
    aStarts.forEach((aStart, matrix) => {
      const bStart = bMap.offset + (bStarts[matrix] ?? 0);
      aRows.forEach((aRow, row) => {
        const cRow = (matrix * sizeOf(rows) + (cRows[row] ?? 0)) * n;
        for (let j = 0; j < n; j++)
          c[cRow + j] = sum(aMap.offset + aStart + aRow, aTerms, bStart + column * j, bTerms);
      });
    });
  }
}

/** Executes an accumulation of products, element by element. */
export function runAccumulate(
  { m, n, k, steps, reverse }: AccumulateKernel,
  [initial, a, b]: readonly Register[],
  [c]: readonly Register[],
  storage: FloatStorage,
): void {
  if (initial === undefined || a === undefined || b === undefined || c === undefined)
    throw internalError('accumulation without operands');
  const round = storage === 'f32' ? Math.fround : (x: number) => x;
  for (let element = 0; element < c.length; element++) {
    const column = element % n;
    const row = Math.floor(element / n) % m;
    const matrix = Math.floor(element / (n * m));
    let total = initial[element] ?? 0;
    for (let step = 0; step < steps; step++) {
      const first = (matrix * steps + (reverse ? steps - 1 - step : step)) * k;
      let part = 0;
      for (let term = first; term < first + k; term++) {
        part = round(part + round((a[term * m + row] ?? 0) * (b[term * n + column] ?? 0)));
      }
      total = round(total + part);
    }
    c[element] = total;
  }
}
