import type { Lane, LaneBuilder } from '../lane.ts';
import { pairwisePolynomial } from './pairwisePolynomial.ts';

/** ln 2 = high - low; products of `high` with integers up to 2^15 are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = 2.121944400546906e-4;

/** 1.5 * 2^23: adding it rounds to an integer, which is then in the lowest bits. */
const ROUNDING = 12582912;

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2; relative error of e^r 2^-28. */
const series = [0.49999994, 0.16666517, 0.041668106, 0.008369131, 0.0013836435];

/** e^x = 2^n e^r, with n in bits and e^r - 1 as a sum. */
export interface SplitExponential {
  /** An integer whose lowest 9 bits are those of n + bias. */
  readonly bits: Lane;
  /** The larger part of e^r - 1. */
  readonly high: Lane;
  /** The smaller part of e^r - 1. */
  readonly low: Lane;
}

/** Splits e^x by x = n ln 2 + r; what it gives for |x| above 2^14 has no meaning. */
export function splitExponential(b: LaneBuilder, x: Lane, bias: number): SplitExponential {
  const rounded = b.add(b.mul(x, Math.LOG2E), ROUNDING + bias);
  const n = b.sub(rounded, ROUNDING + bias);
  const high = b.sub(x, b.mul(n, LN2_HIGH));
  const rest = b.mul(n, LN2_LOW);
  const r = b.add(high, rest);
  const square = b.mul(r, r);
  const curved = b.mul(square, pairwisePolynomial(b, r, square, series));
  return { bits: b.bitcast(rounded, 'i32'), high, low: b.add(curved, rest) };
}

/** The power of two whose exponent, with its bias of 127, is the lowest bits of an integer. */
export const powerOfTwo = (b: LaneBuilder, bits: Lane): Lane => b.bitcast(b.shl(bits, 23), 'f32');
