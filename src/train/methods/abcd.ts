import { expectNumbers } from '../../errors.ts';
import { bernoulli } from '../../random/distributions.ts';
import { split } from '../../random/key.ts';
import { floatLeaves, grad, stopGradient, type Tensor, where } from '../../trace/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

/** The perturbation of {@link abcd}. */
export interface AbcdOptions extends PerturbationOptions {
  /** How far the attacked half moves, as a fraction of each parameter's size. Default 0.1. */
  readonly mismatchLevel?: number;
}

/**
 * Adversarial block coordinate descent: at every step each parameter element is by chance in the attacked half or in the trained one. The
 * attacked half moves up, to Θ + mismatchLevel |Θ| ⊙ sign(∇ taskLoss), and the loss there has a gradient by the trained half only.
 * Afterwards the attacked half is where it was (in the original it stays where it went). Parameters
 * that are not selected are always trained.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: Cicek, Soatto, ICCV Workshops 2019; relative to sizes as in Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function abcd<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { mismatchLevel = 0.1, select }: AbcdOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('abcd', 'from 0', { mismatchLevel });
  return (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    const { tensors, rebuild } = floatLeaves(parameters, select);
    const lossAt = (moved: readonly Tensor[]): Tensor =>
      problem.taskLoss(target, net.apply(rebuild(moved), inputs).output);
    const gradient = grad(lossAt)(tensors.map((tensor) => stopGradient(tensor)));
    const keys = split(key, Math.max(1, tensors.length));
    const moved = tensors.map((tensor, index) => {
      const up = tensor
        .abs()
        .mul(mismatchLevel)
        .mul((gradient[index] as Tensor).sign());
      const attacked = bernoulli(keys[index] ?? key, 0.5, tensor.shape);
      return where(attacked, stopGradient(tensor.add(up)), tensor);
    });
    return lossAt(moved);
  };
}
