import { Worker } from 'node:worker_threads';
import { LimpetError } from '../errors.ts';
import { networksOf, type TutorialHooks, type TutorialNetworkResult } from '../evaluate/tutorial.ts';
import type { NetworkName, TutorialSettings } from '../evaluate/tutorialResult.ts';
import type { FitProgress } from '../train/index.ts';
import { receivedError, type SentError } from './sentError.ts';

/** What a thread is started with. */
export interface NetworkThreadData {
  readonly network: NetworkName;
  readonly settings: TutorialSettings;
}

/** What a thread sends. Anything sent to it stops its run. */
export type NetworkThreadMessage =
  | { readonly kind: 'training'; readonly progress: FitProgress }
  | { readonly kind: 'evaluation'; readonly done: number; readonly total: number }
  | { readonly kind: 'result'; readonly result: TutorialNetworkResult }
  | { readonly kind: 'error'; readonly error: SentError };

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
  const stop = () => worker.postMessage('stop');
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const result = new Promise<TutorialNetworkResult>((resolve, reject) => {
    worker.on('message', (message: NetworkThreadMessage) => {
      if (message.kind === 'training') onTraining?.(network, message.progress);
      else if (message.kind === 'evaluation') onEvaluation?.(network, message.done, message.total);
      else if (message.kind === 'result') resolve(message.result);
      else reject(receivedError(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      reject(new LimpetError('internal', `the ${network} network's thread ended (${code})`)),
    );
  });
  return result.finally(() => signal?.removeEventListener('abort', stop));
}
