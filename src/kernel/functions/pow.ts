import type { Lane, LaneBuilder } from '../lane.ts';
import { polynomial } from './polynomial.ts';

/** The largest error of `pow`, in units in the last place. */
export const powMaxUlp = 1.1;

/** x^y, after fdlibm's single-precision pow: log2 x in two floats, times y in two floats, then 2 to that power. */
export function pow(b: LaneBuilder, x: Lane, y: Lane): Lane {
  const size = b.abs(x);
  const [high, low] = timesLog2(b, y, ...log2(b, size));
  const infinity = b.constant(Number.POSITIVE_INFINITY);
  const zero = b.constant(0);
  const one = b.constant(1);
  const rises = b.lt(zero, y);
  const extreme = b.or(b.eq(size, 0), b.eq(size, infinity));
  const atExtreme = b.select(b.eq(b.eq(size, infinity), rises), infinity, zero);
  const farExponent = b.select(b.eq(size, 1), one, b.select(b.eq(b.lt(one, size), rises), infinity, zero));
  const yIsInfinite = b.eq(b.abs(y), infinity);
  const finite = exp2(b, high, low);
  const magnitude = b.select(yIsInfinite, farExponent, b.select(extreme, atExtreme, finite));
  return withSpecialCases(b, x, y, magnitude);
}

/** The sign of an odd power of a negative base, and C's rules for NaN, 0 and 1. */
function withSpecialCases(b: LaneBuilder, x: Lane, y: Lane, magnitude: Lane): Lane {
  const isNegative = b.lt(b.bitcast(x, 'i32'), 0);
  const half = b.mul(y, 0.5);
  const isInteger = b.eq(b.floor(y), y);
  const isOdd = b.and(isInteger, b.ne(b.floor(half), half));
  const signed = b.select(b.and(isNegative, isOdd), b.neg(magnitude), magnitude);
  const isFiniteNegative = b.and(b.lt(x, 0), b.lt(b.constant(Number.NEGATIVE_INFINITY), x));
  const noResult = b.and(isFiniteNegative, b.not(isInteger));
  const undefinedPower = b.or(b.or(b.ne(x, x), b.ne(y, y)), noResult);
  const result = b.select(undefinedPower, b.constant(Number.NaN), signed);
  return b.select(b.or(b.eq(y, 0), b.eq(x, 1)), b.constant(1), result);
}

/** The upper half of a float's digits: its products with other upper halves are exact. */
const upper = (b: LaneBuilder, x: Lane): Lane => b.bitcast(b.and(b.bitcast(x, 'i32'), -4096), 'f32');

/** log2 of a positive float as a sum of two. */
function log2(b: LaneBuilder, size: Lane): [high: Lane, low: Lane] {
  const isTiny = b.lt(size, 1.17549435e-38);
  const bits = b.bitcast(b.select(isTiny, b.mul(size, 16777216), size), 'i32');
  const mantissa = b.and(bits, 0x007fffff);
  const isMiddle = b.and(b.lt(b.constant(0x1cc471, 'i32'), mantissa), b.lt(mantissa, 0x5db3d7));
  const isLarge = b.le(b.constant(0x5db3d7, 'i32'), mantissa);
  const offset = b.select(isTiny, b.constant(127 + 24, 'i32'), b.constant(127, 'i32'));
  const exponent = b.add(b.sub(b.shr(bits, 23), offset), b.convert(isLarge, 'i32'));
  const one = b.constant(0x3f800000, 'i32');
  const word = b.or(mantissa, b.select(isLarge, b.constant(0x3f000000, 'i32'), one));
  const m = b.bitcast(word, 'f32');
  const base = b.select(isMiddle, b.constant(1.5), b.constant(1));
  // s = (m - base) / (m + base), as sHigh + sLow.
  const numerator = b.sub(m, base);
  const reciprocal = b.div(b.constant(1), b.add(m, base));
  const s = b.mul(numerator, reciprocal);
  const sHigh = upper(b, s);
  const sum = upper(b, b.add(m, base));
  const sumLow = b.sub(m, b.sub(sum, base));
  const rest = b.sub(b.sub(numerator, b.mul(sHigh, sum)), b.mul(sHigh, sumLow));
  const sLow = b.mul(reciprocal, rest);
  const s2 = b.mul(s, s);
  const series = polynomial(b, s2, [0.20697501, 0.23066075, 0.27272811, 0.33333334, 0.42857143, 0.6]);
  const r = b.add(b.mul(b.mul(s2, s2), series), b.mul(sLow, b.add(sHigh, s)));
  const square = b.mul(sHigh, sHigh);
  const t = upper(b, b.add(b.add(square, 3), r));
  const tLow = b.sub(r, b.sub(b.sub(t, 3), square));
  const u = b.mul(sHigh, t);
  const v = b.add(b.mul(sLow, t), b.mul(tLow, s));
  const p = upper(b, b.add(u, v));
  const pLow = b.sub(v, b.sub(p, u));
  // 2 / (3 ln 2) in two parts, and log2 of the base in two parts.
  const zHigh = b.mul(p, 0.9619140625);
  const baseLow = b.select(isMiddle, b.constant(1.56322085e-6), b.constant(0));
  const baseHigh = b.select(isMiddle, b.constant(0.584960938), b.constant(0));
  const zLow = b.add(b.add(b.mul(p, -1.1736857402e-4), b.mul(pLow, 0.96179670095)), baseLow);
  const n = b.convert(exponent, 'f32');
  const high = upper(b, b.add(b.add(b.add(zHigh, zLow), baseHigh), n));
  return [high, b.sub(zLow, b.sub(b.sub(b.sub(high, n), baseHigh), zHigh))];
}

/** y times a sum of two floats, as a sum of two. */
function timesLog2(b: LaneBuilder, y: Lane, high: Lane, low: Lane): [high: Lane, low: Lane] {
  const yHigh = upper(b, y);
  return [b.mul(yHigh, high), b.add(b.mul(b.sub(y, yHigh), high), b.mul(y, low))];
}

/** 2 to the power of a sum of two floats. */
function exp2(b: LaneBuilder, high: Lane, low: Lane): Lane {
  const z = b.min(b.max(b.add(low, high), -160), 136);
  const n = b.nearest(z);
  const part = b.sub(high, n);
  const t = upper(b, b.add(low, part));
  const u = b.mul(t, 0.693145752);
  const v = b.add(b.mul(b.sub(low, b.sub(t, part)), Math.LN2), b.mul(t, 1.42860654e-6));
  const f = b.add(u, v);
  const fLow = b.sub(v, b.sub(f, u));
  const square = b.mul(f, f);
  const series = polynomial(
    b,
    square,
    [4.1381369442e-8, -1.6533901999e-6, 6.613755977e-5, -2.777777845e-3, 0.16666667163],
  );
  const t1 = b.sub(f, b.mul(square, series));
  const r = b.sub(b.div(b.mul(f, t1), b.sub(t1, 2)), b.add(fLow, b.mul(f, fLow)));
  const mantissa = b.sub(b.constant(1), b.sub(r, f));
  const exponent = b.convert(n, 'i32');
  const first = b.shr(exponent, 1);
  const power = (e: Lane): Lane => b.bitcast(b.shl(b.add(e, 127), 23), 'f32');
  const scaled = b.mul(b.mul(mantissa, power(first)), power(b.sub(exponent, first)));
  const tooLarge = b.lt(b.constant(129), z);
  return b.select(
    tooLarge,
    b.constant(Number.POSITIVE_INFINITY),
    b.select(b.lt(z, -151), b.constant(0), scaled),
  );
}
