import type { WriteStream } from 'node:tty';
import { MultiBar, type SingleBar } from 'cli-progress';
import type { NetworkName } from '../evaluate/tutorialResult.ts';
import { networkTitle } from '../plot/reportNumbers.ts';
import type { FitProgress } from '../train/index.ts';
import { barLine, measuringState, type ProgressState, plainDuration, shortNumber, trainingState } from './progressText.ts';

/** Shows how far a run is. */
export interface Progress {
  training(network: NetworkName, progress: FitProgress): void;
  measuring(network: NetworkName, done: number, total: number): void;
  /** A line of its own. */
  note(text: string): void;
  /** Takes away what is not to stay, and leaves the terminal as it was. */
  close(): void;
}

/** The progress of networks on a stream: bars on a terminal, a line now and then elsewhere. */
export function progressOn(stream: WriteStream, networks: readonly NetworkName[]): Progress {
  const canRedraw = stream.isTTY && process.env.TERM !== 'dumb';
  return canRedraw ? progressBars(stream, networks) : progressLines(stream);
}

/** Shows nothing. */
export const silentProgress: Progress = { training() {}, measuring() {}, note() {}, close() {} };

/** One bar for each network, redrawn ten times a second. */
function progressBars(stream: WriteStream, networks: readonly NetworkName[]): Progress {
  const multiBar = new MultiBar({
    stream,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    format: (_, { maxWidth }, { name, state }) => barLine(name, state, maxWidth),
  });
  const starting: ProgressState = { share: 0, detail: 'starting' };
  const bars = new Map<NetworkName, SingleBar>(
    networks.map((network) => [network, multiBar.create(1, 0, { name: networkTitle(network), state: starting })]),
  );
  const show = (network: NetworkName, state: ProgressState) => bars.get(network)?.update(state.share, { state });
  return {
    training: (network, progress) => show(network, trainingState(progress)),
    measuring: (network, done, total) => show(network, measuringState(done, total)),
    note: (text) => multiBar.log(`${text}\n`),
    close: () => {
      multiBar.update();
      multiBar.stop();
    },
  };
}

/** Between two plain lines of a network, in milliseconds. */
const LINE_INTERVAL = 10_000;

/** Plain lines: at the start and the end of each phase, and every ten seconds. */
export function progressLines(stream: Pick<WriteStream, 'write'>, now: () => number = () => performance.now()): Progress {
  const last = new Map<string, number>();
  const isDue = (phase: string, atEnd: boolean): boolean => {
    const due = atEnd || now() - (last.get(phase) ?? Number.NEGATIVE_INFINITY) >= LINE_INTERVAL;
    if (due) last.set(phase, now());
    return due;
  };
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    training(network, { epoch, epochs, step, steps, loss, stepsPerSecond, secondsLeft }) {
      if (!isDue(`${network} training`, step === steps)) return;
      const speed = `${Math.round(stepsPerSecond)} steps/s`;
      const left = step === steps ? 'trained' : `${plainDuration(secondsLeft)} left`;
      line(`${network}: epoch ${epoch} of ${epochs}, loss ${shortNumber(loss)}, ${speed}, ${left}`);
    },
    measuring(network, done, total) {
      if (isDue(`${network} measuring`, done === total)) line(`${network}: measured ${done} of ${total} chips`);
    },
    note: line,
    close() {},
  };
}
