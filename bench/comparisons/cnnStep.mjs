/** The training step of the paper's convolutional network: mean cross entropy of 100 images, gradient, gradient descent. */
import { stepTime } from './stepTime.mjs';

export const cnnStep = stepTime({
  name: 'cnn',
  title: 'Training step of a convolutional network',
  workload: 'cnn',
  tolerance: 1e-5,
  targets: [
    ['torch', 1.0],
    ['jaxExpert', 0.5],
  ],
});
