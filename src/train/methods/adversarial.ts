import type { AttackOptions, PairLoss } from '../../attacks/index.ts';
import type { HardwareModel } from '../../hardware/index.ts';
import { klDivergence } from '../../losses/index.ts';
import { adversarialLossWithTerms } from '../adversarialLoss.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/** The attack and the weight of {@link adversarial}; `select` chooses what is attacked, and what is noisy. */
export interface AdversarialOptions extends AttackOptions {
  /** Called with the nominal output and the attacked one. Default `klDivergence`, of the logits of a classifier. */
  readonly mismatchLoss?: PairLoss;
  /** The weight β of the mismatch loss. Default 0.25. */
  readonly betaRobustness?: number;
  /** Noise on the parameters under the task loss, as a fraction of each one's size. Default 0. */
  readonly noisyForwardStd?: number;
  /** Imperfect hardware in place of that noise: every step has the parameters of a new chip under the task loss. */
  readonly hardware?: HardwareModel;
}

/**
 * Adversarial regularization, taskLoss(y, f(X, Θ)) + betaRobustness · mismatchLoss(f(X, Θ), f(X, Θ*)): {@link adversarialLoss} as a
 * training method. Its terms `taskLoss` and `mismatchLoss` are reported.
 * Sizes are those of the paper: mismatchLevel 0.1, attackSteps 10, initialStd 0.001.
 * @throws LimpetError (`value`) where a size is negative or the number of steps is not whole.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export const adversarial =
  <Parameters, State>(
    problem: TrainingProblem<Parameters, State>,
    { mismatchLoss = klDivergence, mismatchLevel = 0.1, ...options }: AdversarialOptions = {},
  ): TrainingLoss<Parameters> =>
  (parameters, inputs, target, key) =>
    adversarialLossWithTerms(parameters, {
      ...options,
      ...(options.select && { selectNoisy: options.select }),
      mismatchLevel,
      mismatchLoss,
      net: networkInTraining(problem, inputs, key),
      inputs,
      target,
      taskLoss: problem.taskLoss,
      key,
    });
