/** The adversarial training step: forward noise, ten attack steps, loss, gradient, Adam. */
import { stepTime } from './stepTime.mjs';

/**
 * The tolerance is that of the method in float32, not of a peer: a handful of the attack's 16,016 signs, of differences
 * near zero, depend on the order of a sum (README.md).
 */
export const adversarialStep = stepTime({
  name: 'adversarial',
  title: 'Adversarial training step',
  workload: 'adversarial',
  tolerance: 1e-4,
  targets: [
    ['jaxExpert', 0.75],
    ['jaxJs', 0.2],
  ],
});
