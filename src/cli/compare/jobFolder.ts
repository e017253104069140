import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LimpetError } from '../../errors.ts';
import type { ComparisonRow } from '../../evaluate/index.ts';
import { nameTensors, readSafetensors, takeTensors, writeSafetensors } from '../../files/index.ts';
import { writeWholeFile } from '../outputFolder.ts';
import type { JobResult } from './jobResult.ts';
import { jobSettings, trainingSettings } from './jobSettings.ts';
import { type CompareJob, type CompareSettings, jobName } from './settings.ts';
import { type Checkpoint, initialCheckpoint } from './trainMethod.ts';

/** The folder of a comparison in which each network has its files, so that a comparison that was stopped goes on. */
export const jobFolder = (folder: string): string => join(folder, 'networks');

const fileOf = (folder: string, job: CompareJob, ending: string): string =>
  join(jobFolder(folder), `${jobName(job)}.${ending}`);

/** Writes where a training stands, and its network. */
export async function writeCheckpoint(
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
  { parameters, optimizerState, key, history }: Checkpoint,
): Promise<void> {
  const tensors = {
    ...nameTensors({ parameters, optimizerState, key }),
    losses: { dtype: 'f32', shape: [history.length], data: history },
  } as const;
  const metadata = { format: 'limpet comparison', settings: JSON.stringify(trainingSettings(settings, job)) };
  await writeWholeFile(fileOf(folder, job, 'safetensors'), writeSafetensors({ tensors, metadata }));
}

/** Where the training of a job goes on: at its last checkpoint with the same training settings, or at its start. */
export async function lastCheckpoint(
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
): Promise<Checkpoint> {
  const start = initialCheckpoint(settings, job);
  const file = fileOf(folder, job, 'safetensors');
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return start;
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    if (metadata.settings !== JSON.stringify(trainingSettings(settings, job))) return start;
    const { losses, ...state } = tensors;
    const { parameters, optimizerState, key } = start;
    const history = losses?.data instanceof Float32Array ? losses.data : new Float32Array();
    return { ...takeTensors({ parameters, optimizerState, key }, state), history };
  } catch (cause) {
    throw new LimpetError(
      'file',
      `'${file}' is no checkpoint of a training; remove it to train this network anew`,
      {
        cause,
      },
    );
  }
}

/** JSON has null for numbers that are not finite. */
interface StoredResult extends Omit<JobResult, 'rows'> {
  readonly rows: readonly (Omit<ComparisonRow, 'value'> & { readonly value: number | null })[];
}

/** Writes what is known of a job, with the settings it was made with. */
export const writeJobResult = (
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
  result: JobResult,
): Promise<void> =>
  writeWholeFile(
    fileOf(folder, job, 'json'),
    `${JSON.stringify({ settings: jobSettings(settings, job), result })}\n`,
  );

/** What earlier runs with the same settings measured of a job: all that was asked for, or what was done when they were stopped. */
export async function readJobResult(
  folder: string,
  settings: CompareSettings,
  job: CompareJob,
): Promise<JobResult | undefined> {
  const file = fileOf(folder, job, 'json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const stored: { readonly settings: object; readonly result: StoredResult } = JSON.parse(text);
    if (!isDeepStrictEqual(stored.settings, jobSettings(settings, job))) return undefined;
    const { rows } = stored.result;
    return { ...stored.result, rows: rows.map((row) => ({ ...row, value: row.value ?? Number.NaN })) };
  } catch (cause) {
    throw new LimpetError(
      'file',
      `'${file}' is no result of a comparison; remove it to measure this network anew`,
      {
        cause,
      },
    );
  }
}
