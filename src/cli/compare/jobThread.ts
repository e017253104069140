import { workerData } from 'node:worker_threads';
import { sendResult } from '../threadResult.ts';
import type { JobResult } from './jobResult.ts';
import type { JobThreadData } from './jobThreads.ts';
import { type JobProgress, runJob } from './runJob.ts';

await sendResult<JobProgress, JobResult | undefined>((onProgress, signal) => {
  const { folder, settings, job } = workerData as JobThreadData;
  return runJob(folder, settings, job, onProgress, signal);
});
