import { batches } from '../../data/index.ts';
import {
  type ComparedNetwork,
  type ComparisonRow,
  compareMethods,
  type Measurement,
} from '../../evaluate/index.ts';
import { type FitProgress, meanByEpoch } from '../../train/index.ts';
import { nextTask } from '../../train/nextTask.ts';
import { lastCheckpoint, writeCheckpoint, writeJobResult } from './jobFolder.ts';
import type { JobResult } from './jobResult.ts';
import { measurementsOf } from './measurements.ts';
import { readDigits } from './readDigits.ts';
import { batchSize, type CompareJob, type CompareSettings } from './settings.ts';
import { type NetworkParameters, stepsPerEpoch, trainMethod } from './trainMethod.ts';

/** How far a job is; the numbers of levels are those of the measurement. */
export type JobProgress =
  | { readonly kind: 'training'; readonly progress: FitProgress }
  | {
      readonly kind: 'measuring';
      readonly measurement: string;
      readonly done: number;
      readonly total: number;
    };

/**
 * Trains and measures one network, from where an earlier run was stopped on, and writes its files.
 * @returns its result; undefined where the signal came first.
 */
export async function runJob(
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<JobResult | undefined> {
  const start = performance.now();
  const digits = await readDigits(settings);
  const trained = await trainMethod(settings, job, digits, await lastCheckpoint(folder, settings, job), {
    onProgress: (progress) => onProgress({ kind: 'training', progress }),
    onCheckpoint: (checkpoint) => writeCheckpoint(folder, settings, job, checkpoint),
    signal,
  });
  if (signal.aborted) return undefined;
  const test = batches(digits.test, { size: batchSize });
  const samples = Array.from({ length: test.length }, (_, index) => test.get(index));
  const measurements = measurementsOf(settings, job, samples);
  const rows = await measure(measurements, { ...job, parameters: trained.parameters }, onProgress, signal);
  if (signal.aborted) return undefined;
  const result = {
    ...job,
    epochLosses: meanByEpoch(trained.history, stepsPerEpoch(digits)),
    seconds: (performance.now() - start) / 1000,
    rows,
  };
  await writeJobResult(folder, settings, job, result);
  return result;
}

/** All rows of a network; those that were measured until the signal came. */
async function measure(
  measurements: readonly Measurement<NetworkParameters>[],
  network: ComparedNetwork<NetworkParameters>,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<ComparisonRow[]> {
  const rows: ComparisonRow[] = [];
  const told = measurements.map((own) => ({
    ...own,
    measure: async (parameters: NetworkParameters, level: number) => {
      const { name: measurement, levels } = own;
      onProgress({ kind: 'measuring', measurement, done: levels.indexOf(level), total: levels.length });
      await nextTask();
      return own.measure(parameters, level);
    },
  }));
  for await (const row of compareMethods({ networks: [network], measurements: told, signal })) rows.push(row);
  return rows;
}
