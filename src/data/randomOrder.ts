import type { Key } from '../random/key.ts';
import { permutation } from '../random/permutation.ts';
import { jit } from '../runtime/index.ts';
import type { Tensor } from '../trace/index.ts';

/** From so many on, compiling takes less time than it saves. */
const many = 1000;

/** Permutations of so many samples by key: those of `permutation`, compiled where they are long. */
export function randomOrder(count: number): (key: Key) => ArrayLike<number> {
  const draw = (words: Tensor, layout: Key['layout']): Tensor => permutation({ words, layout }, count);
  if (count < many) return ({ words, layout }) => draw(words, layout).toTypedArray();
  const compiled = {
    partitionable: jit((words: Tensor) => draw(words, 'partitionable')),
    original: jit((words: Tensor) => draw(words, 'original')),
  };
  return ({ words, layout }) => compiled[layout](words).toTypedArray();
}
