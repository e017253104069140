import { batches, shuffled } from '../../data/index.ts';
import {
  type ComparedNetwork,
  type ComparisonRow,
  compareMethods,
  type Measurement,
} from '../../evaluate/index.ts';
import { key } from '../../random/index.ts';
import { type FitProgress, meanByEpoch } from '../../train/index.ts';
import { nextTask } from '../../train/nextTask.ts';
import { askedRows } from './askedRows.ts';
import { lastCheckpoint, readJobResult, writeCheckpoint, writeJobResult } from './jobFolder.ts';
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
 * Trains and measures one network, from where an earlier run was stopped on, and writes its files: a checkpoint after each epoch, and what was
 * measured after each level, so that no level is measured again, nor by a run that asks for more.
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
  const before = await readJobResult(folder, settings, job);
  const digits = await readDigits(settings);
  const trained = await trainMethod(settings, job, digits, await lastCheckpoint(folder, settings, job), {
    onProgress: (progress) => onProgress({ kind: 'training', progress }),
    onCheckpoint: (checkpoint) => writeCheckpoint(folder, settings, job, checkpoint),
    signal,
  });
  if (signal.aborted) return undefined;
  // An attack moves the parameters once for a batch, so that batches must not be of one class each.
  const test = batches(shuffled(digits.test, key(0)), { size: batchSize });
  const samples = Array.from({ length: test.length }, (_, index) => test.get(index));
  const measurements = measurementsOf(settings, job, samples);
  const resultOf = (rows: readonly ComparisonRow[]): JobResult => ({
    ...job,
    epochLosses: meanByEpoch(trained.history, stepsPerEpoch(digits)),
    seconds: (before?.seconds ?? 0) + (performance.now() - start) / 1000,
    rows,
  });
  const network = { ...job, parameters: trained.parameters };
  const all = await measure(measurements, network, before?.rows ?? [], {
    onProgress,
    onRows: (rows) => writeJobResult(folder, settings, job, resultOf(rows)),
    signal,
  });
  const asked = askedRows(job, measurements, all);
  return asked && resultOf(asked);
}

interface MeasureHooks {
  readonly onProgress: (progress: JobProgress) => void;
  /** Called with all rows so far before each level, which may be stopped, and at the end. */
  readonly onRows: (rows: readonly ComparisonRow[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** All rows of a network, the known ones first; those that were measured until the signal came. */
async function measure(
  measurements: readonly Measurement<NetworkParameters>[],
  network: ComparedNetwork<NetworkParameters>,
  known: readonly ComparisonRow[],
  { onProgress, onRows, signal }: MeasureHooks,
): Promise<ComparisonRow[]> {
  const rows = [...known];
  const told = measurements.map((own) => ({
    ...own,
    measure: async (parameters: NetworkParameters, level: number) => {
      await onRows(rows);
      const { name: measurement, levels } = own;
      onProgress({ kind: 'measuring', measurement, done: levels.indexOf(level), total: levels.length });
      await nextTask();
      return own.measure(parameters, level);
    },
  }));
  const networks = [network];
  for await (const row of compareMethods({ networks, measurements: told, known, signal })) rows.push(row);
  await onRows(rows);
  return rows;
}
