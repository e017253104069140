import { valueError } from '../errors.ts';
import { broadcastShapes, checkShape, type Shape } from '../ir/types.ts';
import { asTensor, stopGradient, type Tensor, type TensorLike, where } from '../trace/index.ts';
import { expectProbabilities, floatParameter } from './checks.ts';
import { jaxErf } from './jaxErf.ts';
import { bits, type Key } from './key.ts';

/** The smallest float32 above -1, from which JAX draws the normal distribution. */
const ABOVE_MINUS_ONE = -0.99999994;

/** The smallest float32 above 0. */
const SMALLEST = 1.401298464324817e-45;

/**
 * f32 numbers in [low, high), the bits of `jax.random.uniform`: `low` and `high` are numbers, or f32 tensors that
 * broadcast to the shape. Gradients reach the bounds, never the key. `low` alone where `high` is not above it.
 * @throws LimpetError (`shape`, `dtype`, `value`) for a bound that does not fit.
 */
export function uniform(key: Key, shape: Shape, low: TensorLike = 0, high: TensorLike = 1): Tensor {
  const smallest = floatParameter('uniform', 'low', low, shape);
  const largest = floatParameter('uniform', 'high', high, shape);
  const mantissa = bits(key, shape).rightShift(9).bitwiseOr(0x3f800000);
  const unit = mantissa.bitcast('f32').sub(1);
  return unit.mul(largest.sub(smallest)).add(smallest).maximum(smallest);
}

/** Standard normal numbers, as `jax.random.normal`: √2 erfinv(u), u uniform in (-1, 1). */
export function normal(key: Key, shape: Shape): Tensor {
  checkShape('normal', shape);
  return uniform(key, shape, ABOVE_MINUS_ONE, 1).erfinv().mul(Math.SQRT2);
}

/** Standard Laplace numbers, with density e^-|x| / 2, as `jax.random.laplace`: sign(u) log(1 - |u|), u uniform in (-1, 1). */
export function laplace(key: Key, shape: Shape): Tensor {
  checkShape('laplace', shape);
  const numbers = uniform(key, shape, ABOVE_MINUS_ONE, 1);
  return numbers.sign().mul(numbers.abs().neg().log1p());
}

/**
 * Standard normal numbers in the open interval (lower, upper), as `jax.random.truncated_normal`: √2 erfinv(u), u uniform
 * in [erf(lower / √2), erf(upper / √2)). Gradients reach the bounds. Far from 0 they are as coarse as u: erfinv
 * is steep where u is near ±1.
 * @param lower a number, which may be infinite, or an f32 tensor.
 * @param upper likewise.
 * @param shape default: the common shape of the bounds.
 * @throws LimpetError (`shape`, `dtype`, `value`) for bounds that do not fit, and for numbers with lower >= upper.
 */
export function truncatedNormal(key: Key, lower: TensorLike, upper: TensorLike, shape?: Shape): Tensor {
  const drawn = shape ?? broadcastShapes('truncatedNormal', asTensor(lower).shape, asTensor(upper).shape);
  const smallest = floatParameter('truncatedNormal', 'lower', lower, drawn);
  const largest = floatParameter('truncatedNormal', 'upper', upper, drawn);
  if (typeof lower === 'number' && typeof upper === 'number' && lower >= upper) {
    throw valueError(
      `truncatedNormal: expected lower below upper, got the empty interval (${lower}, ${upper})`,
    );
  }
  const numbers = uniform(key, drawn, jaxErf(smallest.div(Math.SQRT2)), jaxErf(largest.div(Math.SQRT2)));
  const above = neighbor(stopGradient(smallest), 1);
  const below = neighbor(stopGradient(largest), -1);
  return numbers.erfinv().mul(Math.SQRT2).maximum(above).minimum(below);
}

/** The next f32 number up (direction 1) or down (-1). */
function neighbor(x: Tensor, direction: 1 | -1): Tensor {
  const bitPattern = x.bitcast('i32');
  const awayFromZero = x.mul(direction).greater(0);
  const moved = where(awayFromZero, bitPattern.add(1), bitPattern.sub(1)).bitcast('f32');
  const fromZero = where(x.equal(0), direction * SMALLEST, moved);
  return where(x.equal(direction * Number.POSITIVE_INFINITY), x, fromZero);
}

/**
 * Truth values that are true with probability p, as `jax.random.bernoulli`.
 * @param p a number, or an f32 tensor that broadcasts to the shape; default ½.
 * @param shape default: that of `p`.
 * @throws LimpetError (`value`) for a probability outside 0..1.
 */
export function bernoulli(key: Key, p: TensorLike = 0.5, shape: Shape = asTensor(p).shape): Tensor {
  const probability = floatParameter('bernoulli', 'p', p, shape);
  expectProbabilities('bernoulli', probability);
  return uniform(key, shape).less(probability);
}
