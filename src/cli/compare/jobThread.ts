import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '../sentError.ts';
import type { JobThreadData, JobThreadMessage } from './jobThreads.ts';
import { runJob } from './runJob.ts';

/** How often a thread says how far it is, in milliseconds. */
const REPORT_INTERVAL = 100;

const send = (message: JobThreadMessage): void => parentPort?.postMessage(message);

async function run({ folder, settings, job }: JobThreadData): Promise<void> {
  const controller = new AbortController();
  parentPort?.once('message', () => controller.abort());
  let lastReport = Number.NEGATIVE_INFINITY;
  const result = await runJob(folder, settings, job, {
    onTraining: (progress) => send({ kind: 'training', progress }),
    onMeasuring: (measurement, done, total) => {
      const now = performance.now();
      if (done < total && now - lastReport < REPORT_INTERVAL) return;
      lastReport = now;
      send({ kind: 'measuring', measurement, done, total });
    },
    signal: controller.signal,
  });
  send({ kind: 'result', result });
}

try {
  await run(workerData as JobThreadData);
} catch (error) {
  send({ kind: 'error', error: sentError(error) });
}
parentPort?.close();
