import { dtypeError, valueError } from '../errors.ts';
import { formatType, type Shape } from '../ir/types.ts';
import { rem } from '../ops/index.ts';
import { Tensor, tensor, where } from '../trace/index.ts';
import { coerce, unwrap } from '../trace/tensor.ts';
import { checkBroadcast } from './checks.ts';
import { bits, type Key, split } from './key.ts';

/** Smallest and largest value by element type. */
const limits = { i32: [-0x80000000, 0x7fffffff], u32: [0, 0xffffffff] } as const;

type IntegerType = keyof typeof limits;

/** A bound in the drawn type, and whether it is above the largest value, which an upper bound may be. */
interface Bound {
  readonly value: Tensor;
  readonly isAbove: Tensor | boolean;
}

/**
 * Integers in [low, high), as `jax.random.randint`: `low` alone where the range is empty. From 64 random bits
 * modulo the range, so ranges that are no power of two are biased, by less than range / 2^32.
 * @param low a whole number, or an i32 or u32 tensor that broadcasts to the shape; outside the type it is clipped.
 * @param high likewise; may be one above the largest value of the type.
 * @param dtype default `i32`.
 * @throws LimpetError (`value`, `dtype`, `shape`) for numbers that are not whole or not in the type, and other tensors.
 */
export function randint(
  key: Key,
  shape: Shape,
  low: number | Tensor,
  high: number | Tensor,
  dtype: IntegerType = 'i32',
): Tensor {
  if (!Object.hasOwn(limits, dtype)) {
    throw dtypeError(`randint: expected the dtype i32 or u32, got ${JSON.stringify(dtype)}`);
  }
  const { value: first } = boundOf('low', low, shape, dtype);
  const { value: last, isAbove } = boundOf('high', high, shape, dtype);
  const [higherKey, lowerKey] = split(key);
  const higher = bits(higherKey, shape);
  const lower = bits(lowerKey, shape);
  const span = spanOf(first, last, isAbove);
  const half = modulo(tensor(0x10000, { dtype: 'u32' }), span);
  const shift = modulo(half.mul(half), span);
  const offset = modulo(higher, span).mul(shift).add(modulo(lower, span));
  return first.add(modulo(offset, span).bitcast(dtype));
}

/** x modulo y in u32; x itself where y is 0, as `lax.rem` (and not `jnp.remainder`) has it. */
const modulo = (x: Tensor, y: Tensor): Tensor => unwrap(rem, coerce('randint', x, y));

/** The number of integers in [first, last): 1 where there are none, and 0 for 2^32, by which a remainder is the number itself. */
function spanOf(first: Tensor, last: Tensor, isAbove: Tensor | boolean): Tensor {
  const distance = last.sub(first).bitcast('u32');
  const isEmpty = last.lessEqual(first);
  const count = where(isEmpty, tensor(1, { dtype: 'u32' }), distance);
  if (isAbove === false) return count;
  const grows = isEmpty.equal(false).bitwiseAnd(isAbove);
  return count.add(grows.cast('u32'));
}

function boundOf(name: string, bound: number | Tensor, shape: Shape, dtype: IntegerType): Bound {
  const [smallest, largest] = limits[dtype];
  if (bound instanceof Tensor) {
    checkBroadcast('randint', name, bound.shape, shape);
    return tensorBound(name, bound, dtype);
  }
  const end = name === 'high' ? largest + 1 : largest;
  if (!Number.isInteger(bound) || bound < smallest || bound > end) {
    throw valueError(
      `randint: expected a whole number from ${smallest} to ${end} as ${name} for ${dtype}, got ${bound}`,
    );
  }
  return { value: tensor(Math.min(bound, largest), { dtype }), isAbove: bound > largest };
}

function tensorBound(name: string, bound: Tensor, dtype: IntegerType): Bound {
  if (bound.dtype === dtype) return { value: bound, isAbove: false };
  if (bound.dtype === 'i32') return { value: bound.maximum(0).cast(dtype), isAbove: false };
  if (bound.dtype !== 'u32') {
    throw dtypeError(
      `randint: expected a whole number or an i32 or u32 tensor as ${name}, got ${formatType(bound.type)}`,
    );
  }
  const [, largest] = limits.i32;
  return { value: bound.minimum(largest).cast(dtype), isAbove: bound.greater(largest) };
}
