import type { Lane, LaneBuilder } from '../lane.ts';
import { isOdd, quarterTurns, signOfHalfTurn } from './quarterTurns.ts';

/** The largest error of `sin` for |x| <= 1e5, in units in the last place. */
export const sinMaxUlp = 1.1;

/** The sine: that of the angle without its quarter turns, or their cosine. */
export function sin(b: LaneBuilder, x: Lane): Lane {
  const { sine, cosine, quarter } = quarterTurns(b, x);
  const y = b.select(isOdd(b, quarter), cosine, sine);
  return b.select(b.eq(x, 0), x, signOfHalfTurn(b, quarter, y));
}
