import { internalError } from '../errors.ts';
import type { CumulativeKernel, SortKernel } from '../kernel/forms.ts';
import { inCumulativeOrder } from '../kernel/order.ts';
import { allocateRegister, type FloatStorage, type Register, runLanes } from './lanes.ts';

/** Running results along the middle axis of (outer, extent, inner). */
export function runCumulative(
  { outer, extent, inner, reverse, combine, initial }: CumulativeKernel,
  inputs: readonly Register[],
  [output]: readonly Register[],
  storage: FloatStorage,
): void {
  if (output === undefined) throw internalError('cumulative kernel without output');
  const size = outer * inner;
  const placeOf = (point: number, index: number): number =>
    (Math.floor(point / inner) * extent + index) * inner + (point % inner);
  let accumulator = allocateRegister(combine.inputs[0] ?? 'f32', size, storage).fill(initial);
  inCumulativeOrder(extent, reverse, (index) => {
    const values = inputs.map((input, position) => {
      const column = allocateRegister(combine.inputs[1 + position] ?? 'f32', size, storage);
      for (let point = 0; point < size; point++) column[point] = input[placeOf(point, index)] ?? 0;
      return column;
    });
    [accumulator = accumulator] = runLanes(combine, [accumulator, ...values], size, storage);
    for (let point = 0; point < size; point++) output[placeOf(point, index)] = accumulator[point] ?? 0;
  });
}

/** Positions that sort rows of keys stably. */
export function runSort(
  { rows, extent }: SortKernel,
  [keys]: readonly Register[],
  [output]: readonly Register[],
): void {
  if (keys === undefined || output === undefined) throw internalError('sort kernel without operands');
  for (let row = 0; row < rows; row++) {
    const own = keys.subarray(row * extent, (row + 1) * extent);
    const positions = Int32Array.from({ length: extent }, (_, index) => index);
    positions.sort((a, b) => (own[a] ?? 0) - (own[b] ?? 0) || a - b);
    output.set(positions, row * extent);
  }
}
