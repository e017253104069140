import { durationText } from '../plot/reportNumbers.ts';
import type { FitProgress } from '../train/index.ts';

/** How far a network is: a share of its present phase, and words. */
export interface ProgressState {
  readonly share: number;
  readonly detail: string;
}

/** The state of a training run: loss, speed, time left. */
export const trainingState = (progress: FitProgress): ProgressState => ({
  share: progress.step / progress.steps,
  detail: trainingParts(progress).join('  '),
});

/** Loss, speed and time left in words. The first step, which compiles, says nothing about speed. */
export function trainingParts({ step, steps, loss, stepsPerSecond, secondsLeft }: FitProgress): string[] {
  const lossPart = `loss ${shortNumber(loss)}`;
  if (step < 2) return [lossPart];
  const left = step === steps ? 'trained' : `${plainDuration(secondsLeft)} left`;
  return [
    lossPart,
    `${stepsPerSecond < 9.5 ? stepsPerSecond.toFixed(1) : Math.round(stepsPerSecond)} steps/s`,
    left,
  ];
}

/** The state of a measurement. */
export const measuringState = (done: number, total: number): ProgressState => ({
  share: done / total,
  detail: done < total ? `measuring, chip ${done} of ${total}` : 'trained and measured',
});

/** A bar of a terminal of some width: name, bar, per cent and detail on one line that is not wrapped. */
export function barLine(name: string, { share, detail }: ProgressState, columns: number): string {
  const size = Math.min(40, Math.max(4, columns - 64));
  const full = Math.round(share * size);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const line = `${name.padEnd(8)}  ${'█'.repeat(full)}${'░'.repeat(size - full)} ${percent}  ${detail}`;
  return line.slice(0, Math.max(0, columns - 1));
}

/** A number with four significant digits and about as many characters whatever its size. */
export const shortNumber = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5)
    ? value.toExponential(2)
    : value.toPrecision(4);

/** A duration with ordinary spaces. */
export const plainDuration = (seconds: number): string => durationText(seconds).replaceAll('\u00a0', ' ');
