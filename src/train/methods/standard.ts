import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/** The task loss itself, taskLoss(y, f(X, Θ)): what the other methods are compared with. */
export const standard =
  <Parameters, State>(problem: TrainingProblem<Parameters, State>): TrainingLoss<Parameters> =>
  (parameters, inputs, target, key) =>
    problem.taskLoss(target, networkInTraining(problem, inputs, key).apply(parameters, inputs).output);
