/** Monte-Carlo evaluation of the convolutional network on 100 chips: for each the weights' noise, and the mean loss of 1,000 images. */
import { stepTime } from './stepTime.mjs';

export const cnnEvaluation = stepTime({
  name: 'cnnEvaluation',
  title: 'Evaluation of a convolutional network under mismatch',
  unit: 'ms per chip',
  workload: 'cnnEvaluation',
  tolerance: 1e-5,
  mostRounds: 5,
  targets: [['torch', 1.2]],
});
