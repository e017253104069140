import { shapeError, valueError } from '../errors.ts';
import { broadcastShapes, formatType, normalizeAxis, type Shape } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import type { ReduceOptions } from './axes.ts';
import { promoteTypes } from './promotion.ts';
import { binaryOp, coerce, coerceTypes, type Tensor, type TensorLike, unwrap } from './tensor.ts';

/** x + y. */
export const add = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].add(y);
/** x - y. */
export const sub = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].sub(y);
/** x y. */
export const mul = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].mul(y);
/** x / y, in f32. */
export const div = (x: TensorLike, y: TensorLike): Tensor => binaryOp('div', ops.div, x, y, 'f32');
/** x to the power y; of integers an integer, see the method of `Tensor`. */
export const pow = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].pow(y);
/** The smaller of x and y. */
export const minimum = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].minimum(y);
/** The larger of x and y. */
export const maximum = (x: TensorLike, y: TensorLike): Tensor => coerceTypes(x, y)[0].maximum(y);
/** The matrix product with NumPy's rules for vectors and batches. */
export const matmul = (x: Tensor, y: Tensor): Tensor => x.matmul(y);

/** x where the condition holds, else y; all three broadcast. */
export function where(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = coerce('where', x, y);
  const shape = broadcastShapes('where', condition.shape, a.shape);
  return unwrap(ops.select, [
    condition.cast('bool').broadcastTo(shape),
    a.broadcastTo(shape),
    b.broadcastTo(shape),
  ]);
}

/** e^x - 1, accurate near 0. */
export const expm1 = (x: Tensor): Tensor => unwrap(ops.expm1, [x.cast('f32')]);
/** The sine of radians; the angle counts as 0 beyond 1e5, where float32 has no digits left for it. */
export const sin = (x: Tensor): Tensor => unwrap(ops.sin, [x.cast('f32')]);
/** The cosine of radians; the angle counts as 0 beyond 1e5, where float32 has no digits left for it. */
export const cos = (x: Tensor): Tensor => unwrap(ops.cos, [x.cast('f32')]);
/** The error function. */
export const erf = (x: Tensor): Tensor => unwrap(ops.erf, [x.cast('f32')]);

/** x, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => unwrap(ops.stopGradient, [x]);

/** Whether x is neither infinite nor NaN, element by element. */
export const isFinite = (x: Tensor): Tensor => unwrap(ops.isFinite, [x]);

/** log of the sum of exponentials, safe from overflow; -Infinity where all are -Infinity. */
export function logsumexp(values: Tensor, options: ReduceOptions = {}): Tensor {
  const { axis, keepDims = false } = options;
  const x = values.cast('f32');
  const reduced = axis === undefined ? {} : { axis };
  const top = x.max({ ...reduced, keepDims: true });
  const shift = stopGradient(where(isFinite(top), top, 0));
  const total = x
    .sub(shift)
    .exp()
    .sum({ ...reduced, keepDims: true })
    .log()
    .add(shift);
  return keepDims ? total : total.squeeze(axis === undefined ? [...x.shape.keys()] : axis);
}

/** Arrays joined along an axis (default 0), in their common element type. */
export function concatenate(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (first === undefined) throw valueError('concatenate: expected at least one tensor, got none');
  const dtype = tensors.map((each) => each.dtype).reduce(promoteTypes);
  return unwrap(
    ops.concatenate,
    tensors.map((each) => each.cast(dtype)),
    { axis: normalizeAxis('concatenate', axis, first.shape.length) },
  );
}

/** Arrays of one shape joined along a new axis (default 0). */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concatenate(
    tensors.map((each) => each.expandDims(axis < 0 ? axis + each.shape.length + 1 : axis)),
    axis,
  );
}

/** One axis of a slice with NumPy's meaning of negative and missing bounds. */
export interface SliceRange {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

function sliceAxis(
  extent: number,
  { start, stop, step = 1 }: SliceRange,
): [first: number, size: number, step: number] {
  if (step === 0 || !Number.isInteger(step))
    throw valueError(`slice: expected a whole step other than 0, got ${step}`);
  const wrap = (bound: number): number => (bound < 0 ? bound + extent : bound);
  const clamp = (bound: number, low: number, high: number): number =>
    Math.min(Math.max(wrap(bound), low), high);
  const first =
    step > 0 ? clamp(start ?? 0, 0, extent) : start === undefined ? extent - 1 : clamp(start, -1, extent - 1);
  const last =
    step > 0 ? clamp(stop ?? extent, 0, extent) : stop === undefined ? -1 : clamp(stop, -1, extent - 1);
  return [first, Math.max(0, Math.ceil((last - first) / step)), step];
}

/** A strided part of an array: one range per leading axis (the others whole); a number takes that element and drops the axis. */
export function slice(x: Tensor, ranges: readonly (SliceRange | number)[]): Tensor {
  if (ranges.length > x.shape.length) {
    throw shapeError(
      `slice: ${ranges.length} ranges for the ${x.shape.length} axes of ${formatType(x.type)}`,
    );
  }
  const parts = x.shape.map((extent, axis) => {
    const range = ranges[axis] ?? {};
    if (typeof range !== 'number') return sliceAxis(extent, range);
    return [normalizeAxis(`slice of axis ${axis}`, range, extent), 1, 1] as const;
  });
  const part = unwrap(ops.slice, [x], {
    start: parts.map(([first]) => first),
    size: parts.map(([, size]) => size),
    step: parts.map(([, , step]) => step),
  });
  return part.reshape(part.shape.filter((_, axis) => typeof ranges[axis] !== 'number'));
}

/** The element count of each value of `labels` as a row with a single 1: one-hot vectors of `classes` elements. */
export function oneHot(labels: Tensor, classes: number): Tensor {
  const columns = unwrap(ops.iota, [], { shape: [classes], axis: 0 }).cast('i32');
  return labels.expandDims(labels.shape.length).equal(columns).cast('f32');
}

/** The index along an axis of a shape, as u32. */
export const iota = (shape: Shape, axis = 0): Tensor => unwrap(ops.iota, [], { shape, axis });
