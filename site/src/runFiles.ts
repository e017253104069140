import { type NetworkName, type Run, type RunNetwork, writeRunFile } from 'limpet/evaluate';
import { readSafetensors, type StoredTensor, writeSafetensors } from 'limpet/files';
import { hidden, outputs } from './experiment.ts';
import type { Measurement } from './measuring.ts';
import type { TrainingRun } from './trainingRun.ts';

/** What the page measured, beside how. */
export interface Measured {
  readonly levels: readonly number[];
  readonly chips: number;
  readonly measurements: readonly Measurement[];
}

const names: readonly NetworkName[] = ['robust', 'standard'];

/** A run of the page as a run file, as `limpet tutorial` writes it. */
export function runFileOf(
  run: TrainingRun,
  { levels, chips, measurements }: Measured,
): Uint8Array<ArrayBuffer> {
  const networkOf = (name: NetworkName): RunNetwork => ({
    weights: run.networks[name],
    ...(run.losses && { stepLosses: run.losses[name] }),
    ...(run.states && { state: goingOn(run.states[name]) }),
    measurements: measurements.filter(({ network }) => network === name).map(({ losses }) => losses),
  });
  const written: Run = {
    settings: { ...run.settings, samples: chips, levels, partitionable: false },
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
