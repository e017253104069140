import { parentPort, type Worker } from 'node:worker_threads';
import { LimpetError } from '../errors.ts';
import { receivedError, type SentError, sentError } from './sentError.ts';

/** What a thread sends: how far it is, and at its end a result or an error. Anything sent to it stops its run. */
type ThreadMessage<Progress, Result> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'error'; readonly error: SentError };

/**
 * The result of a thread that runs {@link sendResult}; it is stopped when the signal comes.
 * @param what what ended where the thread ends without a result.
 * @throws the error that the thread sent, or that ended it.
 */
export function threadResult<Progress, Result>(
  worker: Worker,
  what: string,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Result> {
  const stop = () => worker.postMessage('stop');
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const result = new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage<Progress, Result>) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'result') resolve(message.result);
      else reject(receivedError(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new LimpetError('internal', `${what} ended (${code})`)));
  });
  return result.finally(() => signal?.removeEventListener('abort', stop));
}

/** In a thread: runs to the end and sends what comes of it. */
export async function sendResult<Progress, Result>(
  run: (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<Result>,
): Promise<void> {
  const send = (message: ThreadMessage<Progress, Result>): void => parentPort?.postMessage(message);
  const controller = new AbortController();
  parentPort?.once('message', () => controller.abort());
  try {
    const result = await run((progress) => send({ kind: 'progress', progress }), controller.signal);
    send({ kind: 'result', result });
  } catch (error) {
    send({ kind: 'error', error: sentError(error) });
  }
  parentPort?.close();
}
