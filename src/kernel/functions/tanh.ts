import type { Lane, LaneBuilder } from '../lane.ts';
import { exp } from './exp.ts';
import { polynomial } from './polynomial.ts';

/** The largest error of `tanh`, in units in the last place. */
export const tanhMaxUlp = 1.4;

/** tanh x: an odd polynomial near 0 (Cephes' tanhf), else 1 - 2 / (e^2x + 1). */
export function tanh(b: LaneBuilder, x: Lane): Lane {
  const size = b.abs(x);
  const z = b.mul(x, x);
  const p = polynomial(
    b,
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = b.add(b.mul(b.mul(p, z), x), x);
  const far = b.sub(b.constant(1), b.div(b.constant(2), b.add(exp(b, b.add(size, size)), 1)));
  // Near 0 the product has the other sign, so that -0 would become 0.
  const odd = b.select(b.eq(x, 0), x, near);
  return b.select(b.lt(size, 0.625), odd, b.select(b.lt(x, 0), b.neg(far), far));
}
