import { batches } from '../../data/index.ts';
import { type ComparisonRow, evaluateMismatch } from '../../evaluate/index.ts';
import { accuracy } from '../../losses/index.ts';
import type { Tensor } from '../../trace/index.ts';
import { type FitProgress, meanByEpoch, type Sample } from '../../train/index.ts';
import { lastCheckpoint, writeCheckpoint, writeJobResult } from './jobFolder.ts';
import type { JobResult } from './jobResult.ts';
import { readDigits } from './readDigits.ts';
import { batchSize, type CompareJob, type CompareSettings } from './settings.ts';
import { type NetworkParameters, networkOf, stepsPerEpoch, trainMethod } from './trainMethod.ts';

/** What a job calls and listens to. */
export interface JobHooks {
  readonly onTraining?: (progress: FitProgress) => void;
  readonly onMeasuring?: (done: number, total: number) => void;
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
  const rows = await measure(settings, job, trained.parameters, samples, {
    ...(onMeasuring && { onMeasuring }),
    ...(signal && { signal }),
  });
  if (signal?.aborted) return undefined;
  const result = {
    ...job,
    epochLosses: meanByEpoch(trained.history, stepsPerEpoch(digits)),
    seconds: (performance.now() - start) / 1000,
    rows,
  };
  await writeJobResult(folder, settings, job, result);
  return result;
}

/** The accuracy on each chip by mismatch level; without mismatch all chips are one. */
async function measure(
  { levels, chips }: CompareSettings,
  job: CompareJob,
  parameters: NetworkParameters,
  data: readonly Sample[],
  { onMeasuring, signal }: Pick<JobHooks, 'onMeasuring' | 'signal'>,
): Promise<ComparisonRow[]> {
  const net = networkOf(job);
  const metric = (own: NetworkParameters, inputs: Tensor, target: Tensor): Tensor =>
    accuracy(target, net.apply(own, inputs).output);
  const total = levels.reduce((sum, level) => sum + (level === 0 ? 1 : chips), 0);
  const rows: ComparisonRow[] = [];
  for (const level of levels) {
    const done = rows.length;
    const [measured] = await evaluateMismatch({
      ...{ parameters, metric, data, levels: [level], samples: level === 0 ? 1 : chips, seed: job.seed },
      onProgress: (chip) => onMeasuring?.(done + chip, total),
      ...(signal && { signal }),
    });
    for (const [sample, value] of (measured?.samples ?? []).entries())
      rows.push({ ...job, measurement: 'mismatch', level, sample, value });
  }
  return rows;
}
