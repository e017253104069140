import { Worker } from 'node:worker_threads';
import { threadResult } from '../threadResult.ts';
import type { JobResult } from './jobResult.ts';
import type { JobProgress } from './runJob.ts';
import { type CompareJob, type CompareSettings, jobName } from './settings.ts';

/** What a thread is started with. */
export interface JobThreadData {
  readonly folder: string;
  readonly settings: CompareSettings;
  readonly job: CompareJob;
}

/** What the threads are run with. */
export interface JobThreadsOptions {
  readonly folder: string;
  readonly settings: CompareSettings;
  readonly jobs: readonly CompareJob[];
  /** Jobs that run at a time. */
  readonly threads: number;
  readonly onProgress: (job: CompareJob, progress: JobProgress) => void;
  readonly onDone: (result: JobResult) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs jobs, each in a thread of its own with an engine of its own, in their order.
 * @returns the results of those that were not stopped.
 * @throws the first error of a thread; the others are ended.
 */
export async function runJobs(options: JobThreadsOptions): Promise<JobResult[]> {
  const { jobs, threads, onDone, signal } = options;
  const waiting = [...jobs];
  const running = new Set<Worker>();
  const results: JobResult[] = [];
  const next = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined && !signal.aborted; job = waiting.shift()) {
      const result = await runInThread(job, options, running);
      if (result === undefined) continue;
      results.push(result);
      onDone(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, next));
  } finally {
    await Promise.all([...running].map((worker) => worker.terminate()));
  }
  return results;
}

function runInThread(
  job: CompareJob,
  { folder, settings, onProgress, signal }: JobThreadsOptions,
  running: Set<Worker>,
): Promise<JobResult | undefined> {
  const data: JobThreadData = { folder, settings, job };
  const worker = new Worker(new URL('./jobThread.js', import.meta.url), { workerData: data });
  running.add(worker);
  worker.on('exit', () => running.delete(worker));
  const name = `the thread of ${jobName(job)}`;
  return threadResult(worker, name, (progress: JobProgress) => onProgress(job, progress), signal);
}
