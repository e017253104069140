import { quickTwoSum } from './doubleDouble.ts';
import { scaleByPowerOfTwo } from './float64Bits.ts';
import { splitExponential } from './splitExponential.ts';

/** e^x is infinite in float64 from about 709.8 on, and 0 below about -745.2. */
const OVERFLOW = 710;
const UNDERFLOW = -746;

/** e^(high + low) for |low| at most a unit in the last place of high; the result is rounded to float64. */
export function expOfSum(high: number, low: number): number {
  if (high > OVERFLOW) return Infinity;
  if (high < UNDERFLOW) return 0;
  const { exponent, fraction } = splitExponential(high, low);
  const sum = quickTwoSum(1, fraction.high);
  return scaleByPowerOfTwo(sum.high + (sum.low + fraction.low), exponent);
}
