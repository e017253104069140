import { valueError } from '../errors.ts';
import { type Interval, meanInterval } from './meanInterval.ts';

/** What a set of numbers looks like. */
export interface Statistics {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** By fraction, 0.05, 0.25, 0.5, 0.75 and 0.95; linear between the two nearest values, as NumPy's default. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** Student's 95 % confidence interval of the mean; unbounded for one number. */
  readonly meanInterval: Interval;
}

/** Where {@link statistics} takes quantiles. */
const quantileFractions = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/**
 * Mean with its interval, standard deviation, extremes and quantiles, in float64; all NaN where a number is.
 * @throws LimpetError (`value`) for no numbers.
 */
export function statistics(values: readonly number[]): Statistics {
  if (values.length === 0) throw valueError('statistics: expected at least one number, got none');
  // An order with NaN in it means nothing: all that depends on it is NaN, as in NumPy.
  const sorted = values.some(Number.isNaN) ? [Number.NaN] : [...values].sort((a, b) => a - b);
  const mean = average(values);
  return {
    mean,
    std: Math.sqrt(average(values.map((value) => (value - mean) * (value - mean)))),
    min: sorted[0] ?? mean,
    max: sorted.at(-1) ?? mean,
    quantiles: Object.fromEntries(
      quantileFractions.map((fraction) => [fraction, quantile(sorted, fraction)]),
    ),
    meanInterval: meanInterval(values),
  };
}

/** The mean, as a deviation from the first value: exact where all are equal. */
function average(values: readonly number[]): number {
  const [first = 0] = values;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}

function quantile(sorted: readonly number[], fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? 0;
  return below + (above - below) * (position - Math.floor(position));
}
