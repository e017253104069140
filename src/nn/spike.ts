import { customGradient, stopGradient, type Tensor, where } from '../trace/index.ts';

/**
 * The derivative that stands for that of a spike count by the ratio of membrane potential and threshold, which has
 * none: a function of both, element by element.
 */
export type Surrogate = (membrane: Tensor, threshold: Tensor) => Tensor;

/**
 * The spikes of one time step: ⌊v / θ⌋ where v ≥ θ, else 0, and at most `maxSpikes`. The gradient is that of s · v / θ with the
 * surrogate s held fixed, so by v it is s / θ and by θ it is -s v / θ²; the limit has no part in it.
 * Source: Rockpool, `step_pwl`.
 */
export function spike(membrane: Tensor, threshold: Tensor, surrogate: Surrogate, maxSpikes: number): Tensor {
  const times = membrane.div(threshold).floor();
  const count = where(membrane.greaterEqual(threshold), times, 0).clip(0, maxSpikes);
  return withSurrogate(count, membrane, threshold, surrogate);
}

/** A spike count that has the gradient of s · v / θ, with the surrogate s held fixed. */
export function withSurrogate(
  count: Tensor,
  membrane: Tensor,
  threshold: Tensor,
  surrogate: Surrogate,
): Tensor {
  const counted = customGradient((_membrane: Tensor, _threshold: Tensor) => count, {
    forward: (v: Tensor, theta: Tensor) => [count, { v, theta }],
    backward: ({ v, theta }, cotangent): [Tensor, Tensor] => {
      const byMembrane = cotangent.mul(stopGradient(surrogate(v, theta))).div(theta);
      return [byMembrane, byMembrane.mul(v.div(theta)).neg()];
    },
  });
  return counted(membrane, threshold.broadcastTo(membrane.shape));
}
