import type { Lane, LaneBuilder } from '../lane.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';

/** The largest error of `pow`, in units in the last place. */
export const powMaxUlp = 200;

/** x^y = e^(y log x). */
export function pow(b: LaneBuilder, x: Lane, y: Lane): Lane {
  return exp(b, b.mul(y, log(b, x)));
}
