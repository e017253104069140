import { concatenate, pad, slice, type Tensor } from '../trace/index.ts';
import { type Padding, paddingPairs, windowCount } from '../trace/windows.ts';

/** Windows over axes of space. */
export interface Windows {
  /** Elements along each axis. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly kernelDilation: readonly number[];
  readonly padding: Padding;
}

/**
 * What each window of a convolution sees, `[batch, ...windows, kernel · channels]`, of `[batch, ...space, channels]`: row-major over the kernel's
 * places, then channels, as kernels `[...kernel, channels, outputs]` are laid out.
 * @param what names the caller in errors.
 */
export function unfolded(
  what: string,
  x: Tensor,
  { kernel, strides, kernelDilation, padding }: Windows,
): Tensor {
  const axes = kernel.map((size, axis) => ({
    extent: x.shape[axis + 1] ?? 0,
    reach: (size - 1) * (kernelDilation[axis] ?? 1) + 1,
    stride: strides[axis] ?? 1,
  }));
  const pairs = paddingPairs(what, padding, axes);
  const padded = pad(x, [[0, 0], ...pairs, [0, 0]]);
  const counts = axes.map((axis, index) => windowCount(axis, pairs[index] ?? [0, 0]));
  const places = kernel.reduce<number[][]>(
    (before, size) => before.flatMap((place) => Array.from({ length: size }, (_, at) => [...place, at])),
    [[]],
  );
  const seenFrom = (place: readonly number[]): Tensor => {
    const ranges = axes.map(({ stride }, axis) => {
      const start = (place[axis] ?? 0) * (kernelDilation[axis] ?? 1);
      return { start, stop: start + ((counts[axis] ?? 1) - 1) * stride + 1, step: stride };
    });
    return slice(padded, [{}, ...ranges]);
  };
  return concatenate(places.map(seenFrom), -1);
}
