import { exp, log, log1p } from '../elementary/index.ts';
import { valueError } from '../errors.ts';
import { bisect } from './bisect.ts';
import { checkConfidence, type Interval, type IntervalOptions } from './meanInterval.ts';

/** What a chip must reach; one of the two bounds, or both. */
export interface YieldOptions extends IntervalOptions {
  /** The least metric of a chip that works, such as an accuracy. */
  readonly atLeast?: number;
  /** The largest metric of a chip that works, such as a loss. */
  readonly atMost?: number;
}

/** How many chips work. */
export interface Yield {
  /** The fraction of the measured chips that work. */
  readonly fraction: number;
  /** Where the fraction of all chips lies, with the confidence asked for. */
  readonly interval: Interval;
  readonly working: number;
  readonly chips: number;
}

/**
 * The yield: which fraction of chips reaches a wanted metric, with the interval of Clopper and Pearson, which covers the fraction of all chips
 * with at least the confidence asked for, however few chips were measured. Chips at the bound itself work; chips whose metric is NaN do not.
 * @param row a row of `evaluateMismatch` or `evaluateHardware`.
 * @throws LimpetError (`value`) where there is no bound or no chip, a bound is not finite, or the confidence is not between 0 and 1.
 * Source: Clopper and Pearson, Biometrika 26 (1934).
 */
export function yieldOf(row: { readonly samples: readonly number[] }, options: YieldOptions): Yield {
  const { atLeast, atMost, confidence = 0.95 } = options;
  const bounds = [atLeast, atMost].filter((bound) => bound !== undefined);
  if (bounds.length === 0 || !bounds.every(Number.isFinite)) {
    throw valueError(
      'yieldOf: expected what a chip must reach, { atLeast } for an accuracy or { atMost } for a loss, got ' +
        (bounds.length === 0 ? 'neither' : bounds.join(' and ')),
    );
  }
  checkConfidence('yieldOf', confidence);
  const chips = row.samples.length;
  if (chips === 0) throw valueError('yieldOf: expected at least one chip, got none');
  const { length: working } = row.samples.filter(
    (value) =>
      value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY),
  );
  const interval = clopperPearson(working, chips, (1 - confidence) / 2);
  return { fraction: working / chips, interval, working, chips };
}

/** The probabilities of success with which so many successes, or more, or fewer, happen in a fraction `tail` of all cases. */
function clopperPearson(successes: number, trials: number, tail: number): Interval {
  const choices = logChoices(trials);
  const atLeast = (count: number, probability: number): number => {
    const [success, failure] = [log(probability), log1p(-probability)];
    let sum = 0;
    for (let k = count; k <= trials; k++) {
      sum += exp((choices[k] ?? 0) + k * success + (trials - k) * failure);
    }
    return sum;
  };
  return {
    low: successes === 0 ? 0 : bisect((p) => atLeast(successes, p) - tail, 0, 1),
    high: successes === trials ? 1 : 1 - bisect((q) => atLeast(trials - successes, q) - tail, 0, 1),
  };
}

/** log of the number of ways to choose k of n, by k. */
function logChoices(n: number): number[] {
  const logs = [0];
  for (let k = 1; k <= n; k++) logs.push((logs[k - 1] ?? 0) + log((n - k + 1) / k));
  return logs;
}
