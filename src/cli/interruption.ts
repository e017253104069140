/** Ctrl-C more often than this counts as one: npm passes on a copy of what the terminal sends. Milliseconds. */
const REPEAT = 1000;

/** What happens on Ctrl-C. */
export interface InterruptionHandlers {
  /** The first time: the run stops at its next step. */
  readonly onFirst: () => void;
  /** Again, more than a second later: the process ends at once. */
  readonly onSecond: () => void;
}

/**
 * Listens for Ctrl-C until the process ends.
 * @returns a signal that is aborted the first time.
 */
export function listenForInterruption({ onFirst, onSecond }: InterruptionHandlers): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  process.on('SIGINT', () => {
    if (first === undefined) {
      first = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - first > REPEAT) {
      onSecond();
    }
  });
  return controller.signal;
}
