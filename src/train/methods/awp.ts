import { type ParameterAttackOptions, parameterAttack } from '../../attacks/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/**
 * Adversarial weight perturbation: the task loss, and its gradient, at the parameters Θ + δ where {@link parameterAttack} finds it largest.
 * By default as in the comparison of Büchel and others, 10 steps by sign within |δ| ≤ 0.1 |Θ|; the original is
 * `{ direction: 'gradient', projection: 'ball', attackSteps: 1, initialStd: 0, mismatchLevel: 0.005 }`. Inputs are not attacked, as for the CNN and the ECG network there.
 * @throws LimpetError (`value`) where a size is negative or a number of steps or restarts is not whole.
 * Source: Wu, Xia, Wang, arXiv 2004.05884; Büchel, Faber, Muir, arXiv 2106.05009.
 */
export const awp =
  <Parameters, State>(
    problem: TrainingProblem<Parameters, State>,
    { mismatchLevel = 0.1, ...options }: ParameterAttackOptions = {},
  ): TrainingLoss<Parameters> =>
  (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    const lossAt = (own: Parameters) => problem.taskLoss(target, net.apply(own, inputs).output);
    return lossAt(parameterAttack(parameters, lossAt, key, { ...options, mismatchLevel }).parameters);
  };
