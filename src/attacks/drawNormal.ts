import { normal } from '../random/distributions.ts';
import { type Key, split } from '../random/key.ts';
import type { Tensor } from '../trace/index.ts';

/** Standard normal tensors, and the key for what is drawn after them. */
export interface NormalDraws {
  readonly draws: readonly Tensor[];
  readonly key: Key;
}

/**
 * A standard normal draw like each tensor, in order, as Rockpool draws noise for parameters: each time the key is split, the
 * first half goes on and the second gives the draw.
 */
export function drawNormal(key: Key, tensors: readonly Tensor[]): NormalDraws {
  let rest = key;
  const draws = tensors.map(({ shape }) => {
    const [next, own] = split(rest);
    rest = next;
    return normal(own, shape);
  });
  return { draws, key: rest };
}
