import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '../sentError.ts';
import type { JobThreadData, JobThreadMessage } from './jobThreads.ts';
import { runJob } from './runJob.ts';

const send = (message: JobThreadMessage): void => parentPort?.postMessage(message);

async function run({ folder, settings, job }: JobThreadData): Promise<void> {
  const controller = new AbortController();
  parentPort?.once('message', () => controller.abort());
  const result = await runJob(folder, settings, job, {
    onTraining: (progress) => send({ kind: 'training', progress }),
    onMeasuring: (measurement, done, total) => send({ kind: 'measuring', measurement, done, total }),
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
