import { exitCodes } from './exitCodes.ts';

/** Ctrl-C more often than this counts as one: npm passes on a copy of what the terminal sends. Milliseconds. */
const REPEAT = 1000;

/** What happens on Ctrl-C. */
export interface InterruptionHandlers {
  /** The first time: the run stops at its next step. */
  readonly onFirst: () => void;
  /** Again, more than a second later: the process ends at once. */
  readonly onSecond: () => void;
}

/** Where interruptions come from: the process; tests have their own. */
export interface InterruptionSource {
  on(event: 'SIGINT', listener: () => void): unknown;
}

/**
 * Listens for Ctrl-C until the process ends.
 * @returns a signal that is aborted the first time.
 */
export function listenForInterruption(
  { onFirst, onSecond }: InterruptionHandlers,
  source: InterruptionSource = process,
  now: () => number = () => performance.now(),
): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  source.on('SIGINT', () => {
    if (first === undefined) {
      first = now();
      onFirst();
      controller.abort();
    } else if (now() - first > REPEAT) {
      onSecond();
    }
  });
  return controller.signal;
}

/**
 * Stops a run of a command on Ctrl-C, saying so beside its progress; the second time ends the process.
 * @param note what becomes of the run.
 */
export const stopOnInterruption = (
  progress: { note(text: string): void; close(): void },
  note: string,
): AbortSignal =>
  listenForInterruption({
    onFirst: () => progress.note(`${note} Ctrl-C again ends at once.`),
    onSecond: () => {
      progress.close();
      process.exit(exitCodes.interrupted);
    },
  });
