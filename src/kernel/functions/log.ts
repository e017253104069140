import type { Lane, LaneBuilder } from '../lane.ts';
import { polynomial } from './polynomial.ts';

/** The largest error of `log`, in units in the last place. */
export const logMaxUlp = 0.85;

const coefficients = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** log x: x = 2^e (1 + f), a polynomial in f (Cephes' logf), plus e ln 2 in two parts. */
export function log(b: LaneBuilder, x: Lane): Lane {
  const tiny = b.lt(x, 1.17549435e-38);
  const normal = b.select(tiny, b.mul(x, 8388608), x);
  const bits = b.bitcast(normal, 'i32');
  const biased = b.select(tiny, b.constant(150 - 1, 'i32'), b.constant(127 - 1, 'i32'));
  const e0 = b.sub(b.shr(bits, 23), biased);
  const m0 = b.bitcast(b.or(b.and(bits, 0x007fffff), 0x3f000000), 'f32');
  const low = b.lt(m0, Math.SQRT1_2);
  const e = b.sub(b.convert(e0, 'f32'), b.convert(low, 'f32'));
  const f = b.sub(b.select(low, b.add(m0, m0), m0), 1);
  const z = b.mul(f, f);
  const p = polynomial(b, f, coefficients);
  const tail = b.sub(b.add(b.mul(b.mul(p, f), z), b.mul(e, -2.1219444e-4)), b.mul(z, 0.5));
  const y = b.add(b.add(f, tail), b.mul(e, 0.693359375));
  const special = b.select(
    b.lt(x, 0),
    b.constant(Number.NaN),
    b.select(b.eq(x, 0), b.constant(-Infinity), y),
  );
  return b.select(b.or(b.eq(x, Infinity), b.ne(x, x)), x, special);
}
