import { shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis } from '../ir/types.ts';
import { gather } from '../ops/index.ts';
import { arange, argsort, Tensor } from '../trace/index.ts';
import { unwrap } from '../trace/tensor.ts';
import { bits, type Key, split } from './key.ts';

/** What {@link permutation} shuffles. */
export interface PermutationOptions {
  /** The axis along which elements change places; default 0. */
  readonly axis?: number;
  /** Whether every vector along the axis is shuffled by itself; default false: they move together. */
  readonly independent?: boolean;
}

/**
 * The integers below a number in random order (i32), or a tensor shuffled along an axis, as `jax.random.permutation`.
 * It sorts by random keys: n elements take time n log n.
 * @throws LimpetError (`value`, `shape`) for a count that is negative or not whole, a scalar tensor, a wrong axis.
 */
export function permutation(key: Key, values: number | Tensor, options: PermutationOptions = {}): Tensor {
  const { axis = 0, independent = false } = options;
  if (!(values instanceof Tensor)) {
    if (!Number.isInteger(values) || values < 0)
      throw valueError(`permutation: expected a count of 0 or more, got ${values}`);
    normalizeAxis('permutation', axis, 1);
    return shuffledPositions(key, [values], 0).reshape([values]);
  }
  if (values.shape.length === 0) {
    throw shapeError(
      `permutation: expected a count or a tensor of one axis or more, got ${formatType(values.type)}`,
    );
  }
  const at = normalizeAxis('permutation', axis, values.shape.length);
  if (values.size === 0) return values;
  if (independent) return shuffledIndependently(key, values, at);
  const extent = values.shape[at] ?? 0;
  return unwrap(gather, [values, shuffledPositions(key, [extent], 0).reshape([extent])], { axis: at });
}

/** How often JAX sorts by fresh keys, so that equal keys do not matter: ⌈3 log(size) / log(2^32 - 1)⌉. */
export function roundsOf(size: number): number {
  let rounds = 0;
  for (let distinct = 1; size * size * size > distinct; distinct *= 0xffffffff) rounds++;
  return rounds;
}

/** Where the elements along an axis of a shape come from: i32[vectors, extent], one row for each vector along the axis. */
function shuffledPositions(key: Key, shape: readonly number[], axis: number): Tensor {
  const extent = shape[axis] ?? 0;
  const size = shape.reduce((product, each) => product * each, 1);
  const rows = extent === 0 ? 1 : size / extent;
  let positions = arange(extent).broadcastTo([rows, extent]);
  let next = key;
  for (let round = roundsOf(size); round > 0; round--) {
    const [rest, own] = split(next);
    next = rest;
    const keys = bits(own, shape).transpose(lastAxis(shape.length, axis)).reshape([rows, extent]);
    positions = takeRows(positions, argsort(keys));
  }
  return positions;
}

/** Every row of x[rows, length] in the order of positions[rows, length]. */
function takeRows(x: Tensor, positions: Tensor): Tensor {
  const [rows = 0, length = 0] = x.shape;
  const firstOfRow = arange(0, rows * length, length).expandDims(1);
  return unwrap(gather, [x.reshape([rows * length]), positions.add(firstOfRow)], { axis: 0 });
}

function shuffledIndependently(key: Key, values: Tensor, axis: number): Tensor {
  const order = lastAxis(values.shape.length, axis);
  const moved = values.transpose(order);
  const positions = shuffledPositions(key, values.shape, axis);
  const shuffled = takeRows(moved.reshape(positions.shape), positions).reshape(moved.shape);
  return shuffled.transpose(order.map((_, target) => order.indexOf(target)));
}

/** The axes with the given one moved to the end. */
const lastAxis = (rank: number, axis: number): number[] => [
  ...Array.from({ length: rank }, (_, index) => index).filter((index) => index !== axis),
  axis,
];
