import type { PairLoss } from '../../attacks/index.ts';
import type { Module } from '../../nn/module.ts';
import type { TrainingLoss } from '../trainingStep.ts';

/** What a training method is given: a network, and what it should make small. */
export interface TrainingProblem<Parameters, State> {
  readonly net: Pick<Module<Parameters, State, unknown>, 'apply' | 'initialState'>;
  /** Called with the target and the output. */
  readonly taskLoss: PairLoss;
}

/** Makes of a problem the loss that `fit` trains with. */
export type TrainingMethod<Options> = <Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  options?: Options,
) => TrainingLoss<Parameters>;

/** Which parameters a training method perturbs. */
export interface PerturbationOptions {
  /** Whether the parameter at a path (`0.weight`) is perturbed, such as `inFamilies('weights')`. Default: all are. */
  readonly select?: (path: string) => boolean;
}
