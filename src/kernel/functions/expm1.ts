import type { Lane, LaneBuilder } from '../lane.ts';
import { powerOfTwo, splitExponential } from './splitExponential.ts';

/** The largest error of `expm1`, in units in the last place. */
export const expm1MaxUlp = 1.75;

/** 2^-30: below it e^x - 1 rounds to x, and halves could be lost. */
const TINY = 9.313225746154785e-10;

/** e^x - 1 = 2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2)): without loss near 0, and without overflow before its time. */
export function expm1(b: LaneBuilder, x: Lane): Lane {
  const { bits, high, low } = splitExponential(b, b.min(b.max(x, -18), 89), 127 - 1);
  const scale = powerOfTwo(b, bits);
  const half = b.add(b.mul(b.add(high, low), scale), b.sub(scale, 0.5));
  return b.select(b.lt(b.abs(x), TINY), x, b.add(half, half));
}
