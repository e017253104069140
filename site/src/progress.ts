import type { NetworkName } from 'limpet/evaluate';
import type { Checkpoint, Progress } from './checkpointStore.ts';
import { element, within } from './element.ts';
import type { TrainingRun } from './trainingRun.ts';

const names: readonly NetworkName[] = ['robust', 'standard'];

/** Whether a training has made all its steps. */
export const isDone = (progress: Progress | undefined): boolean =>
  progress !== undefined && progress.step >= progress.steps;

/** A training as it is, where both networks have begun. */
export function runOf({ settings, networks, losses }: Omit<Checkpoint, 'name'>): TrainingRun | undefined {
  const { robust, standard } = networks;
  if (robust === undefined || standard === undefined) return undefined;
  return {
    settings,
    networks: { robust: robust.weights, standard: standard.weights },
    losses,
    states: { robust: robust.state, standard: standard.state },
  };
}

/** Where a kept training is, in words. */
export function placeOf({ networks }: Checkpoint): string {
  const places = names.flatMap((name) => {
    const progress = networks[name];
    return progress === undefined ? [] : [`${name} at step ${progress.step} of ${progress.steps}`];
  });
  return places.join(', ');
}

/**
 * Fills a network's row of the table of progress.
 * @param steps of the whole training. @param loss the mean of the last steps.
 */
export function showProgress(
  network: NetworkName,
  progress: Progress | undefined,
  steps: number,
  loss: number | undefined,
): void {
  const row = element(`${network}-progress`, HTMLElement);
  const cell = (name: string, text: string): void => {
    within(row, `.${name}`).textContent = text;
  };
  cell('step', `${progress?.step ?? 0} / ${steps}`);
  cell('loss', loss?.toPrecision(3) ?? '–');
  cell('rate', progress && progress.stepsPerSecond > 0 ? `${Math.round(progress.stepsPerSecond)}` : '–');
  cell('left', progress === undefined ? '–' : timeLeft(progress));
}

function timeLeft({ step, steps, stepsPerSecond, running }: Progress): string {
  if (step >= steps) return 'done';
  if (!running) return 'paused';
  if (stepsPerSecond === 0) return 'measuring…';
  const seconds = Math.ceil((steps - step) / stepsPerSecond);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
