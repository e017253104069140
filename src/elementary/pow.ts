import { twoProduct } from './doubleDouble.ts';
import { expOfSum } from './expOfSum.ts';
import { logOfSum } from './logOfSum.ts';

/** The result overflows or underflows where |y ln x| is larger. */
const LARGE = 750;

/**
 * x^y = e^(y ln x) in float64, the same bits in every JavaScript engine, within .8 units in the last place; the logarithm
 * carries 68 bits. Special values are those of C99, NumPy and JAX: 1^y and x^0 are 1 even for NaN, (-1)^±∞ is 1, and a
 * negative x with a y that is no integer gives NaN.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) return NaN;
  const magnitude = powOfPositive(Math.abs(x), y);
  const isNegative = x < 0 || Object.is(x, -0);
  const isOdd = Math.abs(y % 2) === 1;
  return isNegative && isOdd ? -magnitude : magnitude;
}

/** x^y for x from 0 to ∞ and y not 0. */
function powOfPositive(x: number, y: number): number {
  if (x === 1) return 1;
  const grows = x > 1 === y > 0;
  if (x === 0 || x === Infinity || !Number.isFinite(y)) return grows ? Infinity : 0;
  const { high, low } = logOfSum(x, 0);
  const estimate = y * high;
  if (Math.abs(estimate) > LARGE) return grows ? Infinity : 0;
  const product = twoProduct(y, high);
  return expOfSum(product.high, product.low + y * low);
}
