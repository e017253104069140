/** The plain training step: mean squared error, gradient, Adam. */
import { stepTime } from './stepTime.mjs';

export const plainStep = stepTime({
  name: 'plain',
  title: 'Plain training step',
  workload: 'plain',
  tolerance: 1e-5,
  targets: [
    ['jaxExpert', 0.85],
    ['jaxJs', 0.2],
  ],
});
