import { drawNormal } from '../../attacks/index.ts';
import { expectNumbers } from '../../errors.ts';
import type { HardwareModel } from '../../hardware/index.ts';
import type { Key } from '../../random/key.ts';
import { floatLeaves } from '../../trace/index.ts';
import { onNewChip } from '../onNewChip.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { withRelativeNoise } from '../withRelativeNoise.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

/** The noise of {@link forwardNoise}. */
export interface ForwardNoiseOptions extends PerturbationOptions {
  /** Its standard deviation, as a fraction of each parameter's size. Default 0.3. */
  readonly noisyForwardStd?: number;
  /** Imperfect hardware in its place: every step has the parameters of a new chip. The other options are not used then. */
  readonly hardware?: HardwareModel;
}

/**
 * The task loss under noise on the parameters, taskLoss(y, f(X, Θ + δ)), where δ = noisyForwardStd |Θ| ⊙ R, R standard normal, or
 * what a hardware model makes of Θ less Θ. δ is not differentiated.
 * @throws LimpetError (`value`) where the deviation is negative.
 * Source: Murray, Edwards, IEEE Transactions on Neural Networks 5(5), 1994; default of Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function forwardNoise<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { noisyForwardStd = 0.3, hardware, select }: ForwardNoiseOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('forwardNoise', 'from 0', { noisyForwardStd });
  const perturb = (parameters: Parameters, key: Key): Parameters => {
    if (hardware !== undefined) return onNewChip(parameters, hardware, key);
    const { tensors, rebuild } = floatLeaves(parameters, select);
    return rebuild(withRelativeNoise(tensors, noisyForwardStd, drawNormal(key, tensors).draws));
  };
  return (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    return problem.taskLoss(target, net.apply(perturb(parameters, key), inputs).output);
  };
}
