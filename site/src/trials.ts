import type { NetworkName } from 'limpet/evaluate';
import {
  chipSettings,
  defaultSettings,
  isAllowed,
  measuringSettings,
  type Setting,
  type Settings,
  taskSettings,
  trainingSettings,
} from './settings.ts';
import { isSameTraining, type TrainingSettings, trainingNames } from './trainingRun.ts';

/** Settings that were tried, and how the networks did that they gave. */
export interface Trial {
  /** Those of the training, and which chips were measured. */
  readonly settings: TrainingSettings & Pick<Settings, 'wafer' | 'chips'>;
  /** The mean loss over chips, by level of {@link trialLevels}. */
  readonly losses: Readonly<Record<NetworkName, readonly number[]>>;
}

/** The mismatch at which trials are compared; without any, the loss is that of the task. */
export const trialLevels: readonly number[] = [0, 0.2, 0.4];

/** More than a reader tries; older ones go. */
const mostTrials = 100;

const key = `limpet trials ${new URL('./', location.href).pathname}`;

/** The trials that this browser has kept, the newest first. What makes no sense among them is left out. */
export function keptTrials(): readonly Trial[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTrial).slice(0, mostTrials) : [];
  } catch {
    return [];
  }
}

/** Keeps trials in this browser. @returns whether it lets the page do so. */
export function keepTrials(trials: readonly Trial[]): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(trials));
    return true;
  } catch {
    return false;
  }
}

/** Trials with one more, which takes the place of an earlier one of the same training. */
export const withTrial = (trials: readonly Trial[], trial: Trial): readonly Trial[] =>
  [trial, ...trials.filter((other) => !isSameTraining(other.settings, trial.settings))].slice(0, mostTrials);

/** What a trial sets other than the page does at first, in words. */
export function trialName({ settings }: Trial): string {
  const changed = trainingNames.filter((name) => settings[name] !== defaultSettings[name]);
  return changed.length === 0
    ? 'the page’s own'
    : changed.map((name) => `${name} ${settings[name]}`).join(', ');
}

const trialSettings: readonly Setting[] = [
  ...trainingSettings,
  ...taskSettings,
  ...measuringSettings,
  ...chipSettings.filter(({ name }) => name === 'wafer'),
];

function isTrial(value: unknown): value is Trial {
  const { settings, losses } = partsOf(value);
  const given = partsOf(settings);
  const areSettings = trialSettings.every(
    (setting) => typeof given[setting.name] === 'number' && isAllowed(setting, `${given[setting.name]}`),
  );
  const { robust, standard } = partsOf(losses);
  return areSettings && [robust, standard].every(areLosses);
}

const areLosses = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === trialLevels.length &&
  value.every((loss) => typeof loss === 'number' && Number.isFinite(loss));

const partsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
