import type { WriteStream } from 'node:tty';
import type { MultiBar, SingleBar } from 'cli-progress';
import type { NetworkName } from '../evaluate/tutorialResult.ts';
import { networkTitle } from '../plot/reportNumbers.ts';
import type { FitProgress } from '../train/index.ts';
import { measuringState, type ProgressState, trainingParts, trainingState } from './progressText.ts';
import { closeBars, redrawnBars } from './redrawnBars.ts';

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
  const bars = redrawnBars(stream);
  return bars === undefined ? progressLines(stream) : progressBars(bars, networks);
}

/** Shows nothing. */
export const silentProgress: Progress = { training() {}, measuring() {}, note() {}, close() {} };

/** One bar for each network. */
function progressBars(multiBar: MultiBar, networks: readonly NetworkName[]): Progress {
  const starting: ProgressState = { share: 0, detail: 'starting' };
  const bars = new Map<NetworkName, SingleBar>(
    networks.map((network) => [
      network,
      multiBar.create(1, 0, { name: networkTitle(network), state: starting }),
    ]),
  );
  const show = (network: NetworkName, state: ProgressState) =>
    bars.get(network)?.update(state.share, { state });
  return {
    training: (network, progress) => show(network, trainingState(progress)),
    measuring: (network, done, total) => show(network, measuringState(done, total)),
    note: (text) => multiBar.log(`${text}\n`),
    close: () => closeBars(multiBar),
  };
}

/** Between two plain lines of a network, in milliseconds. */
const LINE_INTERVAL = 10_000;

/** Plain lines: at the start and the end of training, at the end of measuring, and every ten seconds. */
export function progressLines(
  stream: Pick<WriteStream, 'write'>,
  now: () => number = () => performance.now(),
): Progress {
  const last = new Map<NetworkName, number>();
  const line = (text: string) => stream.write(`${text}\n`);
  const lineOf = (network: NetworkName, isDue: boolean, text: () => string): void => {
    const before = last.get(network);
    if (!isDue && before !== undefined && now() - before < LINE_INTERVAL) return;
    last.set(network, now());
    line(`${networkTitle(network)}: ${text()}`);
  };
  return {
    training(network, progress) {
      const { epoch, epochs, step, steps } = progress;
      lineOf(network, step === steps, () =>
        [`epoch ${epoch} of ${epochs}`, ...trainingParts(progress)].join(', '),
      );
    },
    measuring(network, done, total) {
      lineOf(network, done === total, () => `measured ${done} of ${total} chips`);
    },
    note: line,
    close() {},
  };
}
