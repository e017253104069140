import { shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis, type Shape, sizeOf, type TensorType } from '../ir/types.ts';

/** One axis, several, or all where it is left out; and whether reduced axes stay with extent 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[];
  readonly keepDims?: boolean;
}

/** The axes that are meant, non-negative and increasing. */
export function axesOf(what: string, shape: Shape, axis: ReduceOptions['axis']): number[] {
  if (axis === undefined) return [...shape.keys()];
  const axes = (typeof axis === 'number' ? [axis] : axis).map((each) =>
    normalizeAxis(what, each, shape.length),
  );
  if (new Set(axes).size !== axes.length) throw shapeError(`${what}: axis repeated in [${axes.join(', ')}]`);
  return axes.sort((a, b) => a - b);
}

/**
 * The axes of a reduction.
 * @throws LimpetError (`value`) for an axis in the place of the options, as other libraries take it.
 */
export function reducedAxes(what: string, shape: Shape, options: ReduceOptions): number[] {
  if (typeof options === 'object' && !Array.isArray(options)) return axesOf(what, shape, options.axis);
  throw valueError(`${what}: expected options such as { axis: 0 }, got ${String(options)}`);
}

/** Number of elements that a reduction combines to one. */
export function reducedSize(shape: Shape, { axis }: ReduceOptions): number {
  return axesOf('mean', shape, axis).reduce((size, each) => size * (shape[each] ?? 1), 1);
}

/** A shape whose extent -1, if there is one, is worked out from the number of elements. */
export function inferExtent(type: TensorType, shape: Shape): Shape {
  const unknown = shape.indexOf(-1);
  if (unknown < 0) return shape;
  const known = shape.reduce((size, extent, axis) => (axis === unknown ? size : size * extent), 1);
  if (known === 0 || sizeOf(type.shape) % known !== 0) {
    throw shapeError(`reshape: ${formatType(type)} does not divide into [${shape.join(', ')}]`);
  }
  return shape.map((extent, axis) => (axis === unknown ? sizeOf(type.shape) / known : extent));
}
