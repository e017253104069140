import type { Lane, LaneBuilder } from '../lane.ts';
import { log } from './log.ts';

/** The largest error of `log1p`, in units in the last place. */
export const log1pMaxUlp = 1.6;

/** log(1 + x) = log u + (x - (u - 1)) / u with u = 1 + x as rounded. */
export function log1p(b: LaneBuilder, x: Lane): Lane {
  const u = b.add(x, 1);
  const lost = b.div(b.sub(x, b.sub(u, 1)), u);
  const y = b.add(log(b, u), lost);
  return b.select(b.or(b.eq(x, Infinity), b.eq(x, 0)), x, b.select(b.eq(x, -1), b.constant(-Infinity), y));
}
