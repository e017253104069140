import { offer } from './element.ts';
import {
  isComplete,
  isSameTraining,
  type TrainingRun,
  type TrainingSettings,
  trainingNames,
} from './trainingRun.ts';

/** Which networks are shown, and why. */
export interface ShownNetworks {
  readonly run: TrainingRun;
  readonly isOwn: boolean;
  /** What the networks are trained with that are chosen and not there, so that those trained in advance are shown. */
  readonly missing?: TrainingSettings;
  /** What the reader's own networks are trained with, once there are some. */
  readonly own?: TrainingSettings;
  /** What the page is set to. */
  readonly settings: TrainingSettings;
}

/** Which networks the figures show, in plain words. */
export function sentenceOf({ run, isOwn, missing, own, settings }: ShownNetworks): string {
  if (missing !== undefined) {
    const others = trainingNames.filter((name) => run.settings[name] !== missing[name]);
    const how = others.length === 0 ? '' : `, with ${listOf(missing, others)}`;
    return `The link shows networks that this browser has not trained yet${how}. Until it has, the figures show those trained in advance.`;
  }
  const others = trainingNames.filter((name) => run.settings[name] !== settings[name]);
  if (others.length > 0) {
    const now = listOf(settings, others);
    const way =
      !isOwn && own !== undefined && isSameTraining(own, settings)
        ? `Your own are trained with ${now}: choose them in chapter 1 or 6 to see them.`
        : `Chapter 5 is set to ${now} now: train ${isOwn ? 'again' : 'your own'} there to see what that gives.`;
    return `These are ${isOwn ? 'your own networks, trained' : 'the networks trained in advance,'} with ${listOf(run.settings, others)}. ${way}`;
  }
  if (!isOwn) return 'These are the networks trained in advance.';
  return isComplete(run)
    ? 'These are your own networks, trained with the settings of chapter 5.'
    : 'These are your own networks, in the course of their training in chapter 5.';
}

const listOf = (settings: TrainingSettings, names: readonly (keyof TrainingSettings)[]): string =>
  names.map((name) => `${name} ${settings[name]}`).join(', ');

const trainLabel = 'Train them';

/**
 * Says in all chapters that show networks which ones they are, and offers to train those that are missing.
 * @param train begins that, and tells whether it did.
 */
export function sayShown(shown: ShownNetworks, train: () => boolean): void {
  const sentence = sentenceOf(shown);
  const isMissing = shown.missing !== undefined;
  const places = document.querySelectorAll<HTMLElement>('.shown-networks');
  const begin = (): void => {
    if (train()) for (const place of places) place.textContent = 'They are being trained ...';
    else sayShown(shown, train);
  };
  for (const place of places) {
    place.classList.toggle('notice', isMissing);
    if (place.textContent === (isMissing ? `${sentence} ${trainLabel}` : sentence)) continue;
    if (isMissing) offer(place, sentence, trainLabel, begin);
    else place.textContent = sentence;
  }
}
