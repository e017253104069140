import { shapeError } from '../errors.ts';

/** Element types: 32-bit float, signed and unsigned 32-bit integers, and truth values. */
export const dtypes = ['bool', 'u32', 'i32', 'f32'] as const;

/** The element type of a tensor. */
export type Dtype = (typeof dtypes)[number];

/** Extents by axis; `[]` is a scalar. */
export type Shape = readonly number[];

/** What the compiler knows of a value: its element type and its static shape. */
export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: Shape;
}

/** The type with the given element type and shape. */
export const tensorType = (dtype: Dtype, shape: Shape): TensorType => ({ dtype, shape });

/** Number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, extent) => size * extent, 1);

/** Row-major strides of a contiguous array, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/** Whether two shapes are the same. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);

/** Whether two types are the same. */
export const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** `[2, 3]`, as it appears in error messages. */
export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;

/** `f32[2, 3]`, as it appears in printed programs and error messages. */
export const formatType = (type: TensorType): string => `${type.dtype}${formatShape(type.shape)}`;

/**
 * Checks that extents are whole numbers from 0.
 * @throws LimpetError (`shape`) naming `what` where one is not.
 */
export function checkShape(what: string, shape: Shape): void {
  if (!Array.isArray(shape)) {
    throw shapeError(`${what}: expected a shape such as [2, 3], got ${String(shape)} (${typeof shape})`);
  }
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw shapeError(`${what}: expected extents of whole numbers from 0, got ${formatShape(shape)}`);
  }
}

/**
 * The common shape of operands under NumPy's broadcasting rules.
 * @throws LimpetError (`shape`) naming `what` and the shapes where they do not fit.
 */
export function broadcastShapes(what: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const lead = rank - shape.length;
    shape.forEach((extent, axis) => {
      const known = result[lead + axis] ?? 1;
      if (known === 1) result[lead + axis] = extent;
      else if (extent !== 1 && extent !== known) {
        throw shapeError(
          `${what}: shapes ${shapes.map(formatShape).join(' and ')} do not broadcast: ` +
            `extents ${known} and ${extent} meet; each must be equal or 1`,
        );
      }
    });
  }
  return result;
}

/**
 * A non-negative axis number.
 * @throws LimpetError (`shape`) where the axis is outside -rank..rank-1.
 */
export function normalizeAxis(what: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw shapeError(`${what}: axis ${axis} is out of range for ${rank} axes`);
  }
  return axis < 0 ? axis + rank : axis;
}
