import { parentPort, workerData } from 'node:worker_threads';
import { tutorialTask } from '../data/index.ts';
import { runTutorialNetwork } from '../evaluate/tutorial.ts';
import type { NetworkThreadData, NetworkThreadMessage } from './networkThreads.ts';
import { sentError } from './sentError.ts';

/** How often a thread says how far it is, in milliseconds. */
const REPORT_INTERVAL = 100;

const send = (message: NetworkThreadMessage): void => parentPort?.postMessage(message);

async function run({ network, settings }: NetworkThreadData): Promise<void> {
  const controller = new AbortController();
  parentPort?.once('message', () => controller.abort());
  let lastReport = Number.NEGATIVE_INFINITY;
  const result = await runTutorialNetwork(network, settings, tutorialTask(settings.seed, settings.inputs), {
    onTraining: (_, progress) => send({ kind: 'training', progress }),
    onEvaluation: (_, done, total) => {
      const now = performance.now();
      if (done < total && now - lastReport < REPORT_INTERVAL) return;
      lastReport = now;
      send({ kind: 'evaluation', done, total });
    },
    signal: controller.signal,
  });
  send({ kind: 'result', result });
}

try {
  await run(workerData as NetworkThreadData);
} catch (error) {
  send({ kind: 'error', error: sentError(error) });
}
parentPort?.close();
