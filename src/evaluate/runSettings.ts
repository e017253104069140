import type { LimpetError } from '../errors.ts';
import type { TutorialSettings } from './tutorialResult.ts';

interface Range {
  readonly low: number;
  readonly high: number;
  readonly whole?: boolean;
}

/** Mismatch of a thousand times a parameter's size is past all use, and losses still fit in float32. */
const fraction: Range = { low: 0, high: 1000 };
const count = (low: number, high: number): Range => ({ low, high, whole: true });

/** What each number among the settings of a run can be. */
const ranges = {
  epochs: count(1, 100_000),
  inputs: count(1, 100_000),
  learningRate: { low: Number.MIN_VALUE, high: 1 },
  samples: count(1, 100_000),
  seed: count(0, 0xffffffff),
  attackSteps: count(0, 100),
  mismatchLevel: fraction,
  betaRobustness: fraction,
  noisyForwardStd: fraction,
  initialStd: fraction,
} satisfies Partial<Record<keyof TutorialSettings, Range>>;

const isIn = ({ low, high, whole }: Range, value: unknown): value is number =>
  typeof value === 'number' && value >= low && value <= high && (whole !== true || Number.isInteger(value));

/**
 * The settings that a text holds, with nothing else that it may hold.
 * @param refused makes the error from what is wrong.
 * @throws what `refused` makes, where the text is no JSON, or a setting is missing or out of its range.
 */
export function checkedRunSettings(
  text: string | undefined,
  refused: (reason: string) => LimpetError,
): TutorialSettings {
  const given = parsedObject('settings', text, refused);
  const numbers = Object.entries<Range>(ranges).map(([name, range]) => {
    const value = given[name];
    if (isIn(range, value)) return [name, value];
    const kind = range.whole === true ? 'a whole number' : 'a number';
    throw refused(
      `its setting ${name} is ${textOf(value)}, and not ${kind} from ${range.low} to ${range.high}`,
    );
  });
  const { levels, partitionable, only } = given;
  if (!Array.isArray(levels) || levels.length === 0 || !levels.every((level) => isIn(fraction, level)))
    throw refused(`its setting levels is ${textOf(levels)}, and not a list of numbers from 0 to 1000`);
  if (typeof partitionable !== 'boolean')
    throw refused(`its setting partitionable is ${textOf(partitionable)}, and not true or false`);
  if (only !== undefined && only !== 'robust' && only !== 'standard')
    throw refused(`its setting only is ${textOf(only)}, and not robust or standard`);
  return { ...Object.fromEntries(numbers), levels, partitionable, ...(only && { only }) };
}

/** The object that a text of a file's metadata holds. @throws what `refused` makes where it is no JSON of an object. */
export function parsedObject(
  name: string,
  text: string | undefined,
  refused: (reason: string) => LimpetError,
): Readonly<Record<string, unknown>> {
  if (text === undefined) throw refused(`its metadata hold no ${name}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(`its ${name} are not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(`its ${name} are not an object`);
  return value as Readonly<Record<string, unknown>>;
}

const textOf = (value: unknown): string =>
  value === undefined ? 'missing' : `${JSON.stringify(value)}`.slice(0, 60);
