import { batches } from '../../data/index.ts';
import type { ComparisonRow, Measurement } from '../../evaluate/index.ts';
import { type FitProgress, meanByEpoch } from '../../train/index.ts';
import { nextTask } from '../../train/nextTask.ts';
import { lastCheckpoint, writeCheckpoint, writeJobResult } from './jobFolder.ts';
import type { JobResult } from './jobResult.ts';
import { measurementsOf } from './measurements.ts';
import { readDigits } from './readDigits.ts';
import { batchSize, type CompareJob, type CompareSettings } from './settings.ts';
import { type NetworkParameters, stepsPerEpoch, trainMethod } from './trainMethod.ts';

/** What a job calls and listens to. */
export interface JobHooks {
  readonly onTraining?: (progress: FitProgress) => void;
  readonly onMeasuring?: (measurement: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains and measures one network, from where an earlier run was stopped on, and writes its files.
 * @returns its result; undefined where the signal came first.
 */
export async function runJob(
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
  { onTraining, onMeasuring, signal }: JobHooks,
): Promise<JobResult | undefined> {
  const start = performance.now();
  const digits = await readDigits(settings);
  const trained = await trainMethod(settings, job, digits, await lastCheckpoint(folder, settings, job), {
    ...(onTraining && { onProgress: onTraining }),
    onCheckpoint: (checkpoint) => writeCheckpoint(folder, settings, job, checkpoint),
    ...(signal && { signal }),
  });
  if (signal?.aborted) return undefined;
  const test = batches(digits.test, { size: batchSize });
  const samples = Array.from({ length: test.length }, (_, index) => test.get(index));
  const rows = await measure(
    measurementsOf(settings, job, samples),
    job,
    trained.parameters,
    onMeasuring,
    signal,
  );
  if (rows === undefined) return undefined;
  const result = {
    ...job,
    epochLosses: meanByEpoch(trained.history, stepsPerEpoch(digits)),
    seconds: (performance.now() - start) / 1000,
    rows,
  };
  await writeJobResult(folder, settings, job, result);
  return result;
}

/** All rows of a network, a level of a measurement at a time; undefined where the signal came first. */
async function measure(
  measurements: readonly Measurement<NetworkParameters>[],
  job: CompareJob,
  parameters: NetworkParameters,
  onMeasuring: JobHooks['onMeasuring'],
  signal: AbortSignal | undefined,
): Promise<ComparisonRow[] | undefined> {
  const rows: ComparisonRow[] = [];
  for (const { name, levels, measure } of measurements) {
    for (const [index, level] of levels.entries()) {
      onMeasuring?.(name, index, levels.length);
      for (const [sample, value] of (await measure(parameters, level)).entries())
        rows.push({ ...job, measurement: name, level, sample, value });
      await nextTask();
      if (signal?.aborted) return undefined;
    }
  }
  return rows;
}
