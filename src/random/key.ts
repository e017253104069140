import { dtypeError, shapeError, valueError } from '../errors.ts';
import { checkShape, formatType, type Shape, sizeOf } from '../ir/types.ts';
import { threefry2x32 } from '../ops/index.ts';
import { applyOp } from '../trace/currentTrace.ts';
import { concatenate, iota, slice, stack, Tensor, tensor } from '../trace/index.ts';

/**
 * How counters are laid out under a key. `partitionable` is JAX's default since 0.5; `original` is the layout before,
 * which the tutorial's printed table needs.
 */
export type KeyLayout = (typeof layouts)[number];

const layouts = ['partitionable', 'original'] as const;

/** A threefry key: two words, and the layout of the streams drawn from it. */
export interface Key {
  readonly layout: KeyLayout;
  /** u32[2]. */
  readonly words: Tensor;
}

/**
 * The key of a seed, as JAX's `PRNGKey` without 64-bit types: the low 32 bits of the seed.
 * @param seed a whole number below 2^53 in size, or a bigint.
 * @param layout default `partitionable`.
 * @throws LimpetError (`value`) for another seed or layout.
 */
export function key(seed: number | bigint, layout: KeyLayout = 'partitionable'): Key {
  if (typeof seed !== 'bigint' && !Number.isSafeInteger(seed)) {
    throw valueError(`key: expected a whole number below 2^53 as seed, got ${String(seed)}`);
  }
  if (!layouts.includes(layout)) {
    throw valueError(`key: expected the layout ${layouts.join(' or ')}, got ${JSON.stringify(layout)}`);
  }
  return { layout, words: tensor(Uint32Array.of(0, Number(BigInt.asUintN(32, BigInt(seed))))) };
}

/** One threefry block per element of the counters. */
function cipher({ words }: Key, high: Tensor, low: Tensor): [Tensor, Tensor] {
  if (words.dtype !== 'u32' || words.shape.join() !== '2') {
    throw shapeError(`random: expected key words u32[2], got ${words.dtype}[${words.shape.join(', ')}]`);
  }
  const word = (index: number): Tensor => slice(words, [index]).broadcastTo(high.shape);
  const [first, second] = applyOp(
    threefry2x32,
    [word(0), word(1), high, low].map((tensor) => tensor.storage),
    undefined,
  );
  if (first === undefined || second === undefined) throw shapeError('random: the cipher gives two words');
  return [new Tensor(first), new Tensor(second)];
}

/** The 32-bit words of the original layout: the counters 0..size-1 split in two halves, padded by a zero. */
function originalBits(parent: Key, size: number): Tensor {
  const half = Math.ceil(size / 2);
  const counts = iota([half]);
  const upper = size % 2 === 0 ? counts.add(half) : paddedUpperHalf(half);
  const [first, second] = cipher(parent, counts, upper);
  const words = concatenate([first, second]);
  return size % 2 === 0 ? words : slice(words, [{ stop: size }]);
}

const paddedUpperHalf = (half: number): Tensor =>
  concatenate([slice(iota([half]), [{ stop: half - 1 }]).add(half), tensor(Uint32Array.of(0))]);

/**
 * The row-major index of every element of a shape, as the high and low word of a 64-bit counter. Shapes of 2^32
 * elements and more do not fit in memory, so the high word is 0.
 */
function counters(shape: Shape): [high: Tensor, low: Tensor] {
  const flat = iota([sizeOf(shape)]).reshape(shape);
  return [flat.mul(0), flat];
}

/** Uniform random 32-bit words of the given shape, the bits of `jax.random.bits`. */
export function bits(parent: Key, shape: Shape): Tensor {
  checkShape('random', shape);
  if (sizeOf(shape) === 0) return tensor(new Uint32Array(0), { shape });
  if (parent.layout === 'original') return originalBits(parent, sizeOf(shape)).reshape(shape);
  const [first, second] = cipher(parent, ...counters(shape));
  return first.bitwiseXor(second);
}

/** The words of independent new keys: u32[count, 2]. */
export function splitWords(parent: Key, count: number): Tensor {
  if (parent.layout === 'original') return originalBits(parent, 2 * count).reshape([count, 2]);
  return stack(cipher(parent, ...counters([count])), 1);
}

/** Independent new keys (default two), as `jax.random.split`. The old key must not be used again. */
export function split(parent: Key): [Key, Key];
export function split(parent: Key, count: number): Key[];
export function split(parent: Key, count = 2): Key[] {
  if (!Number.isInteger(count) || count < 1)
    throw valueError(`split: expected a count of 1 or more, got ${count}`);
  const rows = splitWords(parent, count);
  return Array.from({ length: count }, (_, index) => ({
    layout: parent.layout,
    words: slice(rows, [index]),
  }));
}

/**
 * A key made of a key and a number, as `jax.random.fold_in`: the low 32 bits of a whole number, or a u32 or i32 tensor
 * of one element.
 * @throws LimpetError (`value`, `dtype`, `shape`) for other data.
 */
export function foldIn(parent: Key, data: number | Tensor): Key {
  const word = foldedWord(data);
  const [first, second] = cipher(parent, word.mul(0), word);
  return { layout: parent.layout, words: concatenate([first, second]) };
}

function foldedWord(data: number | Tensor): Tensor {
  if (typeof data === 'number') {
    if (Number.isSafeInteger(data)) return tensor(Uint32Array.of(data >>> 0));
    throw valueError(`foldIn: expected a whole number below 2^53, got ${data}`);
  }
  if (data.size !== 1) throw shapeError(`foldIn: expected one element, got ${formatType(data.type)}`);
  if (data.dtype === 'u32' || data.dtype === 'i32') return data.bitcast('u32').reshape([1]);
  throw dtypeError(`foldIn: expected a whole number or a u32 or i32 tensor, got ${formatType(data.type)}`);
}
