/**
 * A number as the unevaluated sum of two float64, |low| at most half a unit in the last place of high: about 106 bits.
 * Algorithms: T. J. Dekker, "A floating-point technique for extending the available precision", 1971.
 */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** 2^27 + 1 cuts a float64 into two halves whose products are exact. */
const SPLITTER = 134217729;

/** a + b exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const partOfB = high - a;
  return { high, low: a - (high - partOfB) + (b - partOfB) };
}

/** a + b exactly where a is 0 or |a| ≥ |b|. */
export function quickTwoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** ab exactly, for factors and products between 2^-960 and 2^960 in magnitude. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const scaledA = SPLITTER * a;
  const upperA = scaledA - (scaledA - a);
  const lowerA = a - upperA;
  const scaledB = SPLITTER * b;
  const upperB = scaledB - (scaledB - b);
  const lowerB = b - upperB;
  return { high, low: upperA * upperB - high + upperA * lowerB + lowerA * upperB + lowerA * lowerB };
}

/** a + b where |a| ≥ |b|. */
export function addDoubleDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = quickTwoSum(a.high, b.high);
  return quickTwoSum(sum.high, sum.low + (a.low + b.low));
}

/** ab. */
export function multiplyDoubleDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.high, b.high);
  return quickTwoSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/** a / b. */
export function divideDoubleDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.high / b.high;
  const product = twoProduct(quotient, b.high);
  const rest = a.high - product.high - product.low + (a.low - quotient * b.low);
  return quickTwoSum(quotient, rest / b.high);
}
