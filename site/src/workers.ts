import type { Answer, Request } from './protocol.ts';

/** A worker of the page, which starts again after it failed. */
export interface PageWorker {
  send(request: Request): void;
  /** Ends what it does, at once. */
  stop(): void;
}

/** Starts a worker at its first request. */
export function pageWorker(onAnswer: (answer: Answer) => void): PageWorker {
  let worker: Worker | undefined;
  const start = (): Worker => {
    const fresh = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    fresh.onmessage = ({ data }: MessageEvent<Answer>) => onAnswer(data);
    fresh.onerror = ({ message }) => {
      stop();
      onAnswer({
        kind: 'failed',
        message: message || 'The computing part of this page could not be loaded.',
        canGoOn: true,
        outOfMemory: false,
      });
    };
    return fresh;
  };
  const stop = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  return {
    send(request) {
      worker ??= start();
      worker.postMessage(request);
    },
    stop,
  };
}
