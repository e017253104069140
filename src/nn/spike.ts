import { stopGradient, type Tensor, where } from '../trace/index.ts';

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
  const ratio = membrane.div(threshold);
  const count = where(membrane.greaterEqual(threshold), ratio.floor(), 0).clip(0, maxSpikes);
  return withDerivative(stopGradient(count), ratio, stopGradient(surrogate(membrane, threshold)));
}

/** A value that has the given derivative by x: what is added to it is exactly 0. */
const withDerivative = (value: Tensor, x: Tensor, derivative: Tensor): Tensor =>
  value.add(x.sub(stopGradient(x)).mul(derivative));
