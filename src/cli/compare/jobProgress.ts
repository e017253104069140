import type { WriteStream } from 'node:tty';
import { MultiBar, type SingleBar } from 'cli-progress';
import { barLine, type ProgressState, plainDuration, trainingParts, trainingState } from '../progressText.ts';
import type { JobThreadMessage } from './jobThreads.ts';
import { type CompareJob, jobName } from './settings.ts';

/** Shows how far the networks of a comparison are. */
export interface JobProgress {
  readonly onMessage: (job: CompareJob, message: JobThreadMessage) => void;
  /** A line of its own. */
  note(text: string): void;
  /** Takes away what is not to stay, and leaves the terminal as it was. */
  close(): void;
}

/** Shows nothing. */
export const silentJobProgress: JobProgress = { onMessage() {}, note() {}, close() {} };

/** On a terminal a bar for each network under way; elsewhere a line now and then. A line for each that is done stays. */
export function jobProgressOn(stream: WriteStream, total: number): JobProgress {
  const canRedraw = stream.isTTY && process.env.TERM !== 'dumb';
  return canRedraw ? jobBars(stream, total) : jobLines(stream, total);
}

/** How a network that is done is told of. */
function doneLines(total: number): (job: CompareJob, message: JobThreadMessage) => string | undefined {
  let done = 0;
  return (job, message) => {
    if (message.kind !== 'result' || message.result === undefined) return undefined;
    done++;
    return `${jobName(job)}: trained and measured in ${plainDuration(message.result.seconds)} (${done} of ${total})`;
  };
}

const measuringText = ({
  measurement,
  done,
  total,
}: JobThreadMessage & { readonly kind: 'measuring' }): string =>
  `measuring ${measurement}, level ${done + 1} of ${total}`;

function stateOf(message: JobThreadMessage): ProgressState | undefined {
  if (message.kind === 'training') return trainingState(message.progress);
  if (message.kind !== 'measuring') return undefined;
  return { share: message.done / message.total, detail: measuringText(message) };
}

function jobBars(stream: WriteStream, total: number): JobProgress {
  const multiBar = new MultiBar({
    stream,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    format: (_, { maxWidth }, { name, state }) => barLine(name, state, maxWidth),
  });
  const bars = new Map<string, SingleBar>();
  const doneLine = doneLines(total);
  const barOf = (name: string, state: ProgressState): SingleBar => {
    const bar = bars.get(name) ?? multiBar.create(1, 0, { name, state });
    bars.set(name, bar);
    return bar;
  };
  return {
    onMessage(job, message) {
      const name = jobName(job);
      const state = stateOf(message);
      if (state !== undefined) barOf(name, state).update(state.share, { state });
      const line = doneLine(job, message);
      const bar = bars.get(name);
      if (line === undefined || bar === undefined) return;
      multiBar.remove(bar);
      multiBar.log(`${line}\n`);
    },
    note: (text) => multiBar.log(`${text}\n`),
    close() {
      multiBar.update();
      multiBar.stop();
    },
  };
}

/** Between two plain lines of a network, in milliseconds. */
const LINE_INTERVAL = 10_000;

/** Plain lines: every ten seconds one of each network under way, and one at its end. */
export function jobLines(
  stream: Pick<WriteStream, 'write'>,
  total: number,
  now: () => number = () => performance.now(),
): JobProgress {
  const last = new Map<string, number>();
  const doneLine = doneLines(total);
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    onMessage(job, message) {
      const done = doneLine(job, message);
      if (done !== undefined) line(done);
      const text = lineText(message);
      const name = jobName(job);
      if (text === undefined || now() - (last.get(name) ?? Number.NEGATIVE_INFINITY) < LINE_INTERVAL) return;
      last.set(name, now());
      line(`${name}: ${text}`);
    },
    note: line,
    close() {},
  };
}

function lineText(message: JobThreadMessage): string | undefined {
  if (message.kind === 'measuring') return measuringText(message);
  if (message.kind !== 'training') return undefined;
  const { epoch, epochs } = message.progress;
  return [`epoch ${epoch} of ${epochs}`, ...trainingParts(message.progress)].join(', ');
}
