import type { Shape } from '../ir/types.ts';
import type { Tensor } from '../trace/index.ts';
import { bits, type Key } from './key.ts';

/** The smallest float32 above -1, from which JAX draws the normal distribution. */
const ABOVE_MINUS_ONE = -0.99999994;

/** Floats in [low, high), the bits of `jax.random.uniform`. */
export function uniform(key: Key, shape: Shape, low = 0, high = 1): Tensor {
  const mantissa = bits(key, shape).rightShift(9).bitwiseOr(0x3f800000);
  const unit = mantissa.bitcast('f32').sub(1);
  const span = Math.fround(Math.fround(high) - Math.fround(low));
  return unit.mul(span).add(low).maximum(low);
}

/** Standard normal numbers, as `jax.random.normal`: √2 erfinv(u), u uniform in (-1, 1). */
export function normal(key: Key, shape: Shape): Tensor {
  return uniform(key, shape, ABOVE_MINUS_ONE, 1).erfinv().mul(Math.SQRT2);
}
