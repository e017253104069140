import { join } from 'node:path';
import { exitCodes } from '../exitCodes.ts';
import { stopOnInterruption } from '../interruption.ts';
import { prepareFolder } from '../outputFolder.ts';
import { accuracyTable } from './accuracyTable.ts';
import { askedRows } from './askedRows.ts';
import { writeCompareFiles } from './compareFiles.ts';
import { comparisonProgressOn, silentComparison } from './comparisonProgress.ts';
import { jobFolder, readJobResult } from './jobFolder.ts';
import type { JobResult } from './jobResult.ts';
import { runJobs } from './jobThreads.ts';
import { measurementsOf } from './measurements.ts';
import { type CompareOptions, settingsOf } from './options.ts';
import { type CompareJob, type CompareSettings, jobName, jobsOf, longestFirst } from './settings.ts';

/**
 * Runs a comparison as the flags ask: networks that an earlier run finished are taken from the folder, the others are trained and measured in
 * threads; then the table is printed and the files are written.
 * @returns the exit code.
 * @throws LimpetError (`usage`) where the folder cannot be written; any error of training.
 */
export async function runCompare(options: CompareOptions): Promise<number> {
  const settings = settingsOf(options);
  const { out, threads, quiet = false } = options;
  await prepareFolder('--out', jobFolder(out));
  const known = await knownResults(out, settings);
  const missing = jobsOf(settings).filter((job) => !known.has(jobName(job)));
  const jobs = threads > 1 ? longestFirst(missing) : missing;
  const progress = quiet ? silentComparison : comparisonProgressOn(process.stderr, jobs.length);
  if (known.size > 0) progress.note(`${known.size} of ${known.size + jobs.length} networks are done already`);
  const signal = stopOnInterruption(progress, 'Stopping; the same command goes on from there.');
  const { onProgress, onDone } = progress;
  const fresh = await runJobs({ folder: out, settings, jobs, threads, onProgress, onDone, signal }).finally(
    progress.close,
  );
  for (const result of fresh) known.set(jobName(result), result);
  const results = jobsOf(settings).flatMap((job: CompareJob) => known.get(jobName(job)) ?? []);
  const files = await writeCompareFiles(out, settings, results);
  if (!quiet) {
    const [report = '', ...others] = files;
    const rows = results.flatMap((result) => result.rows);
    const places = [`Report     ${join(out, report)}`, `Beside it  ${others.join(', ')}`];
    process.stdout.write(`${accuracyTable(rows, 'mismatch')}\n\n${places.join('\n')}\n`);
  }
  return signal.aborted ? exitCodes.interrupted : exitCodes.done;
}

/** The networks that were trained by earlier runs and of which all that is asked for was measured. */
async function knownResults(folder: string, settings: CompareSettings): Promise<Map<string, JobResult>> {
  const found = await Promise.all(
    jobsOf(settings).map(async (job) => {
      const known = await readJobResult(folder, settings, job);
      if (known === undefined) return [];
      const rows = askedRows(job, measurementsOf(settings, job, []), known.rows);
      return rows === undefined ? [] : [[jobName(job), { ...known, rows }] as const];
    }),
  );
  return new Map(found.flat());
}
