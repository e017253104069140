import type { WriteStream } from 'node:tty';
import type { MultiBar, SingleBar } from 'cli-progress';
import { type ProgressState, plainDuration, trainingParts, trainingState } from '../progressText.ts';
import { closeBars, redrawnBars } from '../redrawnBars.ts';
import type { JobResult } from './jobResult.ts';
import type { JobProgress } from './runJob.ts';
import { type CompareJob, jobName } from './settings.ts';

/** Shows how far the networks of a comparison are. */
export interface ComparisonProgress {
  readonly onProgress: (job: CompareJob, progress: JobProgress) => void;
  readonly onDone: (result: JobResult) => void;
  /** A line of its own. */
  note(text: string): void;
  /** Takes away what is not to stay, and leaves the terminal as it was. */
  close(): void;
}

/** Shows nothing. */
export const silentComparison: ComparisonProgress = { onProgress() {}, onDone() {}, note() {}, close() {} };

/** On a terminal a bar for each network under way; elsewhere a line now and then. A line for each that is done stays. */
export function comparisonProgressOn(stream: WriteStream, total: number): ComparisonProgress {
  const bars = redrawnBars(stream);
  return bars === undefined ? comparisonLines(stream, total) : comparisonBars(bars, total);
}

/** The lines of networks that are done, which are counted. */
function doneLines(total: number): (result: JobResult) => string {
  let done = 0;
  return (result) => {
    done++;
    return `${jobName(result)}: trained and measured in ${plainDuration(result.seconds)} (${done} of ${total})`;
  };
}

const measuringText = ({ measurement, done, total }: JobProgress & { readonly kind: 'measuring' }): string =>
  `measuring ${measurement}, level ${done + 1} of ${total}`;

const stateOf = (progress: JobProgress): ProgressState =>
  progress.kind === 'training'
    ? trainingState(progress.progress)
    : { share: progress.done / progress.total, detail: measuringText(progress) };

function comparisonBars(multiBar: MultiBar, total: number): ComparisonProgress {
  const bars = new Map<string, SingleBar>();
  const doneLine = doneLines(total);
  return {
    onProgress(job, progress) {
      const name = jobName(job);
      const state = stateOf(progress);
      const bar = bars.get(name) ?? multiBar.create(1, 0, { name, state });
      bars.set(name, bar);
      bar.update(state.share, { state });
    },
    onDone(result) {
      const bar = bars.get(jobName(result));
      if (bar !== undefined) multiBar.remove(bar);
      multiBar.log(`${doneLine(result)}\n`);
    },
    note: (text) => multiBar.log(`${text}\n`),
    close: () => closeBars(multiBar),
  };
}

/** Between two plain lines of a network, in milliseconds. */
const LINE_INTERVAL = 10_000;

/** Plain lines: every ten seconds one of each network under way, and one at its end. */
export function comparisonLines(
  stream: Pick<WriteStream, 'write'>,
  total: number,
  now: () => number = () => performance.now(),
): ComparisonProgress {
  const last = new Map<string, number>();
  const doneLine = doneLines(total);
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    onProgress(job, progress) {
      const name = jobName(job);
      if (now() - (last.get(name) ?? Number.NEGATIVE_INFINITY) < LINE_INTERVAL) return;
      last.set(name, now());
      line(`${name}: ${lineText(progress)}`);
    },
    onDone: (result) => line(doneLine(result)),
    note: line,
    close() {},
  };
}

function lineText(progress: JobProgress): string {
  if (progress.kind === 'measuring') return measuringText(progress);
  const { epoch, epochs } = progress.progress;
  return [`epoch ${epoch} of ${epochs}`, ...trainingParts(progress.progress)].join(', ');
}
