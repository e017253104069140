import {
  floatLeaves,
  maximum,
  minimum,
  stack,
  Tensor,
  type TensorLike,
  where,
  zeros,
} from '../trace/index.ts';
import { expectStructure, treeLeaves, treeMap, treeStructure } from '../tree/index.ts';

/** A tree like the parameters with a bound for each tensor: one number, or a tensor that broadcasts. Entries can be set. */
export type Bounds<Parameters> = Parameters extends Tensor
  ? number | Tensor
  : Parameters extends object
    ? { -readonly [Key in keyof Parameters]: Bounds<Parameters[Key]> }
    : Parameters;

/** The bounds inside which the exponential cost is taken: Rockpool's replacements of infinite ones. */
const LOWEST = -0x80000000;
const HIGHEST = 0x7fffffff;

/**
 * Lower and upper bounds that bind nothing (-Infinity and Infinity), to be edited for {@link boundsCost} and
 * {@link boundsClip}.
 * Source: Rockpool, `jax_loss.make_bounds`.
 */
export function makeBounds<Parameters>(parameters: Parameters): {
  lower: Bounds<Parameters>;
  upper: Bounds<Parameters>;
} {
  const fill = (bound: number): Bounds<Parameters> =>
    treeMap((leaf) => (leaf instanceof Tensor ? bound : leaf), parameters) as Bounds<Parameters>;
  return { lower: fill(Number.NEGATIVE_INFINITY), upper: fill(Number.POSITIVE_INFINITY) };
}

/** The bounds of the f32 tensors of a tree, in its order. */
function boundsOf(what: string, parameters: unknown, bounds: unknown): TensorLike[] {
  expectStructure(what, treeStructure(parameters), treeStructure(bounds));
  const leaves = treeLeaves<unknown>(parameters);
  return treeLeaves<TensorLike>(bounds).filter((_, index) => {
    const leaf = leaves[index];
    return leaf instanceof Tensor && leaf.dtype === 'f32';
  });
}

/** The sum of what is not NaN. */
const nanSum = (x: Tensor): Tensor => where(x.notEqual(x), 0, x).sum();

/**
 * A cost for parameters outside their bounds: Σ exp(lower - θ) over the θ below, plus Σ exp(θ - upper) over the θ above. It
 * jumps from 0 to 1 just outside a bound and grows exponentially; NaNs cost nothing. It does not clip.
 * @throws LimpetError (`tree`) where the bounds are not a tree like the parameters.
 * Source: Rockpool, `jax_loss.bounds_cost`.
 */
export function boundsCost<Parameters>(
  parameters: Parameters,
  lower: Bounds<Parameters>,
  upper: Bounds<Parameters>,
): Tensor {
  const lowerBounds = boundsOf('boundsCost: lower bounds', parameters, lower);
  const upperBounds = boundsOf('boundsCost: upper bounds', parameters, upper);
  const costs = floatLeaves(parameters).tensors.map((leaf, index) => {
    const low = lowerBounds[index] ?? LOWEST;
    const high = upperBounds[index] ?? HIGHEST;
    const below = leaf.sub(maximum(low, LOWEST)).neg().exp();
    const above = minimum(high, HIGHEST).sub(leaf).neg().exp();
    return nanSum(where(leaf.less(low), below, 0)).add(nanSum(where(leaf.greater(high), above, 0)));
  });
  return costs.length === 0 ? zeros([]) : stack(costs).sum();
}

/**
 * The parameters moved into their bounds.
 * @throws LimpetError (`tree`) where the bounds are not a tree like the parameters.
 * Source: Rockpool, `jax_loss.bounds_clip`.
 */
export function boundsClip<Parameters>(
  parameters: Parameters,
  lower: Bounds<Parameters>,
  upper: Bounds<Parameters>,
): Parameters {
  const lowerBounds = boundsOf('boundsClip: lower bounds', parameters, lower);
  const upperBounds = boundsOf('boundsClip: upper bounds', parameters, upper);
  const { tensors, rebuild } = floatLeaves(parameters);
  return rebuild(
    tensors.map((leaf, index) => leaf.clip(lowerBounds[index] ?? LOWEST, upperBounds[index] ?? HIGHEST)),
  );
}
