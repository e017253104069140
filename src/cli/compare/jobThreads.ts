import { Worker } from 'node:worker_threads';
import { LimpetError } from '../../errors.ts';
import type { FitProgress } from '../../train/index.ts';
import { receivedError, type SentError } from '../sentError.ts';
import type { JobResult } from './jobResult.ts';
import { type CompareJob, type CompareSettings, jobName } from './settings.ts';

/** What a thread is started with. */
export interface JobThreadData {
  readonly folder: string;
  readonly settings: CompareSettings;
  readonly job: CompareJob;
}

/** What a thread sends; the result is undefined where it was stopped. Anything sent to it stops it. */
export type JobThreadMessage =
  | { readonly kind: 'training'; readonly progress: FitProgress }
  | {
      readonly kind: 'measuring';
      readonly measurement: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'result'; readonly result: JobResult | undefined }
  | { readonly kind: 'error'; readonly error: SentError };

/** What the threads are run with. */
export interface JobThreadsOptions {
  readonly folder: string;
  readonly settings: CompareSettings;
  readonly jobs: readonly CompareJob[];
  /** Jobs that run at a time. */
  readonly threads: number;
  readonly onMessage: (job: CompareJob, message: JobThreadMessage) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs jobs, each in a thread of its own with an engine of its own, in their order.
 * @returns the results of those that were not stopped.
 * @throws the first error of a thread; the others are ended.
 */
export async function runJobs(options: JobThreadsOptions): Promise<JobResult[]> {
  const { jobs, threads, signal } = options;
  const waiting = [...jobs];
  const running = new Set<Worker>();
  const results: JobResult[] = [];
  const next = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined && !signal.aborted; job = waiting.shift()) {
      const result = await runInThread(job, options, running);
      if (result !== undefined) results.push(result);
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
  { folder, settings, onMessage, signal }: JobThreadsOptions,
  running: Set<Worker>,
): Promise<JobResult | undefined> {
  const data: JobThreadData = { folder, settings, job };
  const worker = new Worker(new URL('./jobThread.js', import.meta.url), { workerData: data });
  running.add(worker);
  const stop = () => worker.postMessage('stop');
  signal.addEventListener('abort', stop, { once: true });
  const result = new Promise<JobResult | undefined>((resolve, reject) => {
    worker.on('message', (message: JobThreadMessage) => {
      onMessage(job, message);
      if (message.kind === 'result') resolve(message.result);
      else if (message.kind === 'error') reject(receivedError(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      running.delete(worker);
      reject(new LimpetError('internal', `the thread of ${jobName(job)} ended (${code})`));
    });
  });
  return result.finally(() => signal.removeEventListener('abort', stop));
}
