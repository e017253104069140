import type { Lane, LaneBuilder } from '../lane.ts';
import { isOdd, quarterTurns, signOfHalfTurn } from './quarterTurns.ts';

/** The largest error of `cos` for |x| <= 1e5, in units in the last place. */
export const cosMaxUlp = 1.1;

/** The cosine: the sine one quarter turn further. */
export function cos(b: LaneBuilder, x: Lane): Lane {
  const { sine, cosine, quarter } = quarterTurns(b, x);
  const next = b.add(quarter, 1);
  return signOfHalfTurn(b, next, b.select(isOdd(b, next), cosine, sine));
}
