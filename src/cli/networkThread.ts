import { workerData } from 'node:worker_threads';
import { tutorialTask } from '../data/index.ts';
import type { TutorialNetworkResult } from '../evaluate/tutorial.ts';
import { runTutorialNetwork } from '../evaluate/tutorial.ts';
import type { NetworkProgress, NetworkThreadData } from './networkThreads.ts';
import { sendResult } from './threadResult.ts';

/** How often a thread says how far its measuring is, in milliseconds. */
const REPORT_INTERVAL = 100;

await sendResult<NetworkProgress, TutorialNetworkResult>((onProgress, signal) => {
  const { network, settings } = workerData as NetworkThreadData;
  let lastReport = Number.NEGATIVE_INFINITY;
  return runTutorialNetwork(network, settings, tutorialTask(settings.seed, settings.inputs), {
    onTraining: (_, progress) => onProgress({ kind: 'training', progress }),
    onEvaluation: (_, done, total) => {
      const now = performance.now();
      if (done < total && now - lastReport < REPORT_INTERVAL) return;
      lastReport = now;
      onProgress({ kind: 'evaluation', done, total });
    },
    signal,
  });
});
