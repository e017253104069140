import { drawNormal } from '../../attacks/index.ts';
import { expectNumbers, valueError } from '../../errors.ts';
import type { Key } from '../../random/key.ts';
import { floatLeaves, foriLoop, grad, stopGradient, type Tensor, zeros } from '../../trace/index.ts';
import { checkCount } from '../checkCount.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

const DEFAULT_SCOPE = 0.01;

/** The inner loop of {@link entropySgd}. */
export interface EntropySgdOptions extends PerturbationOptions {
  /** Langevin steps for every gradient. Default 10. */
  readonly langevinSteps?: number;
  /** Their rate η'. Default 0.1. */
  readonly langevinRate?: number;
  /** The size ε of their noise. Default 1e-4. */
  readonly thermalNoise?: number;
  /** The scope γ, how strongly they are drawn back to Θ. Default 0.01. */
  readonly scope?: number;
  /** The weight α of a step in their running mean μ. Default 0.75, as in the paper; in the code of Büchel and others it is 0.25. */
  readonly averaging?: number;
}

/**
 * Entropy-SGD, descent on the local entropy: stochastic gradient Langevin dynamics Θ' from Θ,
 * Θ' ← Θ' - η' (∇ taskLoss(Θ') - γ (Θ - Θ')) + √η' ε R, μ ← (1 - α) μ + α Θ', gives the mean μ of where the loss is low near Θ, and
 * the gradient is γ (Θ - μ). The value is the task loss at Θ, and all steps see the same batch, as in the authors' code. Parameters that
 * are not selected have the gradient of the task loss. The gradient is small, of the order of γ η' ∇ taskLoss per step: use an optimizer that
 * scales it, such as `adam`, or a learning rate with the factor 1 / γ.
 * @throws LimpetError (`value`) where a number is negative, `averaging` is above 1, or the number of steps is not whole.
 * Source: Chaudhari et al., arXiv 1611.01838, algorithm 1; steps and rate: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function entropySgd<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  options: EntropySgdOptions = {},
): TrainingLoss<Parameters> {
  const { scope = DEFAULT_SCOPE, select } = options;
  const average = langevinMean(options);
  return (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    const { tensors, rebuild } = floatLeaves(parameters, select);
    const lossAt = (moved: readonly Tensor[]): Tensor =>
      problem.taskLoss(target, net.apply(rebuild(moved), inputs).output);
    const center = tensors.map((tensor) => stopGradient(tensor));
    const mean = average(center, (moved) => grad(lossAt)(moved), key);
    const distance = tensors
      .map((tensor, index) =>
        tensor
          .sub(stopGradient(mean[index] as Tensor))
          .square()
          .sum(),
      )
      .reduce((total, each) => total.add(each), zeros([]))
      .mul(scope / 2);
    return lossAt(center).add(distance.sub(stopGradient(distance)));
  };
}

/** The running mean μ of the Langevin steps from a center, by the gradient of the loss. */
function langevinMean(options: EntropySgdOptions) {
  const { langevinSteps = 10, langevinRate = 0.1, thermalNoise = 1e-4, averaging = 0.75 } = options;
  const { scope = DEFAULT_SCOPE } = options;
  checkCount('entropySgd', { langevinSteps });
  expectNumbers('entropySgd', 'from 0', { langevinRate, thermalNoise, scope, averaging });
  if (averaging > 1) throw valueError(`entropySgd: expected averaging to be from 0 to 1, got ${averaging}`);
  const noise = Math.sqrt(langevinRate) * thermalNoise;
  return (
    center: readonly Tensor[],
    gradientAt: (moved: readonly Tensor[]) => readonly Tensor[],
    key: Key,
  ): readonly Tensor[] => {
    const start = { moved: center, mean: center, key };
    const { mean } = foriLoop(
      0,
      langevinSteps,
      (_, { moved, mean, key }) => {
        const gradient = gradientAt(moved);
        const { draws, key: next } = drawNormal(key, moved);
        const stepped = moved.map((each, index) => {
          const pull = (center[index] as Tensor).sub(each).mul(scope);
          const drift = (gradient[index] as Tensor).sub(pull).mul(langevinRate);
          return each.sub(drift).add((draws[index] as Tensor).mul(noise));
        });
        const toward = (old: Tensor, index: number): Tensor =>
          old.mul(1 - averaging).add((stepped[index] as Tensor).mul(averaging));
        return { moved: stepped, mean: mean.map(toward), key: next };
      },
      start,
    );
    return mean;
  };
}
