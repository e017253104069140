import type { Lane, LaneBuilder } from '../lane.ts';
import { pairwisePolynomial } from './pairwisePolynomial.ts';

/** The largest error of `atan2`, in units in the last place. */
export const atan2MaxUlp = 1.5;

/** (atan(t) / t - 1) / t^2 in t^2 for 0 <= t <= 1; relative error of atan 2^-28. */
const series = [
  -0.333333, 0.19998512, -0.14263465, 0.10946041, -0.083798304, 0.057464853, -0.030607138, 0.010569469,
  -0.0017086188,
];

/** pi as a sum of two floats. */
const PI = 3.1415927410125732;
const PI_REST = -8.742278000372482e-8;

/**
 * The angle of the point (x, y): the arc tangent of the smaller of |x| and |y| by the larger, mirrored to its octant.
 * Zeros and infinities are those of C: their signs tell the quadrant.
 */
export function atan2(b: LaneBuilder, y: Lane, x: Lane): Lane {
  const [width, height] = [b.abs(x), b.abs(y)];
  const small = b.min(width, height);
  const large = b.max(width, height);
  const quotient = b.select(b.eq(small, large), b.constant(1), b.div(small, large));
  // 0 / 0 and NaN: the minimum is 0 or NaN.
  const t = b.select(b.or(b.eq(small, 0), b.ne(small, small)), small, quotient);
  const z = b.mul(t, t);
  const octant = b.add(b.mul(b.mul(pairwisePolynomial(b, z, b.mul(z, z), series), z), t), t);
  const isSteep = b.lt(width, height);
  const isLeft = b.lt(b.bitcast(x, 'i32'), 0);
  const ofBase = (halfTurn: number): Lane =>
    b.select(isSteep, b.constant(halfTurn / 2), b.select(isLeft, b.constant(halfTurn), 0));
  const turned = b.select(b.eq(isSteep, isLeft), octant, b.neg(octant));
  const angle = b.add(b.add(ofBase(PI), turned), ofBase(PI_REST));
  return b.select(b.lt(b.bitcast(y, 'i32'), 0), b.neg(angle), angle);
}
