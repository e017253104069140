import { expectNumbers } from '../../errors.ts';
import { globalNorm } from '../../optimizers/index.ts';
import { div } from '../../trace/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { lossAtPerturbed } from './lossAtPerturbed.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

/** The perturbation of {@link sam}. */
export interface SamOptions extends PerturbationOptions {
  /** The Euclidean norm ρ of the deviation of all parameters together. Default 0.05. */
  readonly radius?: number;
}

/** Added to norms of gradients that are divided by, as no direction is that of a gradient of 0. */
export const SMALLEST_GRADIENT_NORM = 1e-12;

/**
 * Sharpness-aware minimisation: the task loss, and its gradient, at Θ + δ with δ = radius · g∕‖g‖₂, g = ∇ taskLoss at Θ.
 * @throws LimpetError (`value`) where the radius is negative.
 * Source: Foret, Kleiner, Mobahi, Neyshabur, arXiv 2010.01412.
 */
export function sam<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { radius = 0.05, ...options }: SamOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('sam', 'from 0', { radius });
  return lossAtPerturbed(problem, options, ({ gradientAt }) => {
    const gradient = gradientAt();
    const factor = div(radius, globalNorm(gradient).add(SMALLEST_GRADIENT_NORM));
    return gradient.map((each) => each.mul(factor));
  });
}
