import { dtypeError, shapeError } from '../errors.ts';
import { formatShape, formatType, normalizeAxis, type Shape, sizeOf, stridesOf } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { concatenate, iota, slice, where } from './functions.ts';
import { promoteTypes } from './promotion.ts';
import { argsort } from './sorting.ts';
import { asTensor, scalar, type Tensor, type TensorLike, unwrap } from './tensor.ts';

/** Where a window begins along each axis, as JAX has it: negative ones count from the end, then the window is moved into the array. */
function windowStarts(what: string, x: Tensor, starts: readonly TensorLike[], sizes: Shape): Tensor[] {
  const fits =
    sizes.length === x.shape.length && sizes.every((size, axis) => size >= 0 && size <= (x.shape[axis] ?? 0));
  if (!fits || starts.length !== x.shape.length) {
    throw shapeError(
      `${what}: expected a start and a size for each axis of ${formatType(x.type)}, got ${starts.length} starts and sizes ${formatShape(sizes)}`,
    );
  }
  return starts.map((start, axis) => {
    const extent = x.shape[axis] ?? 0;
    const place = typeof start === 'number' ? scalar(start, 'i32') : asTensor(start).cast('i32');
    if (place.shape.length > 0)
      throw shapeError(`${what}: expected scalar starts, got ${formatType(place.type)} for axis ${axis}`);
    return where(place.less(0), place.add(extent), place).clip(0, extent - (sizes[axis] ?? 0));
  });
}

/** The index along an axis of a shape, as i32. */
const indexAlong = (shape: Shape, axis: number): Tensor => iota(shape, axis).cast('i32');

/** Sums of coordinates times strides, from one coordinate for each axis. */
function linearIndex(coordinates: readonly Tensor[], within: Shape, shape: Shape): Tensor {
  const strides = stridesOf(within);
  const zero = scalar(0, 'i32').broadcastTo(shape);
  return coordinates.reduce((sum, own, axis) => sum.add(own.mul(strides[axis] ?? 1)), zero);
}

/**
 * A window of a fixed size whose place is computed, as `lax.dynamic_slice`: negative starts count from the end, and the window is
 * moved into the array where it would reach beyond.
 * @param starts one number or integer scalar for each axis.
 * @throws LimpetError (`shape`) where starts or sizes do not fit.
 */
export function dynamicSlice(x: Tensor, starts: readonly TensorLike[], sizes: Shape): Tensor {
  const places = windowStarts('dynamicSlice', x, starts, sizes);
  const coordinates = places.map((place, axis) => indexAlong(sizes, axis).add(place));
  if (sizeOf(sizes) === 0)
    return slice(
      x,
      sizes.map((stop) => ({ stop })),
    );
  return unwrap(ops.gather, [x.reshape([x.size]), linearIndex(coordinates, x.shape, sizes)], { axis: 0 });
}

/**
 * The array with a window of it replaced, as `lax.dynamic_update_slice`; the window is placed as by {@link dynamicSlice}.
 * @param update of the element type of x, which is as large as the window.
 * @throws LimpetError (`shape`, `dtype`) where it does not fit.
 */
export function dynamicUpdateSlice(x: Tensor, update: Tensor, starts: readonly TensorLike[]): Tensor {
  if (update.dtype !== x.dtype) {
    throw dtypeError(`dynamicUpdateSlice: expected an update of ${x.dtype}, got ${formatType(update.type)}`);
  }
  const places = windowStarts('dynamicUpdateSlice', x, starts, update.shape);
  if (update.size === 0) return x;
  const coordinates = places.map((place, axis) => indexAlong(x.shape, axis).sub(place));
  const isInside = coordinates.map((own, axis) =>
    own.greaterEqual(0).bitwiseAnd(own.less(update.shape[axis] ?? 0)),
  );
  const inWindow = coordinates.map((own, axis) => own.clip(0, (update.shape[axis] ?? 1) - 1));
  const index = linearIndex(inWindow, update.shape, x.shape);
  const moved = unwrap(ops.gather, [update.reshape([update.size]), index], { axis: 0 });
  return where(
    isInside.reduce((all, each) => all.bitwiseAnd(each), scalar(true, 'bool')),
    moved,
    x,
  );
}

