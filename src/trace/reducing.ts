import { valueError } from '../errors.ts';
import { type Shape, sizeOf } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { axesOf, type ReduceOptions } from './axes.ts';
import { ceil, floor } from './elementwise.ts';
import { where } from './functions.ts';
import { sort } from './sorting.ts';
import { asTensor, type Tensor, type TensorLike, unwrap } from './tensor.ts';

/** The shape of a reduction's result. */
const reducedShape = (shape: Shape, axes: readonly number[], keepDims: boolean): number[] =>
  shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [extent]));

/** The product, as `jnp.prod`; 1 over nothing; truth values count as i32. The gradient is right where elements are 0. */
export function prod(values: Tensor, { axis, keepDims = false }: ReduceOptions = {}): Tensor {
  const x = values.dtype === 'bool' ? values.cast('i32') : values;
  const axes = axesOf('prod', x.shape, axis);
  return unwrap(ops.prod, [x], { axes }).reshape(reducedShape(x.shape, axes, keepDims));
}

/** Whether all elements are true (not 0), as a truth value; true over nothing. */
export const all = (x: Tensor, options: ReduceOptions = {}): Tensor => x.all(options);

/** Whether any element is true (not 0), as a truth value; false over nothing. */
export const any = (x: Tensor, options: ReduceOptions = {}): Tensor => x.any(options);

/** The mean squared deviation from the mean, in f32; divided by the count less `ddof` (default 0). */
export const variance = (x: Tensor, options: ReduceOptions & { readonly ddof?: number } = {}): Tensor =>
  x.variance(options);

/** The root of the mean squared deviation from the mean, in f32, as `jnp.std`; divided by the count less `ddof` (default 0). */
export const std = (x: Tensor, options: ReduceOptions & { readonly ddof?: number } = {}): Tensor =>
  x.variance(options).sqrt();

/** What a quantile is between two elements: on the line between them, the lower, the higher, the nearer one, or their mean. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';

/** How {@link quantile} works. */
export interface QuantileOptions extends ReduceOptions {
  /** Default `linear`. */
  readonly method?: QuantileMethod;
}

/**
 * The quantiles over the given axes (default: all), in f32, as `jnp.quantile`: NaN where there is one. Gradients go back to the
 * elements between which the quantile lies, and to `q`.
 * @param q fractions from 0 to 1: a number, or a tensor of up to one axis, which comes first in the result.
 * @throws LimpetError (`value`) for no elements, a fraction outside 0..1, more than one axis of fractions.
 */
export function quantile(values: Tensor, q: TensorLike, options: QuantileOptions = {}): Tensor {
  const { axis, keepDims = false, method = 'linear' } = options;
  const x = values.cast('f32');
  const fractions = checkedFractions(q);
  const axes = axesOf('quantile', x.shape, axis);
  const others = [...x.shape.keys()].filter((each) => !axes.includes(each));
  const count = sizeOf(axes.map((each) => x.shape[each] ?? 1));
  if (count === 0)
    throw valueError('quantile: expected at least one element along the reduced axes, got none');
  const ordered = sort(
    x.transpose([...axes, ...others]).reshape([count, ...others.map((each) => x.shape[each] ?? 1)]),
    { axis: 0 },
  );
  const at = fractions.mul(count - 1);
  const take = (place: Tensor): Tensor =>
    unwrap(ops.gather, [ordered, place.clip(0, count - 1).cast('i32')], { axis: 0 });
  const between = at.sub(floor(at)).reshape([...fractions.shape, ...others.map(() => 1)]);
  const value = interpolate(take(floor(at)), take(ceil(at)), between, method);
  const last = unwrap(ops.slice, [ordered], {
    start: ordered.shape.map((_, each) => (each === 0 ? count - 1 : 0)),
    size: ordered.shape.map((extent, each) => (each === 0 ? 1 : extent)),
    step: ordered.shape.map(() => 1),
  }).reshape(ordered.shape.slice(1));
  // NaN is sorted to the end.
  const result = where(last.notEqual(last), Number.NaN, value);
  return result.reshape([...fractions.shape, ...reducedShape(x.shape, axes, keepDims)]);
}

/** The middle element over the given axes (default: all), or the mean of the two middle ones, in f32, as `jnp.median`. */
export const median = (x: Tensor, options: ReduceOptions = {}): Tensor => quantile(x, 0.5, options);

function checkedFractions(q: TensorLike): Tensor {
  const fractions = asTensor(q).cast('f32');
  if (fractions.shape.length > 1)
    throw valueError(`quantile: expected fractions of at most one axis, got ${fractions.shape.length}`);
  const { storage } = fractions;
  const wrong =
    storage.kind === 'concrete' ? storage.data.find((each) => !(each >= 0 && each <= 1)) : undefined;
  if (wrong !== undefined) throw valueError(`quantile: expected fractions from 0 to 1, got ${wrong}`);
  return fractions;
}

function interpolate(low: Tensor, high: Tensor, weight: Tensor, method: QuantileMethod): Tensor {
  switch (method) {
    case 'linear':
      return low.mul(weight.neg().add(1)).add(high.mul(weight));
    case 'lower':
      return low;
    case 'higher':
      return high;
    case 'nearest':
      return where(weight.lessEqual(0.5), low, high);
    case 'midpoint':
      return low.add(high).mul(0.5);
  }
}
