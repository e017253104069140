import type { Lane, LaneBuilder } from '../lane.ts';
import { polynomial } from './polynomial.ts';

/** The largest error of `exp`, in units in the last place. */
export const expMaxUlp = 1;

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** e^x: x = n ln 2 + r, a polynomial in r (Cephes' expf), then 2^n in two steps, so that subnormal results round once. */
export function exp(b: LaneBuilder, x: Lane): Lane {
  const clamped = b.min(b.max(x, -104), 89);
  const n = b.nearest(b.mul(clamped, Math.LOG2E));
  const r = b.sub(b.sub(clamped, b.mul(n, LN2_HIGH)), b.mul(n, LN2_LOW));
  const p = polynomial(
    b,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const y = b.add(b.add(b.mul(p, b.mul(r, r)), r), 1);
  const exponent = b.convert(n, 'i32');
  const half = b.shr(exponent, 1);
  const power = (e: Lane): Lane => b.bitcast(b.shl(b.add(e, 127), 23), 'f32');
  return b.mul(b.mul(y, power(half)), power(b.sub(exponent, half)));
}