/** Positions, and updates for each of them as [outer, rows, inner]. */
export function rowsOf(what: string, x: Tensor, indices: Tensor, updates: TensorLike, axis: number) {
  if (indices.dtype !== 'i32' && indices.dtype !== 'u32')
    throw dtypeError(`${what}: expected integer positions, got ${formatType(indices.type)}`);
  const at = normalizeAxis(what, axis, x.shape.length);
  const extent = x.shape[at] ?? 0;
  const [before, after] = [x.shape.slice(0, at), x.shape.slice(at + 1)];
  const signed = (indices.dtype === 'u32' ? indices.minimum(0x7fffffff) : indices).cast('i32');
  const positions = where(signed.less(0), signed.add(extent), signed).reshape([indices.size]);
  const given =
    typeof updates === 'number' || typeof updates === 'boolean' ? scalar(updates, x.dtype) : updates;
  if (promoteTypes(given.dtype, x.dtype) !== x.dtype)
    throw dtypeError(`${what}: expected updates of ${x.dtype}, got ${formatType(given.type)}`);
  const rows = given
    .cast(x.dtype)
    .broadcastTo([...before, ...indices.shape, ...after])
    .reshape([sizeOf(before), indices.size, sizeOf(after)]);
  return { positions, rows, extent };
}

/** Which of the rows with sorted positions is the last of each position: its number, counted from 1, or 0 where there is none. */
export function lastRows(sorted: Tensor, numbers: Tensor, extent: number): Tensor {
  const next = concatenate([slice(sorted, [{ start: 1 }]), scalar(-1, 'i32').reshape([1])]);
  const positions = where(sorted.notEqual(next), sorted, -1);
  return unwrap(ops.scatterAdd, [positions, numbers.reshape([1, sorted.size, 1])], { extent }).reshape([
    extent,
  ]);
}

/**
 * x with updates added at positions along an axis (default 0), as `x.at[indices].add(updates)` of JAX: x plus the sum of the
 * updates of each position, in their order. Negative positions count from the end; those out of range are dropped.
 * @param updates broadcast to x with the shape of the positions in place of the axis.
 * @throws LimpetError (`dtype`, `shape`) where they do not fit.
 */
export function addAt(x: Tensor, indices: Tensor, updates: TensorLike, axis = 0): Tensor {
  if (x.dtype === 'bool') throw dtypeError('addAt: expected numbers, got bool; use setAt');
  const { positions, rows, extent } = rowsOf('addAt', x, indices, updates, axis);
  return x.add(unwrap(ops.scatterAdd, [positions, rows], { extent }).reshape(x.shape));
}

/**
 * x with the elements at positions along an axis (default 0) replaced, as `x.at[indices].set(updates)` of JAX; of several updates of
 * one position the last stays, and it alone has a gradient. Positions and updates as in {@link addAt}.
 * @throws LimpetError (`dtype`, `shape`) where they do not fit.
 */
export function setAt(x: Tensor, indices: Tensor, updates: TensorLike, axis = 0): Tensor {
  const { positions, rows, extent } = rowsOf('setAt', x, indices, updates, axis);
  if (indices.size === 0 || x.size === 0) return x;
  const order = argsort(positions);
  const sorted = unwrap(ops.gather, [positions, order], { axis: 0 });
  const writer = lastRows(sorted, order.add(1), extent);
  const written = unwrap(ops.gather, [rows, writer.sub(1).maximum(0)], { axis: 1 });
  return where(writer.greater(0).reshape([1, extent, 1]), written, x.reshape(written.shape)).reshape(x.shape);
}
