import { type Shape, sizeOf } from '../ir/types.ts';
import {
  asTensor,
  customGradient,
  type Tensor,
  type TensorLike,
  tensor,
  vmap,
  where,
  whileLoop,
} from '../trace/index.ts';
import { expectEach, floatParameter } from './checks.ts';
import { normal, uniform } from './distributions.ts';
import { gammaSlope } from './gammaSlope.ts';
import { type Key, split, splitWords } from './key.ts';

/**
 * Gamma numbers, with density x^(a - 1) e^-x / Γ(a), as `jax.random.gamma`: the method of Marsaglia and Tsang (A simple
 * method for generating gamma variables, 2000). Multiply by a scale for another than 1. The first gradient by the concentration is the implicit one, as in JAX:
 * how a number moves at the same cumulative probability.
 * @param concentration a, above 0: a number, or an f32 tensor that broadcasts to the shape.
 * @param shape default: that of the concentration.
 * @throws LimpetError (`value`, `dtype`, `shape`) for a concentration that is not positive and finite, or does not fit.
 */
export function gamma(
  key: Key,
  concentration: TensorLike,
  shape: Shape = asTensor(concentration).shape,
): Tensor {
  const given = floatParameter('gamma', 'concentration', concentration, shape);
  expectEach('gamma', 'a positive concentration', given, (a) => a > 0 && Number.isFinite(a));
  const size = sizeOf(shape);
  if (size === 0) return given.broadcastTo(shape);
  const words = splitWords(key, size);
  const each = vmap((own: Tensor, a: Tensor) => gammaNumber({ ...key, words: own }, a));
  const draw = (a: Tensor): Tensor => each(words, a);
  const differentiable = customGradient(draw, {
    forward: (a) => {
      const drawn = draw(a);
      return [drawn, [a, drawn] as const];
    },
    backward: ([a, drawn], cotangent): [Tensor] => [cotangent.mul(gammaSlope(a, drawn))],
  });
  return differentiable(given.broadcastTo(shape).reshape([size])).reshape(shape);
}

/** A try: the key of the next one, the square of its normal number, its candidate and the uniform number that decides. */
type Attempt = readonly [words: Tensor, square: Tensor, candidate: Tensor, level: Tensor];

/** One gamma number. Below a = 1, that of a + 1 times u^(1 / a). */
function gammaNumber(key: Key, a: Tensor): Tensor {
  const isBoosted = a.less(1);
  const d = where(isBoosted, a.add(1), a).sub(THIRD);
  const c = asTensor(THIRD).div(d.sqrt());
  const [first, boostKey] = split(key);
  const isRejected = ([, square, candidate, level]: Attempt): Tensor =>
    level
      .greaterEqual(square.square().mul(0.0331).neg().add(1))
      .bitwiseAnd(
        level.log().greaterEqual(square.mul(0.5).add(d.mul(candidate.neg().add(1).add(candidate.log())))),
      );
  const attempt = ([words]: Attempt): Attempt => nextAttempt({ ...key, words }, c);
  const start: Attempt = [first.words, tensor(0), tensor(1), tensor(2)];
  const [, , accepted] = whileLoop(isRejected, attempt, start);
  const boost = where(isBoosted, uniform(boostKey, []).neg().add(1).pow(asTensor(1).div(a)), 1);
  return d.mul(accepted).mul(boost);
}

const THIRD = 1 / 3;

/** The candidate is (1 + c x)³ of the first normal x that makes it positive. */
function nextAttempt(key: Key, c: Tensor): Attempt {
  const [next, normalKey, levelKey] = split(key, 3) as [Key, Key, Key];
  const [, x, root] = whileLoop(
    ([, , root]) => root.lessEqual(0),
    ([words]) => {
      const [rest, own] = split({ ...key, words });
      const x = normal(own, []);
      return [rest.words, x, x.mul(c).add(1)] as const;
    },
    [normalKey.words, tensor(0), tensor(-1)] as readonly [Tensor, Tensor, Tensor],
  );
  return [next.words, x.square(), root.square().mul(root), uniform(levelKey, [])];
}
