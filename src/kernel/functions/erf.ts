import type { Lane, LaneBuilder } from '../lane.ts';
import { pairwisePolynomial } from './pairwisePolynomial.ts';
import { powerOfTwo, splitExponential } from './splitExponential.ts';

/** The largest error of `erf`, in units in the last place. */
export const erfMaxUlp = 1.25;

/** (erf(x) / x - 1) as a polynomial in x^2 for |x| <= 1; relative error of erf 2^-29. */
const central = [0.12837917, -0.37612626, 0.11283579, -0.026853347, 0.005187162, -0.0007997853, 7.806902e-5];
/** -log(1 - erf(x)) / x for x from 1 to 4; relative error of erf 2^-28. */
const outer = [1.1284801, 0.63583136, 0.10511629, -0.022798559, 0.0031869768, -0.00021064696];

/** The error function: x times an even polynomial near 0, else 1 - e^-p with a polynomial p. */
export function erf(b: LaneBuilder, x: Lane): Lane {
  const z = b.mul(x, x);
  const near = b.add(b.mul(pairwisePolynomial(b, z, b.mul(z, z), central), x), x);
  const size = b.abs(x);
  const t = b.min(size, 4);
  const power = b.mul(pairwisePolynomial(b, t, b.mul(t, t), outer), b.neg(t));
  const { bits, high, low } = splitExponential(b, power, 127);
  const tail = b.mul(b.add(b.add(high, low), 1), powerOfTwo(b, bits));
  const far = b.sub(b.constant(1), tail);
  return b.select(b.lt(size, 1), near, b.select(b.lt(x, 0), b.neg(far), far));
}
