import { type NetworkName, type Run, type RunNetwork, readRunFile, writeRunFile } from 'limpet/evaluate';
import { readSafetensors, type StoredTensor, writeSafetensors } from 'limpet/files';
import { checkState } from './experiment.ts';
import type { Measurement } from './measuring.ts';
import type { Networks } from './protocol.ts';
import { isAllowed, rangeNotice, type Settings, taskSettings, trainingSettings } from './settings.ts';
import { hidden, outputs, stepsPerEpoch } from './taskSize.ts';
import type { FiledMeasurements, MeasuredOn, TrainingRun, TrainingSettings } from './trainingRun.ts';

/** What the page measured, beside how. */
export interface Measured {
  readonly levels: readonly number[];
  readonly chips: number;
  readonly measurements: readonly Measurement[];
  /** Left out where it is not known. */
  readonly on?: MeasuredOn;
}

const names: readonly NetworkName[] = ['robust', 'standard'];

/** A run of the page as a run file, as `limpet tutorial` writes it. */
export function runFileOf(
  run: TrainingRun,
  { levels, chips, measurements, on }: Measured,
): Uint8Array<ArrayBuffer> {
  const known = measurements.length > 0 ? on : undefined;
  const networkOf = (name: NetworkName): RunNetwork => ({
    weights: run.networks[name],
    ...(known && known.networks[name] !== run.networks[name] && { measuredWeights: known.networks[name] }),
    ...(run.losses && { stepLosses: run.losses[name] }),
    ...(run.states && { state: goingOn(run.states[name]) }),
    measurements: measurements.filter(({ network }) => network === name).map(({ losses }) => losses),
  });
  const written: Run = {
    settings: { ...run.settings, samples: chips, levels, partitionable: false },
    ...(known && { chips: { keyOrder: known.keyOrder, seed: known.seed } }),
    networks: { robust: networkOf('robust'), standard: networkOf('standard') },
  };
  return writeRunFile(written);
}

/** What training goes on with besides the parameters, as the run file names it. */
function goingOn(state: Uint8Array): Record<string, StoredTensor> {
  const { tensors } = readSafetensors(state);
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([path]) => !path.startsWith('parameters.'))
      .map(([path, stored]) => [path === 'key.words' ? 'key' : path, stored]),
  );
}

/** A run from a file, and how many chips were measured at each level. */
export interface OpenedRun extends TrainingRun {
  readonly chips: number;
}

/**
 * A run file as the page can show it.
 * @param current the settings of the page.
 * @throws Error where the file is damaged, or of a run that this page cannot make; the message says what is wrong.
 */
export function openRun(file: Uint8Array, current: Settings): OpenedRun {
  const run = readRunFile(file);
  const settings = checkedSettings(run, current);
  const { robust, standard } = run.networks;
  if (robust === undefined || standard === undefined) {
    const only = robust === undefined ? 'standard' : 'robust';
    throw new Error(
      `It holds the ${only} network alone, and this page compares two: let the command train both.`,
    );
  }
  const networks = { robust: robust.weights, standard: standard.weights };
  const filed = filedIn(run, networks);
  const opened = { settings, networks, chips: run.settings.samples, ...(filed && { filed }) };
  const { stepLosses: ofRobust } = robust;
  const { stepLosses: ofStandard } = standard;
  if (!ofRobust || !ofStandard || !robust.state || !standard.state) return opened;
  const states = {
    robust: stateOf('robust', robust, settings),
    standard: stateOf('standard', standard, settings),
  };
  return { ...opened, losses: { robust: ofRobust, standard: ofStandard }, states };
}

function filedIn(run: Run, networks: Networks): FiledMeasurements | undefined {
  const { robust, standard } = run.networks;
  const losses = { robust: robust?.measurements ?? [], standard: standard?.measurements ?? [] };
  if (losses.robust.length + losses.standard.length === 0) return undefined;
  const measured = {
    robust: robust?.measuredWeights ?? networks.robust,
    standard: standard?.measuredWeights ?? networks.standard,
  };
  const on = run.chips && { ...run.chips, networks: measured };
  return { levels: run.settings.levels, losses, ...(on && { on }) };
}

function checkedSettings({ settings }: Run, current: Settings): TrainingSettings {
  if (settings.partitionable) {
    throw new Error(
      'It was trained with random keys in JAX’s newer layout, and this page uses the older one.',
    );
  }
  for (const setting of [...trainingSettings, ...taskSettings]) {
    const value = `${settings[setting.name as keyof typeof settings]}`;
    if (!isAllowed(setting, value))
      throw new Error(rangeNotice({ ...setting, value: current[setting.name] }, value));
  }
  const { samples, levels, partitionable, only, ...training } = settings;
  return training;
}

/** Where training goes on, as a training of the page writes it down. @throws Error where it cannot. */
function stateOf(
  name: NetworkName,
  { weights: [first, second], stepLosses = new Float32Array(), state = {} }: RunNetwork,
  settings: TrainingSettings,
): Uint8Array<ArrayBuffer> {
  const steps = settings.epochs * stepsPerEpoch;
  if (stepLosses.length > steps) {
    throw new Error(
      `It holds ${stepLosses.length} losses of the ${name} network, whose training has ${steps} steps.`,
    );
  }
  const rest = Object.entries(state).map(([path, stored]) => [path === 'key' ? 'key.words' : path, stored]);
  const file = writeSafetensors({
    tensors: {
      'parameters.0.weight': matrix(first, hidden),
      'parameters.2.weight': matrix(second, outputs),
      ...Object.fromEntries(rest),
    },
    metadata: {},
  });
  checkState(settings, file);
  return file;
}

/** The parameters of both networks, named by network and path in the network, such as `robust.0.weight`. */
export function parametersFileOf({ networks }: TrainingRun): Uint8Array<ArrayBuffer> {
  const tensors = names.flatMap((name) => {
    const [first, second] = networks[name];
    return [
      [`${name}.0.weight`, matrix(first, hidden)],
      [`${name}.2.weight`, matrix(second, outputs)],
    ] as const;
  });
  return writeSafetensors({ tensors: Object.fromEntries(tensors), metadata: {} });
}

const matrix = (data: Float32Array, columns: number): StoredTensor => ({
  dtype: 'f32',
  shape: [data.length / columns, columns],
  data,
});
