import { twoSum } from './doubleDouble.ts';
import { logOfSum } from './logOfSum.ts';

/** Below 2^-54, ln(1 + x) rounds to x. */
const TINY = 5.551115123125783e-17;

/**
 * ln(1 + x) in float64, the same bits in every JavaScript engine, within .51 units in the last place, also for small x
 * (source: `logOfSum`). NaN below -1, -∞ at -1.
 */
export function log1p(x: number): number {
  if (Math.abs(x) < TINY || x === Infinity) return x;
  if (x === -1) return -Infinity;
  if (!(x > -1)) return NaN;
  const { high, low } = twoSum(1, x);
  return logOfSum(high, low).high;
}
