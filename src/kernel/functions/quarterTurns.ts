import type { Lane, LaneBuilder } from '../lane.ts';
import { polynomial } from './polynomial.ts';

/** The sine and cosine are accurate up to this size of their argument; a larger one counts as 0. */
export const largestAngle = 1e5;

/** 1.5 * 2^23: adding it rounds to an integer, which is then in the lowest bits. */
const ROUNDING = 12582912;

/** pi / 2 in parts of 8 bits, whose products with integers of 16 bits are exact, and the rest. */
const HALF_PI = [
  1.5703125, 4.825592041015625e-4, 1.2665987014770508e-6, 9.89530235528946e-10, 2.5579538487363607e-12,
  5.390302953474238e-15,
] as const;

/** (sin r - r) / r^3 in r^2 for |r| < 0.796 (n is rounded twice, so r may exceed pi / 4); relative error of the sine 2^-27. */
const sineSeries = [-0.0001950715, 0.008332103, -0.16666654];
/** (cos r - 1 + r^2 / 2) / r^4 in r^2; relative error of the cosine 2^-32. */
const cosineSeries = [2.4429175e-5, -0.0013887293, 0.041666646];

/** The sine and cosine of r = x - n pi / 2, and n in the lowest bits of an integer. */
export interface QuarterTurns {
  readonly sine: Lane;
  readonly cosine: Lane;
  readonly quarter: Lane;
}

/** Takes the nearest number of quarter turns from an angle; NaN for an infinite one. */
export function quarterTurns(b: LaneBuilder, x: Lane): QuarterTurns {
  const angle = b.select(b.le(b.abs(x), largestAngle), x, b.mul(x, 0));
  const rounded = b.add(b.mul(angle, 2 / Math.PI), ROUNDING);
  const [r, low] = withoutTurns(b, angle, b.sub(rounded, ROUNDING));
  const z = b.mul(r, r);
  const cubic = b.mul(b.mul(polynomial(b, z, sineSeries), z), r);
  const sine = b.add(b.add(cubic, low), r);
  const quartic = b.mul(polynomial(b, z, cosineSeries), b.mul(z, z));
  const tail = b.sub(quartic, b.mul(r, low));
  const cosine = b.add(b.sub(tail, b.mul(z, 0.5)), 1);
  return { sine, cosine, quarter: b.bitcast(rounded, 'i32') };
}

/** x - n pi / 2 as a sum of two floats. The differences are exact where the result is small. */
function withoutTurns(b: LaneBuilder, x: Lane, n: Lane): [high: Lane, low: Lane] {
  const [first, second, third, fourth, fifth, rest] = HALF_PI;
  const start = b.sub(b.sub(x, b.mul(n, first)), b.mul(n, second));
  const large = b.mul(n, third);
  const small = b.mul(n, fourth);
  const sum = b.add(large, small);
  const sumLow = b.add(b.sub(small, b.sub(sum, large)), b.mul(n, fifth));
  const middle = b.sub(start, sum);
  const high = b.sub(middle, sumLow);
  const lost = b.add(b.sub(b.sub(start, middle), sum), b.sub(b.sub(middle, high), sumLow));
  return [high, b.sub(lost, b.mul(n, rest))];
}

/** Whether a number of quarter turns is odd. */
export const isOdd = (b: LaneBuilder, quarter: Lane): Lane => b.eq(b.and(quarter, 1), 1);

/** y, or -y where the quarter turns hold an odd number of half turns. */
export const signOfHalfTurn = (b: LaneBuilder, quarter: Lane, y: Lane): Lane =>
  b.select(b.eq(b.and(quarter, 2), 2), b.neg(y), y);
