import { expectNumbers } from '../../errors.ts';
import { globalNorm } from '../../optimizers/index.ts';
import { div, foriLoop, type Tensor, where } from '../../trace/index.ts';
import { checkCount } from '../checkCount.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { lossAtPerturbed } from './lossAtPerturbed.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

/** The perturbation of {@link amp}. */
export interface AmpOptions extends PerturbationOptions {
  /** The largest Euclidean norm ε of the deviation of all parameters together. Default 0.005. */
  readonly radius?: number;
  /** Default 1. */
  readonly attackSteps?: number;
  /** The rate ζ of a step along the gradient. Default 1. */
  readonly stepSize?: number;
}

/**
 * Adversarial model perturbation: the task loss, and its gradient, at Θ + δ, where from δ = 0 `attackSteps` times δ ← P(δ + stepSize · ∇ taskLoss
 * at Θ + δ); P scales δ down to a norm of at most `radius`.
 * @throws LimpetError (`value`) where a size is negative or the number of steps is not whole.
 * Source: Zheng, Zhang, Mao, arXiv 2010.04925, where the norm is that of all parameters (the authors' code scales each tensor by
 * itself); default radius: that of the CNN of Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function amp<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { radius = 0.005, attackSteps = 1, stepSize = 1, ...options }: AmpOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('amp', 'from 0', { radius, stepSize });
  checkCount('amp', { attackSteps });
  const intoBall = (deviations: readonly Tensor[]): Tensor[] => {
    const norm = globalNorm(deviations);
    const factor = where(norm.greater(radius), div(radius, norm), 1);
    return deviations.map((each) => each.mul(factor));
  };
  return lossAtPerturbed(problem, options, ({ nominal, gradientAt }) => {
    const step = (deviations: readonly Tensor[]): Tensor[] => {
      const gradient = gradientAt(deviations);
      return intoBall(deviations.map((each, index) => each.add((gradient[index] as Tensor).mul(stepSize))));
    };
    return foriLoop(
      0,
      attackSteps,
      (_, deviations) => step(deviations),
      nominal.map((each) => each.mul(0)),
    );
  });
}
