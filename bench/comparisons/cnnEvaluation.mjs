/** Monte-Carlo evaluation of the convolutional network: for each chip the weights' noise, and the mean loss of 1,000 images. */
import { stepTime } from './stepTime.mjs';

export const cnnEvaluation = stepTime({
  name: 'cnnEvaluation',
  title: 'Evaluation of a convolutional network under mismatch',
  unit: 'ms per chip',
  workload: 'cnnEvaluation',
  tolerance: 1e-5,
  targets: [['torch', 1.2]],
});
