import { divideDoubleDouble, quickTwoSum } from './doubleDouble.ts';
import { expm1DoubleDouble } from './expm1.ts';

/** Below 2^-28, tanh x rounds to x. */
const TINY = 3.725290298461914e-9;
/** From here on tanh x rounds to 1. */
const LARGE = 20;

/**
 * tanh x in float64, the same bits in every JavaScript engine, within .8 units in the last place:
 * m / (m + 2) for m = e^(2|x|) - 1, with the sign of x.
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x) || magnitude < TINY) return x;
  const value = magnitude > LARGE ? 1 : tanhOfPositive(magnitude);
  return x < 0 ? -value : value;
}

function tanhOfPositive(x: number): number {
  const m = expm1DoubleDouble(2 * x);
  const mPlusTwo = m.high < 2 ? quickTwoSum(2, m.high) : quickTwoSum(m.high, 2);
  return divideDoubleDouble(m, { high: mPlusTwo.high, low: mPlusTwo.low + m.low }).high;
}
