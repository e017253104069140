import * as ops from '../ops/index.ts';
import { round } from './elementwise.ts';
import { where } from './functions.ts';
import { coerce, type Tensor, type TensorLike, unwrap } from './tensor.ts';

/** Two operands in their common type and shape; truth values count as i32. */
function numbers(what: string, x: TensorLike, y: TensorLike): [Tensor, Tensor] {
  const [a, b] = coerce(what, x, y);
  return a.dtype === 'bool' ? [a.cast('i32'), b.cast('i32')] : [a, b];
}

/**
 * The quotient rounded down, as `jnp.floor_divide`; of floats a whole float. By 0: of integers -1 or -2 (i32), all
 * bits set (u32); of floats x / 0.
 */
export function floorDivide(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = numbers('floorDivide', x, y);
  if (a.dtype === 'f32') return floorDivideFloats(a, b);
  const quotient = unwrap(ops.div, [a, b]);
  if (a.dtype === 'u32') return quotient;
  const down = a
    .sign()
    .notEqual(b.sign())
    .bitwiseAnd(unwrap(ops.rem, [a, b]).notEqual(0));
  return quotient.sub(down.cast('i32'));
}

/** From the exact remainder, so that a quotient just below an integer is not rounded up to it. */
function floorDivideFloats(a: Tensor, b: Tensor): Tensor {
  const rest = unwrap(ops.rem, [a, b]);
  const whole = where(b.equal(0), a, a.sub(rest)).div(b);
  const down = rest.notEqual(0).bitwiseAnd(b.sign().notEqual(rest.sign()));
  return round(where(down, whole.sub(1), whole));
}

/** The remainder with the sign of y, as `jnp.remainder`, exact but for one addition; where y is 0, 0 of integers and NaN of floats. */
export function remainder(x: TensorLike, y: TensorLike): Tensor {
  const [a, given] = numbers('remainder', x, y);
  const b = given.dtype === 'f32' ? given : where(given.equal(0), 1, given);
  const rest = unwrap(ops.rem, [a, b]);
  if (a.dtype === 'u32') return rest;
  return where(rest.notEqual(0).bitwiseAnd(rest.less(0).notEqual(b.less(0))), rest.add(b), rest);
}

/** The same as {@link remainder}, by NumPy's shorter name. */
export const mod = (x: TensorLike, y: TensorLike): Tensor => remainder(x, y);
