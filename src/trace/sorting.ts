import { shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis, type Shape, sizeOf } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { slice, where } from './functions.ts';
import { type Tensor, unwrap } from './tensor.ts';

/** How elements are ordered. */
export interface SortOptions {
  /** The axis along which elements are ordered; default -1, the last. */
  readonly axis?: number;
  /** The largest first, and then NaN before all; default false. */
  readonly descending?: boolean;
}

const SIGN_BIT = 0x80000000;
const CANONICAL_NAN = 0x7fc00000;

/** u32 keys in the order of the elements: every NaN comes after the numbers, -0 before 0, or where `zerosEqual` beside it. */
function keysOf(x: Tensor, zerosEqual: boolean): Tensor {
  if (x.dtype === 'u32') return x;
  if (x.dtype === 'bool') return x.cast('u32');
  if (x.dtype === 'i32') return x.bitcast('u32').bitwiseXor(SIGN_BIT);
  const bits = (zerosEqual ? where(x.equal(0), 0, x) : x).bitcast('u32');
  const ordered = where(bits.greaterEqual(SIGN_BIT), bits.bitwiseNot(), bits.bitwiseXor(SIGN_BIT));
  return where(x.equal(x), ordered, SIGN_BIT + CANONICAL_NAN);
}

/** The axes with one moved to the end. */
const lastAxis = (rank: number, axis: number): number[] => [
  ...Array.from({ length: rank }, (_, own) => own).filter((own) => own !== axis),
  axis,
];

/** An array with an axis moved from its place to the end, and back. */
function toLastAxis(x: Tensor, axis: number): Tensor {
  return axis === x.shape.length - 1 ? x : x.transpose(lastAxis(x.shape.length, axis));
}

function fromLastAxis(x: Tensor, axis: number): Tensor {
  if (axis === x.shape.length - 1) return x;
  const order = lastAxis(x.shape.length, axis);
  return x.transpose(order.map((_, own) => order.indexOf(own)));
}

/** Positions along the last axis that order the elements. */
function orderOfLast(x: Tensor, descending: boolean, zerosEqual = true): Tensor {
  const keys = keysOf(x, zerosEqual);
  return unwrap(ops.argsort, [descending ? keys.bitwiseNot() : keys]);
}

function checkedAxis(what: string, x: Tensor, axis: number): number {
  if (x.shape.length === 0)
    throw shapeError(`${what}: expected a tensor of one axis or more, got ${formatType(x.type)}`);
  return normalizeAxis(what, axis, x.shape.length);
}

/**
 * The positions (i32) that sort along an axis, as `jnp.argsort`: stable, also where descending; NaN counts as the largest, -0 equals 0.
 * @throws LimpetError (`shape`) for a scalar or a wrong axis.
 */
export function argsort(x: Tensor, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const at = checkedAxis('argsort', x, axis);
  return fromLastAxis(orderOfLast(toLastAxis(x, at), descending), at);
}

/**
 * The elements in increasing order along an axis, as `jnp.sort`: stable; NaN counts as the largest, -0 equals 0. O(n log n);
 * gradients go back to where the elements came from.
 * @throws LimpetError (`shape`) for a scalar or a wrong axis.
 */
export function sort(x: Tensor, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const at = checkedAxis('sort', x, axis);
  const moved = toLastAxis(x, at);
  const ordered = takeAlongLast(moved, orderOfLast(moved, false));
  return fromLastAxis(descending ? ordered.flip(-1) : ordered, at);
}

/** x[..., positions[..., i]] for positions of the leading shape of x that lie in range. */
function takeAlongLast(x: Tensor, positions: Tensor): Tensor {
  const extent = x.shape.at(-1) ?? 1;
  const rows = sizeOf(x.shape.slice(0, -1));
  const count = positions.shape.at(-1) ?? 1;
  const first = unwrap(ops.iota, [], { shape: [rows, count], axis: 0 })
    .cast('i32')
    .mul(extent);
  const flat = positions
    .reshape([rows, count])
    .add(first)
    .reshape([rows * count]);
  return unwrap(ops.gather, [x.reshape([x.size]), flat], { axis: 0 }).reshape(positions.shape);
}

/**
 * Elements along an axis at the positions of an array of the same other extents, as `jnp.take_along_axis`: negative ones
 * count from the end; those out of range are clamped.
 * @param positions i32 or u32; extent 1 in another axis broadcasts.
 * @throws LimpetError (`shape`) where the extents do not fit.
 */
export function takeAlongAxis(x: Tensor, positions: Tensor, axis: number): Tensor {
  const at = checkedAxis('takeAlongAxis', x, axis);
  const extent = x.shape[at] ?? 0;
  const fits =
    positions.shape.length === x.shape.length &&
    positions.shape.every((own, index) => index === at || own === 1 || own === x.shape[index]);
  if (!fits) {
    throw shapeError(
      `takeAlongAxis: expected positions with the extents of ${formatType(x.type)} but along axis ${at}, got ${formatType(positions.type)}`,
    );
  }
  const shape: Shape = x.shape.map((own, index) => (index === at ? (positions.shape[at] ?? 0) : own));
  const given = positions.cast('i32').broadcastTo(shape);
  const wrapped = where(given.less(0), given.add(extent), given).clip(0, Math.max(0, extent - 1));
  return fromLastAxis(takeAlongLast(toLastAxis(x, at), toLastAxis(wrapped, at)), at);
}

/**
 * The k largest elements along the last axis, largest first, and their positions (i32), as `jax.lax.top_k`: of equal ones
 * the earlier, 0 before -0, NaN before all.
 * @throws LimpetError (`value`) for a count that is not between 0 and the extent.
 */
export function topK(x: Tensor, k: number): [values: Tensor, positions: Tensor] {
  checkedAxis('topK', x, -1);
  const extent = x.shape.at(-1) ?? 0;
  if (!Number.isInteger(k) || k < 0 || k > extent) {
    throw valueError(`topK: expected a count from 0 to the ${extent} elements of the last axis, got ${k}`);
  }
  const ranges = [...x.shape.slice(0, -1).map(() => ({})), { stop: k }];
  const positions = slice(orderOfLast(x, true, false), ranges);
  return [takeAlongLast(x, positions), positions];
}
