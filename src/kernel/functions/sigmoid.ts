import type { Lane, LaneBuilder } from '../lane.ts';
import { exp } from './exp.ts';

/** The largest error of `sigmoid`, in units in the last place. */
export const sigmoidMaxUlp = 3;

/** 1 / (1 + e^-x). */
export function sigmoid(b: LaneBuilder, x: Lane): Lane {
  return b.div(b.constant(1), b.add(exp(b, b.neg(x)), 1));
}
