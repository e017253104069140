import { cos, sin } from '../elementary/index.ts';
import { valueError } from '../errors.ts';
import { bisect } from './bisect.ts';

/** A range of numbers, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How sure an interval is. */
export interface IntervalOptions {
  /** The probability with which such an interval covers the true value, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** Half the size of the angles that a Student's t of any size stands for: t = √ν tan θ. */
const HALF_PI = 1.5707963267948966;

/**
 * Student's confidence interval of the mean of normal draws, mean ± t s / √n, s with n - 1 in the denominator and t the two-sided quantile with
 * n - 1 degrees of freedom. Unbounded for one number; exact for chips whose metric is normal, close for many chips.
 * @param values one number for each chip.
 * @throws LimpetError (`value`) for no numbers or a confidence outside of 0 to 1.
 */
export function meanInterval(
  values: readonly number[],
  { confidence = 0.95 }: IntervalOptions = {},
): Interval {
  checkConfidence('meanInterval', confidence);
  const [first] = values;
  if (first === undefined) throw valueError('meanInterval: expected at least one number, got none');
  const count = values.length;
  if (count === 1) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const mean = first + values.reduce((sum, value) => sum + (value - first), 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = studentQuantile(confidence, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { low: mean - half, high: mean + half };
}

/** The t with P(|T| ≤ t) = probability, for a whole number ν of degrees of freedom. */
function studentQuantile(probability: number, freedom: number): number {
  const angle = bisect((theta) => studentProbability(theta, freedom) - probability, 0, HALF_PI);
  return (Math.sqrt(freedom) * sin(angle)) / cos(angle);
}

/** P(|T| ≤ √ν tan θ), a finite sum of positive terms. Source: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function studentProbability(theta: number, freedom: number): number {
  const [sine, cosine] = [sin(theta), cos(theta)];
  const odd = freedom % 2;
  let term = odd === 1 ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = 2 + odd; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd === 1 ? (theta + sine * sum) / HALF_PI : sine * sum;
}

/** @throws LimpetError (`value`) where a confidence is not between 0 and 1. */
export function checkConfidence(what: string, confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw valueError(`${what}: expected a confidence between 0 and 1, such as 0.95, got ${confidence}`);
}
