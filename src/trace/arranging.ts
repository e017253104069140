import { shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { iota, slice, where } from './functions.ts';
import { type Tensor, unwrap } from './tensor.ts';

/** All products x[i] y[j] of the elements of two arrays, which are flattened, as `jnp.outer`. */
export const outer = (x: Tensor, y: Tensor): Tensor => x.reshape([x.size, 1]).mul(y.reshape([1, y.size]));

/**
 * The array repeated as a whole, as `jnp.tile`: as often along each axis as `repeats` says; the shorter of shape and `repeats` is
 * filled up with 1 from the left.
 * @throws LimpetError (`value`) where a count is not a whole number from 0.
 */
export function tile(x: Tensor, repeats: number | readonly number[]): Tensor {
  const given = typeof repeats === 'number' ? [repeats] : repeats;
  for (const count of given) checkCount('tile', count);
  const rank = Math.max(given.length, x.shape.length);
  const counts = [...new Array<number>(rank - given.length).fill(1), ...given];
  const shape = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const apart = x.reshape(shape.flatMap((extent) => [1, extent]));
  const wide = apart.broadcastTo(shape.flatMap((extent, axis) => [counts[axis] ?? 1, extent]));
  return wide.reshape(shape.map((extent, axis) => extent * (counts[axis] ?? 1)));
}

/**
 * Every element along an axis (default: of the flattened array) repeated `count` times, one beside the other, as `jnp.repeat`.
 * @throws LimpetError (`value`, `shape`) where the count is not a whole number from 0, or the axis is wrong.
 */
export function repeat(x: Tensor, count: number, axis?: number): Tensor {
  if (axis === undefined) return repeat(x.reshape([x.size]), count, 0);
  checkCount('repeat', count);
  const at = normalizeAxis('repeat', axis, x.shape.length);
  const [before, extent, after] = [x.shape.slice(0, at), x.shape[at] ?? 0, x.shape.slice(at + 1)];
  const wide = x.reshape([...before, extent, 1, ...after]).broadcastTo([...before, extent, count, ...after]);
  return wide.reshape([...before, extent * count, ...after]);
}

function checkCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 0)
    throw valueError(`${what}: expected a whole count from 0, got ${count}`);
}

/**
 * Parts of an array along an axis (default 0), as `jnp.split`: so many equal ones, or cut before the given positions.
 * @throws LimpetError (`shape`, `value`) where the extent is not a multiple of the number of parts.
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const at = normalizeAxis('split', axis, x.shape.length);
  const extent = x.shape[at] ?? 0;
  const cuts = typeof parts === 'number' ? equalCuts(x, parts, at) : parts;
  const edges = [0, ...cuts, extent].map((edge) => Math.min(edge < 0 ? edge + extent : edge, extent));
  return edges.slice(1).map((stop, index) => {
    const start = edges[index] ?? 0;
    return slice(x, [...x.shape.slice(0, at).map(() => ({})), { start, stop: Math.max(start, stop) }]);
  });
}

function equalCuts(x: Tensor, parts: number, axis: number): number[] {
  const extent = x.shape[axis] ?? 0;
  if (!Number.isInteger(parts) || parts < 1 || extent % parts !== 0) {
    throw shapeError(
      `split: axis ${axis} of ${formatType(x.type)} does not divide into ${parts} equal parts`,
    );
  }
  return Array.from({ length: parts - 1 }, (_, index) => ((index + 1) * extent) / parts);
}

/** Row and column numbers of the matrices in the last two axes. */
function places(what: string, x: Tensor): [row: Tensor, column: Tensor] {
  const rank = x.shape.length;
  if (rank < 2) throw shapeError(`${what}: expected a tensor of two axes or more, got ${formatType(x.type)}`);
  const shape = x.shape.slice(-2);
  return [iota(shape, 0).cast('i32'), iota(shape, 1).cast('i32')];
}

/** The lower triangle of the matrices in the last two axes, up to the diagonal number `diagonal` (default 0); 0 elsewhere. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  const [row, column] = places('tril', x);
  return where(column.lessEqual(row.add(diagonal)), x, x.dtype === 'bool' ? false : 0);
}

/** The upper triangle of the matrices in the last two axes, from the diagonal number `diagonal` (default 0) on; 0 elsewhere. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  const [row, column] = places('triu', x);
  return where(column.greaterEqual(row.add(diagonal)), x, x.dtype === 'bool' ? false : 0);
}

/** The diagonal of two axes of equal extent, as a new last axis. */
export function diagonal(x: Tensor, first = 0, second = 1): Tensor {
  const [a, b] = [first, second].map((axis) => normalizeAxis('diagonal', axis, x.shape.length)) as [
    number,
    number,
  ];
  const extent = x.shape[a] ?? 0;
  if (a === b || x.shape[b] !== extent)
    throw shapeError(`diagonal: expected two axes of one extent, got ${a} and ${b} of ${formatType(x.type)}`);
  const others = [...x.shape.keys()].filter((axis) => axis !== a && axis !== b);
  const shape = others.map((axis) => x.shape[axis] ?? 1);
  const flat = x.transpose([...others, a, b]).reshape([...shape, extent * extent]);
  return unwrap(ops.slice, [flat], {
    start: [...shape.map(() => 0), 0],
    size: [...shape, extent],
    step: [...shape.map(() => 1), extent + 1],
  });
}
