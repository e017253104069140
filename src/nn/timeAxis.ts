import type { Tensor } from '../trace/index.ts';

/** The number of elements of the batch of an input `[batch, time, channels]`; undefined for `[time, channels]`. */
export const batchOf = (input: Tensor): number | undefined =>
  input.shape.length === 3 ? input.shape[0] : undefined;

/** An input `[time, ...]` or `[batch, time, ...]` of channels as `[time, batch, ...]`, what a scan goes over. */
export function timeFirst(input: Tensor): Tensor {
  if (input.shape.length === 2) return input.expandDims(1);
  const [batch = 1, time = 0, ...rest] = input.shape;
  return batch === 1 ? input.reshape([time, 1, ...rest]) : swapLeading(input);
}

/** What a scan made, `[time, batch, ...]`, as `[batch, time, ...]`, or `[time, ...]` where the input had no batch. */
export function batchFirst(stacked: Tensor, batch: number | undefined): Tensor {
  const [time = 0, , ...rest] = stacked.shape;
  if (batch === undefined) return stacked.reshape([time, ...rest]);
  return batch === 1 ? stacked.reshape([1, time, ...rest]) : swapLeading(stacked);
}

const swapLeading = (x: Tensor): Tensor => x.transpose([1, 0, ...[...x.shape.keys()].slice(2)]);
