import { valueError } from '../../errors.ts';
import { treePaths } from '../../tree/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { standard } from './standard.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/**
 * The task loss while units are dropped: {@link standard} for a network that has `dropout` layers, and only for one. In the comparison of
 * Büchel and others they drop with a probability of 0.3.
 * @throws LimpetError (`value`) for a network without them.
 * Source: Srivastava et al., JMLR 15, 2014; Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function withDropout<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
): TrainingLoss<Parameters> {
  const paths = treePaths(problem.net.initialState());
  if (paths.some((path) => path.split('.').at(-1) === 'dropoutKey')) return standard(problem);
  throw valueError(
    'withDropout: the network has no dropout layer, so this would be standard training; put dropout(0.3) between its layers',
  );
}
