import { Worker } from 'node:worker_threads';
import { networksOf, type TutorialHooks, type TutorialNetworkResult } from '../evaluate/tutorial.ts';
import type { NetworkName, TutorialSettings } from '../evaluate/tutorialResult.ts';
import type { FitProgress } from '../train/index.ts';
import { threadResult } from './threadResult.ts';

/** What a thread is started with. */
export interface NetworkThreadData {
  readonly network: NetworkName;
  readonly settings: TutorialSettings;
}

/** How far a thread is. */
export type NetworkProgress =
  | { readonly kind: 'training'; readonly progress: FitProgress }
  | { readonly kind: 'evaluation'; readonly done: number; readonly total: number };

/**
 * Trains and measures the networks that settings ask for, each in a thread of its own with an engine of its own.
 * @throws the first error of a thread; the others are ended.
 */
export async function runInThreads(
  settings: TutorialSettings,
  hooks: TutorialHooks = {},
): Promise<TutorialNetworkResult[]> {
  const threads = networksOf(settings).map((network) => {
    const data: NetworkThreadData = { network, settings };
    return {
      network,
      worker: new Worker(new URL('./networkThread.js', import.meta.url), { workerData: data }),
    };
  });
  try {
    return await Promise.all(threads.map(({ network, worker }) => networkResult(network, worker, hooks)));
  } finally {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}

function networkResult(
  network: NetworkName,
  worker: Worker,
  { onTraining, onEvaluation, signal }: TutorialHooks,
): Promise<TutorialNetworkResult> {
  const onProgress = (progress: NetworkProgress): void => {
    if (progress.kind === 'training') onTraining?.(network, progress.progress);
    else onEvaluation?.(network, progress.done, progress.total);
  };
  return threadResult(worker, `the ${network} network's thread`, onProgress, signal);
}
