import { dtypeError, shapeError, valueError } from '../errors.ts';
import { checkShape, formatType, normalizeAxis, type Shape, sizeOf } from '../ir/types.ts';
import { gather } from '../ops/index.ts';
import { argsort, iota, slice, Tensor, where, zeros } from '../trace/index.ts';
import { unwrap } from '../trace/tensor.ts';
import { expectProbabilities } from './checks.ts';
import { uniform } from './distributions.ts';
import { gumbel } from './gumbel.ts';
import type { Key } from './key.ts';
import { permutation } from './permutation.ts';
import { randint } from './randint.ts';

/** How {@link choice} draws. */
export interface SampleOptions {
  /** Whether an element may be drawn more than once; default true. */
  readonly replace?: boolean;
  /** f32[n], the probability of each element; only their proportions count, as in JAX. Default: all the same. */
  readonly p?: Tensor;
  /** The axis of the tensor whose elements are drawn; default 0. */
  readonly axis?: number;
}

/**
 * A random sample of the integers below a number (i32), or of the elements along an axis of a tensor, as
 * `jax.random.choice`: the drawn shape takes the place of the axis. With `p` and
 * replacement, time grows with the square of the number of elements.
 * @param shape default `[]`: one element.
 * @throws LimpetError (`value`, `shape`, `dtype`) for nothing to draw from, more draws than elements without
 * replacement, probabilities that are not f32[n] or not from 0 to 1.
 */
export function choice(
  key: Key,
  values: number | Tensor,
  shape: Shape = [],
  options: SampleOptions = {},
): Tensor {
  const { replace = true, p } = options;
  const axis = axisOf(values, options.axis ?? 0);
  const extent = values instanceof Tensor ? (values.shape[axis] ?? 0) : values;
  const draws = checkDraws(shape, extent, replace);
  if (p !== undefined) checkWeights(p, extent);
  const result = (positions: Tensor): Tensor =>
    values instanceof Tensor
      ? unwrap(gather, [values, positions.reshape(shape)], { axis })
      : positions.reshape(shape);
  if (draws === 0) return emptySample(values, axis, shape);
  if (p === undefined) return result(unweightedPositions(key, extent, draws, shape, replace));
  if (!replace) expectPossible(p, draws);
  return result(replace ? weightedPositions(key, p, shape) : distinctPositions(key, p, draws));
}

const unweightedPositions = (
  key: Key,
  extent: number,
  draws: number,
  shape: Shape,
  replace: boolean,
): Tensor => (replace ? randint(key, shape, 0, extent) : slice(permutation(key, extent), [{ stop: draws }]));

/** By inversion: how many cumulated probabilities lie below r = sum (1 - u). */
function weightedPositions(key: Key, p: Tensor, shape: Shape): Tensor {
  const [extent = 0] = p.shape;
  const square = [extent, extent];
  const isUpTo = iota(square, 1).lessEqual(iota(square, 0));
  const cumulated = where(isUpTo, p, 0).sum({ axis: 1 });
  const level = uniform(key, shape)
    .neg()
    .add(1)
    .mul(slice(cumulated, [-1]));
  return cumulated.less(level.expandDims(shape.length)).sum({ axis: -1 });
}

/** The elements with the largest log p plus Gumbel noise (the Gumbel top-k trick). */
function distinctPositions(key: Key, p: Tensor, draws: number): Tensor {
  const order = argsort(gumbel(key, p.shape).add(p.log()).expandDims(0), { descending: true });
  return slice(order, [0, { stop: draws }]);
}

function axisOf(values: number | Tensor, axis: number): number {
  if (values instanceof Tensor) {
    if (values.shape.length > 0) return normalizeAxis('choice', axis, values.shape.length);
    throw shapeError(
      `choice: expected a count or a tensor of one axis or more, got ${formatType(values.type)}`,
    );
  }
  if (!Number.isInteger(values) || values < 0)
    throw valueError(`choice: expected a count of 0 or more, got ${values}`);
  return normalizeAxis('choice', axis, 1);
}

function checkDraws(shape: Shape, extent: number, replace: boolean): number {
  checkShape('choice', shape);
  const draws = sizeOf(shape);
  if (draws > 0 && extent === 0)
    throw valueError('choice: expected at least one element to draw from, got none');
  if (!replace && draws > extent) {
    throw valueError(
      `choice: expected at least ${draws} elements to draw ${draws} without replacement, got ${extent}`,
    );
  }
  return draws;
}

function checkWeights(p: Tensor, extent: number): void {
  if (p.dtype !== 'f32') throw dtypeError(`choice: expected f32 probabilities, got ${formatType(p.type)}`);
  if (p.shape.length !== 1 || p.shape[0] !== extent) {
    throw shapeError(
      `choice: expected one probability for each of ${extent} elements, got ${formatType(p.type)}`,
    );
  }
  expectProbabilities('choice', p);
}

/** Throws where known probabilities leave too few elements to draw without replacement. */
function expectPossible({ storage }: Tensor, draws: number): void {
  if (storage.kind === 'traced') return;
  const possible = storage.data.filter((probability) => probability > 0).length;
  if (possible >= draws) return;
  throw valueError(
    `choice: expected at least ${draws} probabilities above 0 to draw ${draws} without replacement, got ${possible}`,
  );
}

function emptySample(values: number | Tensor, axis: number, shape: Shape): Tensor {
  if (!(values instanceof Tensor)) return zeros(shape, 'i32');
  return zeros([...values.shape.slice(0, axis), ...shape, ...values.shape.slice(axis + 1)], values.dtype);
}
