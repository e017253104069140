import { type DoubleDouble, quickTwoSum, twoSum } from './doubleDouble.ts';

/** ln 2 in two pieces; a multiple of the first up to 2^20 is exact. */
const LN2_HIGH = 0.6931471804855391;
const LN2_LOW = 7.440617110012397e-11;

/** e^x = 2^exponent (1 + fraction), fraction from -.3 to .42. */
export interface SplitExponential {
  readonly exponent: number;
  readonly fraction: DoubleDouble;
}

/**
 * e^(high + low) for |high| up to 1100 and |low| at most a unit in its last place. With exponent k = round(high / ln 2),
 * the fraction is e^r - 1 for r = high + low - k ln 2, by its Taylor series, which |r| < .35 lets end after r¹⁴/14!.
 * The error is below .2 units in the last place of the fraction's high part.
 */
export function splitExponential(high: number, low: number): SplitExponential {
  const exponent = Math.floor(high / Math.LN2 + 0.5);
  const r = twoSum(high - exponent * LN2_HIGH, low - exponent * LN2_LOW);
  const correction = r.low + r.low * r.high;
  return { exponent, fraction: quickTwoSum(r.high, exponentialTail(r.high) + correction) };
}

/** e^r - 1 - r. */
function exponentialTail(r: number): number {
  const upper = 1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800 + r / 87178291200));
  const middle = 1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * upper));
  return (
    r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * middle))))))
  );
}
