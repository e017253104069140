import { type DoubleDouble, quickTwoSum, twoSum } from './doubleDouble.ts';
import { exponentOf, scaleByPowerOfTwo } from './float64Bits.ts';

/** x = quadrant π/2 + rest, |rest| at most slightly above π/4; the quadrant modulo 4. */
export interface ReducedAngle {
  readonly quadrant: number;
  readonly rest: DoubleDouble;
}

/** π/2 in pieces of 33 bits, whose multiples up to 2^20 are exact, and what is left. */
const FIRST = 1.5707963267341256;
const SECOND = 6.077100506303966e-11;
const THIRD = 2.0222662487111665e-21;
const FOURTH = 8.4784276603689e-32;

/** Up to here, about 2^20 π/2, the four pieces suffice. */
const MEDIUM = 1647000;

/**
 * The rest of a finite x ≥ 0 after its nearest multiple of π/2, correct to more digits than float64 has, for every x.
 * Up to 2^20 π/2 by subtraction in pieces (W. J. Cody and W. Waite, "Software Manual for the Elementary Functions",
 * 1980), beyond by integer division with 1216 binary places of π/2.
 */
export function reduceByHalfPi(x: number): ReducedAngle {
  if (x <= Math.PI / 4) return { quadrant: 0, rest: { high: x, low: 0 } };
  return x < MEDIUM ? reduceInPieces(x) : reduceExactly(x);
}

function reduceInPieces(x: number): ReducedAngle {
  const multiple = Math.floor(x / (Math.PI / 2) + 0.5);
  const upper = twoSum(x - multiple * FIRST, -multiple * SECOND);
  const lower = twoSum(upper.high, -multiple * THIRD);
  const tail = upper.low + lower.low - multiple * FOURTH;
  return { quadrant: multiple & 3, rest: quickTwoSum(lower.high, tail) };
}

const PLACES = 1216;
/** ⌊2^1216 π/2⌋. */
const HALF_PI = BigInt(
  '0x1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809b' +
    'bdf2a33679a748636605614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad' +
    '617feb96de80d6fdbdc70d7f6b5133f4b5d3e4822f8963fcc9250cca3d9c8b67b8400f97142c77e0' +
    'b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410aa577',
);
/** Binary places kept of the rest. */
const REST_PLACES = 200;

function reduceExactly(x: number): ReducedAngle {
  const exponent = exponentOf(x) - 52;
  const mantissa = BigInt(scaleByPowerOfTwo(x, -exponent));
  const angle = mantissa << BigInt(exponent + PLACES);
  const multiple = (2n * angle + HALF_PI) / (2n * HALF_PI);
  const rest = (angle - multiple * HALF_PI) >> BigInt(PLACES - REST_PLACES);
  const high = Number(rest);
  const low = Number(rest - BigInt(high));
  const unit = scaleByPowerOfTwo(1, -REST_PLACES);
  return { quadrant: Number(multiple & 3n), rest: { high: high * unit, low: low * unit } };
}
