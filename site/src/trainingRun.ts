import type { MeasuredChips, NetworkName } from 'limpet/evaluate';
import type { Networks } from './protocol.ts';
import { type Settings, taskSettings, trainingSettings } from './settings.ts';
import { stepsPerEpoch } from './taskSize.ts';

/** The settings that a training depends on. */
export type TrainingSettings = Pick<
  Settings,
  | 'noisyForwardStd'
  | 'mismatchLevel'
  | 'betaRobustness'
  | 'attackSteps'
  | 'initialStd'
  | 'learningRate'
  | 'epochs'
  | 'inputs'
  | 'seed'
>;

/** Networks, and the task they have learned. */
export interface TrainedNetworks {
  readonly networks: Networks;
  readonly task: Pick<Settings, 'inputs' | 'seed'>;
}

/** Which chips were measured, and of which networks. */
export interface MeasuredOn extends MeasuredChips {
  readonly networks: Networks;
}

/** Measurements that a run file holds. */
export interface FiledMeasurements {
  /** Left out where the file does not tell it. */
  readonly on?: MeasuredOn;
  readonly levels: readonly number[];
  /** By network and level the loss of each chip. */
  readonly losses: Readonly<Record<NetworkName, readonly (readonly number[])[]>>;
}

/** Both networks, how they were trained and what is known of it: what the page shows, saves and opens. */
export interface TrainingRun {
  readonly settings: TrainingSettings;
  readonly networks: Networks;
  /** The loss of every step made. */
  readonly losses?: Readonly<Record<NetworkName, Float32Array>>;
  /** Where training would go on: parameters, optimizer state and key, each a safetensors file. */
  readonly states?: Readonly<Record<NetworkName, Uint8Array<ArrayBuffer>>>;
  /** Of the networks as they are here, where they come from a file that has some. */
  readonly filed?: FiledMeasurements;
}

/** The names of {@link TrainingSettings}. */
export const trainingNames = [...trainingSettings, ...taskSettings].map(
  ({ name }) => name,
) as readonly (keyof TrainingSettings)[];

/** The settings that a training depends on, of all, in a fixed order. */
export const trainingSettingsOf = (settings: TrainingSettings): TrainingSettings =>
  Object.fromEntries(trainingNames.map((name) => [name, settings[name]])) as TrainingSettings;

/** The networks of a run and the task that they have learned. */
export const networksOfRun = ({ networks, settings: { inputs, seed } }: TrainingRun): TrainedNetworks => ({
  networks,
  task: { inputs, seed },
});

/** Whether two trainings give the same bits. */
export const isSameTraining = (one: TrainingSettings, other: TrainingSettings): boolean =>
  trainingNames.every((name) => one[name] === other[name]);

/** Whether the networks of a run are those at the end of its training, as far as is known. */
export const isComplete = ({ settings, losses }: TrainingRun): boolean =>
  losses === undefined ||
  Math.min(losses.robust.length, losses.standard.length) >= settings.epochs * stepsPerEpoch;
