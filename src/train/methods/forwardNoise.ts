import { drawNormal } from '../../attacks/index.ts';
import { deployOn, type HardwareModel } from '../../hardware/index.ts';
import type { Key } from '../../random/key.ts';
import { floatLeaves, stopGradient, type Tensor, zipFloats } from '../../trace/index.ts';
import { checkNonNegative } from '../checkNonNegative.ts';
import type { TrainingLoss } from '../trainingStep.ts';
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
  checkNonNegative('forwardNoise', { noisyForwardStd });
  const perturb = (parameters: Parameters, key: Key): Parameters =>
    hardware === undefined
      ? withRelativeNoise(parameters, noisyForwardStd, key, select)
      : onNewChip(parameters, hardware, key);
  return (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    return problem.taskLoss(target, net.apply(perturb(parameters, key), inputs).output);
  };
}

/** The parameters with the noise that {@link adversarialLoss} gives them for the same key. */
function withRelativeNoise<Parameters>(
  parameters: Parameters,
  deviation: number,
  key: Key,
  select?: (path: string) => boolean,
): Parameters {
  const { tensors, rebuild } = floatLeaves(parameters, select);
  const { draws } = drawNormal(key, tensors);
  const noise = (tensor: Tensor, index: number): Tensor =>
    stopGradient(
      tensor
        .abs()
        .mul(deviation)
        .mul(draws[index] as Tensor),
    );
  return rebuild(tensors.map((tensor, index) => tensor.add(noise(tensor, index))));
}

const onNewChip = <Parameters>(parameters: Parameters, hardware: HardwareModel, key: Key): Parameters =>
  zipFloats(
    'forwardNoise',
    ([nominal, deployed]) =>
      (nominal as Tensor).add(stopGradient((deployed as Tensor).sub(nominal as Tensor))),
    parameters,
    deployOn(hardware, parameters, key),
  );
