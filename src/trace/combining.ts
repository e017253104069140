import { dtypeError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { arange } from './creation.ts';
import { customGradient } from './customGradient.ts';
import { concatenate, maximum, minimum, mul, slice, where } from './functions.ts';
import { argsort } from './sorting.ts';
import { scalar, type Tensor, type TensorLike, unwrap } from './tensor.ts';
import { lastRows, rowsOf } from './updating.ts';

type NumberType = Exclude<Dtype, 'bool'>;

/** How updates and elements become one: a function of two, and the number of each type that changes nothing. */
interface Combination {
  readonly combine: (x: Tensor, y: Tensor) => Tensor;
  readonly identity: Readonly<Record<NumberType, number>>;
}

const product: Combination = { combine: mul, identity: { f32: 1, i32: 1, u32: 1 } };

const highest: Combination = {
  combine: maximum,
  identity: { f32: Number.NEGATIVE_INFINITY, i32: -0x80000000, u32: 0 },
};

const lowest: Combination = {
  combine: minimum,
  identity: { f32: Number.POSITIVE_INFINITY, i32: 0x7fffffff, u32: 0xffffffff },
};

/** Rows at positions, and what they go into as [outer, extent, inner]. */
interface Update {
  readonly target: Tensor;
  readonly rows: Tensor;
  readonly positions: Tensor;
  readonly extent: number;
}

function updateOf(what: string, x: Tensor, indices: Tensor, updates: TensorLike, axis: number): Update {
  if (x.dtype === 'bool') throw dtypeError(`${what}: expected numbers, got bool; use setAt`);
  const { positions, rows, extent } = rowsOf(what, x, indices, updates, axis);
  const [outer = 0, , inner = 0] = rows.shape;
  return { target: x.reshape([outer, extent, inner]), rows, positions, extent };
}

/**
 * The target with the rows of each position combined into it. Rows of one position stand side by side once sorted;
 * in as many rounds as their number doubles, each takes in what those before it have gathered.
 */
function combined({ target, rows, positions, extent }: Update, { combine, identity }: Combination): Tensor {
  const count = positions.size;
  if (count === 0 || target.size === 0) return target;
  const nothing = scalar(identity[target.dtype as NumberType], target.dtype);
  const order = argsort(positions);
  const sorted = unwrap(ops.gather, [positions, order], { axis: 0 });
  let gathered = unwrap(ops.gather, [rows, order], { axis: 1 });
  for (let step = 1; step < count; step *= 2) {
    const before = slice(gathered, [{}, { stop: count - step }]);
    const own = slice(gathered, [{}, { start: step }]);
    const isSame = slice(sorted, [{ start: step }]).equal(slice(sorted, [{ stop: count - step }]));
    const taken = where(isSame.reshape([1, count - step, 1]), before, nothing);
    gathered = concatenate([slice(gathered, [{}, { stop: step }]), combine(taken, own)], 1);
  }
  const last = lastRows(sorted, arange(1, count + 1), extent);
  const result = unwrap(ops.gather, [gathered, last.sub(1).maximum(0)], { axis: 1 });
  return combine(target, where(last.greater(0).reshape([1, extent, 1]), result, nothing));
}

/** As {@link combined}, with the gradient shared evenly among those that have the result: an element, its updates. */
function extreme(update: Update, combination: Combination): Tensor {
  const { positions, extent } = update;
  if (update.target.dtype !== 'f32') return combined(update, combination);
  const isInside = positions.greaterEqual(0).bitwiseAnd(positions.less(extent));
  const isRowInside = isInside.reshape([1, positions.size, 1]);
  const taken = (x: Tensor): Tensor => unwrap(ops.gather, [x, positions], { axis: 1 });
  const added = (rows: Tensor): Tensor => unwrap(ops.scatterAdd, [positions, rows], { extent });
  const forward = (target: Tensor, rows: Tensor): Tensor =>
    combined({ target, rows, positions, extent }, combination);
  const backward = (
    [target, rows, result]: readonly [Tensor, Tensor, Tensor],
    cotangent: Tensor,
  ): [Tensor, Tensor] => {
    const isUntouched = added(rows.mul(0).add(1)).equal(0);
    const isKept = target.equal(result).bitwiseOr(isUntouched);
    const isWinner = rows.equal(taken(result)).bitwiseAnd(isRowInside);
    const share = cotangent.div(added(isWinner.cast('f32')).add(isKept.cast('f32')));
    return [where(isKept, share, 0), where(isWinner, taken(share), 0)];
  };
  const withShares = customGradient(forward, {
    forward: (target, rows) => {
      const result = forward(target, rows);
      return [result, [target, rows, result] as const];
    },
    backward,
  });
  return withShares(update.target, update.rows);
}

/**
 * x with updates multiplied in at positions along an axis (default 0), as `x.at[indices].mul(updates)` of JAX: several updates of
 * one position all count, in no promised order of rounding; unlike in JAX they have gradients too. Positions and updates as in {@link addAt}.
 * @throws LimpetError (`dtype`, `shape`) where they do not fit.
 */
export function mulAt(x: Tensor, indices: Tensor, updates: TensorLike, axis = 0): Tensor {
  return combined(updateOf('mulAt', x, indices, updates, axis), product).reshape(x.shape);
}

/**
 * x with the elements at positions along an axis (default 0) raised to the updates where those are larger, as
 * `x.at[indices].max(updates)` of JAX: NaN wins; equal largest ones share the gradient. Positions and updates as in {@link addAt}.
 * @throws LimpetError (`dtype`, `shape`) where they do not fit.
 */
export function maxAt(x: Tensor, indices: Tensor, updates: TensorLike, axis = 0): Tensor {
  return extreme(updateOf('maxAt', x, indices, updates, axis), highest).reshape(x.shape);
}

/** x with the elements at positions lowered to the updates where those are smaller, as `x.at[indices].min(updates)` of JAX. See {@link maxAt}. */
export function minAt(x: Tensor, indices: Tensor, updates: TensorLike, axis = 0): Tensor {
  return extreme(updateOf('minAt', x, indices, updates, axis), lowest).reshape(x.shape);
}
