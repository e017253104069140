import type { NetworkName } from 'limpet/evaluate';
import type { Networks } from './protocol.ts';
import { type Settings, taskSettings, trainingSettings } from './settings.ts';

/** The settings that a training depends on. */
export type TrainingSettings = Omit<
  Settings,
  'mismatch' | 'wafer' | 'sample' | 'channel' | 'attackStep' | 'chips' | 'pickedLevel'
>;

/** Networks, and the task they have learned. */
export interface TrainedNetworks {
  readonly networks: Networks;
  readonly task: Pick<Settings, 'inputs' | 'seed'>;
}

/** Measurements that a run file holds. */
export interface FiledMeasurements {
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

/** The settings that a training depends on, of all. */
export const trainingSettingsOf = (settings: TrainingSettings): TrainingSettings =>
  Object.fromEntries(trainingNames.map((name) => [name, settings[name]])) as TrainingSettings;

/** The networks of a run and the task that they have learned. */
export const networksOfRun = ({ networks, settings: { inputs, seed } }: TrainingRun): TrainedNetworks => ({
  networks,
  task: { inputs, seed },
});
