import { dtypeError } from '../errors.ts';
import { type Dtype, formatType, sizeOf } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { full } from './creation.ts';
import { slice } from './functions.ts';
import { type Tensor, unwrap } from './tensor.ts';
import {
  type DataLayout,
  layoutOf,
  type Padding,
  type PerAxis,
  paddingPairs,
  perAxis,
  spatialAxes,
  windowCount,
} from './windows.ts';

/** Which windows are pooled. */
export interface PoolOptions {
  /** Elements of a window along each axis of space. */
  readonly window: PerAxis;
  /** Elements between neighbouring windows. Default: the window, as in PyTorch. */
  readonly strides?: PerAxis;
  /** Default `VALID`. */
  readonly padding?: Padding;
  /** Default `NHWC`, or `NWC` for an input of three axes. */
  readonly layout?: DataLayout;
}

/** Larger windows are pooled axis by axis, which takes fewer reads. */
const LARGE_WINDOW = 16;

interface Windows {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Windows over every axis of an input, 1 where it is not pooled; negative padding at the end leaves out what no window reads. */
function windowsOf(what: string, x: Tensor, options: PoolOptions): Windows {
  const layout = layoutOf(what, x, options.layout);
  const space = spatialAxes(layout);
  const window = perAxis(what, 'window', options.window, space.length);
  const strides = perAxis(what, 'strides', options.strides ?? window, space.length);
  const axes = space.map((axis, index) => ({
    extent: x.shape[axis] ?? 0,
    reach: window[index] ?? 1,
    stride: strides[index] ?? 1,
  }));
  const pairs = paddingPairs(what, options.padding ?? 'VALID', axes);
  const everywhere = (values: readonly number[], other: number): number[] =>
    x.shape.map((_, axis) => values[space.indexOf(axis)] ?? other);
  const high = axes.map((axis, index) => {
    const pair = pairs[index] ?? [0, 0];
    return (windowCount(axis, pair) - 1) * axis.stride + axis.reach - axis.extent - pair[0];
  });
  return {
    window: everywhere(window, 1),
    strides: everywhere(strides, 1),
    low: everywhere(
      pairs.map(([before]) => before),
      0,
    ),
    high: everywhere(high, 0),
  };
}

/** The input with elements added or left out at both ends of its axes. */
function resized(x: Tensor, { low, high }: Windows, value: number): Tensor {
  const ranges = x.shape.map((extent, axis) => ({
    start: Math.max(0, -(low[axis] ?? 0)),
    stop: extent - Math.max(0, -(high[axis] ?? 0)),
  }));
  const part = slice(x, ranges);
  const counts = (side: readonly number[]): number[] => side.map((count) => Math.max(0, count));
  if ([...low, ...high].every((count) => count <= 0)) return part;
  return unwrap(ops.pad, [part], {
    low: counts(low),
    high: counts(high),
    interior: x.shape.map(() => 0),
    value,
  });
}

function pooled(op: typeof ops.windowMax, x: Tensor, { window, strides }: Windows): Tensor {
  if (sizeOf(window) <= LARGE_WINDOW) return unwrap(op, [x], { window, strides });
  const ones = window.map(() => 1);
  return window.reduceRight((each, extent, axis) => {
    if (extent === 1 && strides[axis] === 1) return each;
    const only = (values: readonly number[]): number[] => ones.with(axis, values[axis] ?? 1);
    return unwrap(op, [each], { window: only(window), strides: only(strides) });
  }, x);
}

const lowest: Record<Dtype, number> = { f32: -Infinity, i32: -0x80000000, u32: 0, bool: 0 };

/**
 * The largest element of each window; NaN where there is one. The gradient goes to the first of equals, row-major, as in
 * JAX and PyTorch. Padding never is the largest.
 * @param x numbers [examples, height, width, channels], or in another layout
 * @throws LimpetError where ranks or options do not fit, or a window is larger than the padded input.
 * @example `maxPool(images, { window: 2 })`
 * Source: `jax.lax.reduce_window` and `select_and_scatter_add`; PyTorch's default stride.
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  if (x.dtype === 'bool') throw dtypeError(`maxPool: expected numbers, got ${formatType(x.type)}`);
  const windows = windowsOf('maxPool', x, options);
  return pooled(ops.windowMax, resized(x, windows, lowest[x.dtype]), windows);
}

/** How windows are averaged. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether elements of the padding count as zeros, or not at all. Default true, as in PyTorch and Flax. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window.
 * @param x f32 [examples, height, width, channels], or in another layout
 * @throws LimpetError where ranks or options do not fit, or a window is larger than the padded input.
 * @example `avgPool(images, { window: 2, strides: 1, padding: 'SAME' })`
 * Source: PyTorch's `avg_pool2d`; Flax's `avg_pool`.
 */
export function avgPool(x: Tensor, options: AveragePoolOptions): Tensor {
  if (x.dtype !== 'f32') throw dtypeError(`avgPool: expected f32, got ${formatType(x.type)}`);
  const windows = windowsOf('avgPool', x, options);
  const sums = pooled(ops.windowSum, resized(x, windows, 0), windows);
  if (options.countIncludePad ?? true) return sums.div(sizeOf(windows.window));
  const { window } = windows;
  const extents = x.shape.map((extent, axis) => (window[axis] === 1 ? 1 : extent));
  return sums.div(pooled(ops.windowSum, resized(full(extents, 1), windows, 0), windows));
}
