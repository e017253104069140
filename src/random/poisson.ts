import type { Shape } from '../ir/types.ts';
import {
  any,
  asTensor,
  floor,
  full,
  stopGradient,
  type Tensor,
  type TensorLike,
  where,
  whileLoop,
} from '../trace/index.ts';
import { expectEach, floatParameter } from './checks.ts';
import { uniform } from './distributions.ts';
import { type Key, split } from './key.ts';
import { logGammaOfNext } from './logGamma.ts';

/** Where JAX goes over from one algorithm to the other. */
const LARGE_RATE = 10;

/** Rates up to here leave their numbers far inside i32. */
const LARGEST_RATE = 0x40000000;

/**
 * Poisson numbers (i32), with probability λ^k e^-λ / k!, as `jax.random.poisson`: Knuth's products of uniform numbers
 * for rates below 10, else transformed rejection (Hörmann, The transformed rejection method for generating Poisson
 * random variables, 1993). A draw has no gradient.
 * @param rate λ from 0 to 2^30, the mean: a number, or an f32 tensor that broadcasts to the shape.
 * @param shape default: that of the rate.
 * @throws LimpetError (`value`, `dtype`, `shape`) for a rate outside 0..2^30, or one that does not fit.
 */
export function poisson(key: Key, rate: TensorLike, shape: Shape = asTensor(rate).shape): Tensor {
  const given = floatParameter('poisson', 'rate', rate, shape);
  expectEach('poisson', 'a rate from 0 to 2^30', given, (each) => each >= 0 && each <= LARGEST_RATE);
  const rates = stopGradient(given).broadcastTo(shape);
  const isLarge = rates.greaterEqual(LARGE_RATE);
  const small = byProducts(key, where(isLarge, 0, rates));
  const large = byRejection(key, where(isLarge, rates, 1e5));
  return where(rates.equal(0), 0, where(isLarge, large, small));
}

/** How many uniform numbers can be multiplied before their product falls below e^-λ. */
function byProducts(key: Key, rates: Tensor): Tensor {
  const goesOn = (logProduct: Tensor): Tensor => logProduct.greater(rates.neg());
  const [count] = whileLoop(
    ([, logProduct]) => any(goesOn(logProduct)),
    ([count, logProduct, words]) => {
      const [next, own] = split({ ...key, words });
      const counted = count.add(goesOn(logProduct).cast('i32'));
      return [counted, logProduct.add(uniform(own, rates.shape).log()), next.words] as const;
    },
    [full(rates.shape, 0, 'i32'), full(rates.shape, 0), key.words] as readonly [Tensor, Tensor, Tensor],
  );
  return count.sub(1);
}

/** Hörmann's algorithm PTRS, with all elements drawn again until the last is accepted. */
function byRejection(key: Key, rates: Tensor): Tensor {
  const spread = rates.sqrt().mul(2.53).add(0.931);
  const slope = spread.mul(0.02483).add(-0.059);
  const inverseAlpha = asTensor(1.1328).div(spread.sub(3.4)).add(1.1239);
  const squeeze = asTensor(0.9277).sub(asTensor(3.6224).div(spread.sub(2)));
  const attempt = (first: Key, second: Key): readonly [count: Tensor, isAccepted: Tensor] => {
    const u = uniform(first, rates.shape).sub(0.5);
    const v = uniform(second, rates.shape);
    const distance = asTensor(0.5).sub(u.abs());
    const count = floor(slope.mul(2).div(distance).add(spread).mul(u).add(rates).add(0.43));
    const level = v.mul(inverseAlpha).div(slope.div(distance.square()).add(spread)).log();
    const density = rates.neg().add(count.mul(rates.log())).sub(logGammaOfNext(count));
    const isInside = distance.greaterEqual(0.07).bitwiseAnd(v.lessEqual(squeeze));
    const isOutside = count.less(0).bitwiseOr(distance.less(0.013).bitwiseAnd(v.greater(distance)));
    const isBelow = isOutside.equal(false).bitwiseAnd(level.lessEqual(density));
    return [count, isInside.bitwiseOr(isBelow)];
  };
  const [, counts] = whileLoop(
    ([isDone]) => any(isDone.equal(false)),
    ([isDone, counts, words]) => {
      const [next, first, second] = split({ ...key, words }, 3) as [Key, Key, Key];
      const [count, isAccepted] = attempt(first, second);
      return [isDone.bitwiseOr(isAccepted), where(isAccepted, count, counts), next.words] as const;
    },
    [full(rates.shape, false, 'bool'), full(rates.shape, -1), key.words] as readonly [Tensor, Tensor, Tensor],
  );
  return counts.cast('i32');
}
