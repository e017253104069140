import type { NetworkName } from 'limpet/evaluate';
import { startTraining } from '../../site/src/experiment.ts';
import type { Settings } from '../../site/src/settings.ts';
import { type TrainingRun, trainingSettingsOf } from '../../site/src/trainingRun.ts';

/** A run with all that training leaves. */
export type TrainedRun = TrainingRun & Required<Pick<TrainingRun, 'losses' | 'states'>>;

/** A run of both networks, made in Node, that has made so many steps. */
export function trainedRun(settings: Settings, steps: number): TrainedRun {
  const train = (network: NetworkName) => {
    const training = startTraining(network, settings);
    const losses = Float32Array.from({ length: steps }, () => training.step());
    return { losses, ...training.read() };
  };
  const [robust, standard] = [train('robust'), train('standard')];
  return {
    settings: trainingSettingsOf(settings),
    networks: { robust: robust.weights, standard: standard.weights },
    losses: { robust: robust.losses, standard: standard.losses },
    states: { robust: robust.state, standard: standard.state },
  };
}
