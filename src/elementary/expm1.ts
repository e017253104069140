import { type DoubleDouble, quickTwoSum, twoSum } from './doubleDouble.ts';
import { expOfSum } from './expOfSum.ts';
import { powerOfTwo } from './float64Bits.ts';
import { splitExponential } from './splitExponential.ts';

/** Below 2^-54, e^x - 1 rounds to x. */
const TINY = 5.551115123125783e-17;
/** From here on e^x - 1 rounds to e^x; below the negative it rounds to -1. */
const LARGE = 40;

/**
 * e^x - 1 in float64, the same bits in every JavaScript engine, within 1 unit in the last place, also for small x
 * (source: `splitExponential`).
 */
export function expm1(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) < TINY) return x;
  if (x > LARGE) return expOfSum(x, 0);
  if (x < -LARGE) return -1;
  const { high, low } = expm1DoubleDouble(x);
  return high + low;
}

/** e^x - 1 for |x| up to 40, with some digits more than float64 has. */
export function expm1DoubleDouble(x: number): DoubleDouble {
  const { exponent, fraction } = splitExponential(x, 0);
  if (exponent === 0) return fraction;
  const power = powerOfTwo(exponent);
  const base = twoSum(power, -1);
  const sum = twoSum(base.high, power * fraction.high);
  return quickTwoSum(sum.high, sum.low + (base.low + power * fraction.low));
}
