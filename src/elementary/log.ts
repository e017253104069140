import { logOfSum } from './logOfSum.ts';

/**
 * ln x in float64, the same bits in every JavaScript engine, within .51 units in the last place (source: `logOfSum`).
 * NaN below 0, -∞ at 0.
 */
export function log(x: number): number {
  if (x > 0 && x < Infinity) return logOfSum(x, 0).high;
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : NaN;
}
