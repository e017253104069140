import type { Lane, LaneBuilder } from '../lane.ts';
import { exp } from './exp.ts';

/** The largest error of `sigmoid`, in units in the last place. */
export const sigmoidMaxUlp = 2.4;

/** 1 / (1 + e^-x); below 0 as e^x / (1 + e^x), which does not overflow. */
export function sigmoid(b: LaneBuilder, x: Lane): Lane {
  const e = exp(b, b.neg(b.abs(x)));
  return b.div(b.select(b.lt(x, 0), e, b.constant(1)), b.add(e, 1));
}
