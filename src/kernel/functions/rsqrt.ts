import type { Lane, LaneBuilder } from '../lane.ts';

/** The largest error of `rsqrt`, in units in the last place: that of the root, doubled at worst, and of the quotient. */
export const rsqrtMaxUlp = 1.5;

/** 1 / √x. */
export const rsqrt = (b: LaneBuilder, x: Lane): Lane => b.div(b.constant(1), b.sqrt(x));
