import type { AttackedModule } from '../../attacks/index.ts';
import { forTraining } from '../../nn/index.ts';
import { foldIn, type Key } from '../../random/key.ts';
import type { Tensor } from '../../trace/index.ts';
import { stateFor } from '../stateFor.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/** Apart from the small numbers by which `split` and the noise of parameters derive keys. */
const STATE_STREAM = 0x7374_6174;

/**
 * The network as it is in one step of training: dropout draws and batches are normalised (`forTraining`). All calls within
 * the step have one state, so that outputs differ by their parameters alone. Inputs of three axes and more have a batch as the first.
 */
export function networkInTraining<Parameters, State>(
  { net }: TrainingProblem<Parameters, State>,
  inputs: Tensor,
  key: Key,
): AttackedModule<Parameters> {
  const state = forTraining(stateFor(net, inputs), foldIn(key, STATE_STREAM));
  return { apply: (parameters, own) => net.apply(parameters, own, state) };
}
