import {
  addDoubleDouble,
  type DoubleDouble,
  divideDoubleDouble,
  multiplyDoubleDouble,
  quickTwoSum,
  twoProduct,
  twoSum,
} from './doubleDouble.ts';
import { exponentOf, scaleByPowerOfTwo } from './float64Bits.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** 2^54, which makes every subnormal number normal. */
const SUBNORMAL_SCALE = 18014398509481984;
const SUBNORMAL_EXPONENT = 54;

const LN2: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 };
const THIRD: DoubleDouble = { high: 1 / 3, low: 1.850371707708594e-17 };
const FIFTH: DoubleDouble = { high: 1 / 5, low: -1.1102230246251566e-17 };

/**
 * ln(high + low) to about 68 bits, for a finite high above 0 and |low| at most half a unit in its last place.
 *
 * With high + low = 2^k (1 + f), 1 + f between √½ and √2, and s = f / (2 + f): ln = k ln 2 + 2 artanh s, where the Taylor
 * series of artanh s = s (1 + s²/3 + s⁴/5 + ...) is cut after s²⁶/27. The reduction by s is that of fdlibm (Sun, 1993).
 */
export function logOfSum(high: number, low: number): DoubleDouble {
  if (high < SMALLEST_NORMAL) return logOfNormal(high * SUBNORMAL_SCALE, 0, SUBNORMAL_EXPONENT);
  return logOfNormal(high, low, 0);
}

/** ln((high + low) 2^-scale). */
function logOfNormal(high: number, low: number, scale: number): DoubleDouble {
  const floor = exponentOf(high);
  const exponent = normalize(high, floor) > Math.SQRT2 ? floor + 1 : floor;
  const f = twoSum(normalize(high, exponent) - 1, normalize(low, exponent));
  const twoPlusF = quickTwoSum(2, f.high);
  const s = divideDoubleDouble(f, quickTwoSum(twoPlusF.high, twoPlusF.low + f.low));
  const artanh = addDoubleDouble(s, multiplyDoubleDouble(s, artanhSeries(multiplyDoubleDouble(s, s))));
  const logOfMantissa = { high: 2 * artanh.high, low: 2 * artanh.low };
  if (exponent === scale) return logOfMantissa;
  const multiple = exponent - scale;
  const product = twoProduct(multiple, LN2.high);
  return addDoubleDouble({ high: product.high, low: product.low + multiple * LN2.low }, logOfMantissa);
}

const normalize = (x: number, exponent: number): number => scaleByPowerOfTwo(x, -exponent);

/** artanh(s) / s - 1 = z/3 + z²/5 + ..., z = s² below .03. From z³ on, float64 is enough. */
function artanhSeries(z: DoubleDouble): DoubleDouble {
  const x = z.high;
  const upper = 1 / 17 + x * (1 / 19 + x * (1 / 21 + x * (1 / 23 + x * (1 / 25 + x * (1 / 27)))));
  const tail = 1 / 7 + x * (1 / 9 + x * (1 / 11 + x * (1 / 13 + x * (1 / 15 + x * upper))));
  const fromFifth = addDoubleDouble(FIFTH, twoProduct(x, tail));
  return multiplyDoubleDouble(z, addDoubleDouble(THIRD, multiplyDoubleDouble(z, fromFifth)));
}
