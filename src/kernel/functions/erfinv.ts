import type { Lane, LaneBuilder } from '../lane.ts';
import { log1p } from './log1p.ts';
import { polynomial } from './polynomial.ts';

/** The largest error of `erfinv`, in units in the last place. */
export const erfinvMaxUlp = 65;

const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  0.246640727, 1.50140941,
];
const outer = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3,
  1.00167406, 2.83297682,
];

/** The inverse error function by Giles' polynomials in w = -log(1 - x^2). */
export function erfinv(b: LaneBuilder, x: Lane): Lane {
  const w = b.neg(log1p(b, b.neg(b.mul(x, x))));
  const isCentral = b.lt(w, 5);
  const inner = polynomial(b, b.sub(w, 2.5), central);
  const far = polynomial(b, b.sub(b.sqrt(w), 3), outer);
  const p = b.select(isCentral, inner, far);
  return b.select(b.eq(b.abs(x), 1), b.mul(x, Infinity), b.mul(p, x));
}
