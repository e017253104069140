import { expectNumbers } from '../../errors.ts';
import { familyOf } from '../../nn/index.ts';
import { globalNorm } from '../../optimizers/index.ts';
import { div, type Tensor } from '../../trace/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { lossAtPerturbed } from './lossAtPerturbed.ts';
import { type SamOptions, SMALLEST_GRADIENT_NORM } from './sam.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/** The perturbation of {@link asam}. */
export interface AsamOptions extends SamOptions {
  /** The norm ρ of T⁻¹ δ over all parameters together. Default 0.5. */
  readonly radius?: number;
  /** Added to the sizes of weights in T. Default 0.01. */
  readonly eta?: number;
}

/**
 * Adaptive sharpness-aware minimisation: the task loss, and its gradient, at Θ + δ with δ = radius · T² g∕‖T g‖₂, g = ∇ taskLoss at Θ.
 * T is |Θ| + eta for weights and 1 for all other parameters, so that scaling a weight does not change what is sharp.
 * @throws LimpetError (`value`) where a size is negative.
 * Source: Kwon, Kim, Park, Choi, arXiv 2102.11600; which parameters have a T of 1: the authors' code.
 */
export function asam<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { radius = 0.5, eta = 0.01, ...options }: AsamOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('asam', 'from 0', { radius, eta });
  return lossAtPerturbed(problem, options, ({ nominal, paths, gradientAt }) => {
    const scaled = (each: Tensor, index: number): Tensor =>
      familyOf(paths[index] ?? '') === 'weights' ? each.mul((nominal[index] as Tensor).abs().add(eta)) : each;
    const once = gradientAt().map(scaled);
    const factor = div(radius, globalNorm(once).add(SMALLEST_GRADIENT_NORM));
    return once.map((each, index) => scaled(each, index).mul(factor));
  });
}
