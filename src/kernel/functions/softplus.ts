import type { Lane, LaneBuilder } from '../lane.ts';
import { exp } from './exp.ts';
import { log1p } from './log1p.ts';

/** The largest error of `softplus`, in units in the last place. */
export const softplusMaxUlp = 2;

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), which neither overflows nor cancels. */
export const softplus = (b: LaneBuilder, x: Lane): Lane =>
  b.add(b.max(x, 0), log1p(b, exp(b, b.neg(b.abs(x)))));
