import { withDeviations } from '../../attacks/index.ts';
import type { Key } from '../../random/key.ts';
import { floatLeaves, grad, stopGradient, type Tensor } from '../../trace/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { PerturbationOptions, TrainingProblem } from './trainingProblem.ts';

/** What the deviations of parameters are made of: their values, as constants, and the gradient of the task loss. */
export interface Perturbed {
  readonly nominal: readonly Tensor[];
  readonly paths: readonly string[];
  /** The gradient of the task loss at Θ + δ; at Θ where no δ is given. */
  readonly gradientAt: (deviations?: readonly Tensor[]) => Tensor[];
  readonly key: Key;
}

/** The task loss at Θ + stopGradient(δ(Θ)): its gradient is that of the perturbed point. */
export const lossAtPerturbed =
  <Parameters, State>(
    problem: TrainingProblem<Parameters, State>,
    { select }: PerturbationOptions,
    deviationsOf: (perturbed: Perturbed) => readonly Tensor[],
  ): TrainingLoss<Parameters> =>
  (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    const { tensors, paths, rebuild } = floatLeaves(parameters, select);
    const lossAt = (moved: readonly Tensor[]): Tensor =>
      problem.taskLoss(target, net.apply(rebuild(moved), inputs).output);
    const nominal = tensors.map((tensor) => stopGradient(tensor));
    const gradientAt = (deviations?: readonly Tensor[]): Tensor[] => [
      ...grad(lossAt)(deviations === undefined ? nominal : withDeviations(nominal, deviations)),
    ];
    return lossAt(withDeviations(tensors, deviationsOf({ nominal, paths, gradientAt, key })));
  };
