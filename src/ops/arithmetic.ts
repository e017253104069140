import { remainder } from '../kernel/functions/remainder.ts';
import { rsqrt as rsqrtLane, rsqrtMaxUlp } from '../kernel/functions/rsqrt.ts';
import {
  addition,
  bothOrNone,
  difference,
  monotone,
  nonNegative,
  opposite,
  product,
  quotient,
  rising,
  size,
} from './intervalRules.ts';
import { mappedScale, mappedSum } from './lastAxis.ts';
import { binary, type UnaryOp, unary } from './rules.ts';

const numeric = ['f32', 'i32', 'u32'] as const;

/** x + y. */
export const add = binary({
  name: 'add',
  dtypes: numeric,
  lane: (b, x, y) => b.add(x, y),
  vjp: (_, { cotangents: [c] }) => [c, c],
  interval: addition,
  lastAxis: mappedSum((b, x, y) => b.add(x, y)),
  traits: { commutative: true, rightIdentity: -0 },
});

/** x - y. */
export const sub = binary({
  name: 'sub',
  dtypes: numeric,
  lane: (b, x, y) => b.sub(x, y),
  vjp: (b, { cotangents: [c] }) => [c, c && b.neg(c)],
  interval: difference,
  lastAxis: mappedSum((b, x, y) => b.sub(x, y)),
  traits: { rightIdentity: 0 },
});

/** x y. */
export const mul = binary({
  name: 'mul',
  dtypes: numeric,
  lane: (b, x, y) => b.mul(x, y),
  vjp: (b, { inputs: [x, y], cotangents: [c] }) => [c && b.mul(c, y), c && b.mul(c, x)],
  interval: product,
  lastAxis: mappedScale((b, x, y) => b.mul(x, y)),
  traits: { commutative: true, rightIdentity: 1 },
});

/** x / y; integers truncate towards zero, and give -1 (all bits set) where y is 0. */
export const div = binary({
  name: 'div',
  dtypes: numeric,
  lane: (b, x, y) => b.div(x, y),
  vjp: (b, { inputs: [, y], outputs: [z], cotangents: [c] }) => {
    const scaled = c && b.div(c, y);
    return [scaled, scaled && b.neg(b.mul(scaled, z))];
  },
  interval: quotient,
  lastAxis: mappedScale((b, x, y) => b.div(x, y)),
  traits: { rightIdentity: 1, domain: { away: [0], margin: 0.1 } },
});

/** The remainder of the truncating division, exact, with the sign of x; where y is 0, x for integers and NaN for floats. */
export const rem = binary({
  name: 'rem',
  dtypes: numeric,
  lane: (b, x, y) => (x.dtype === 'f32' ? remainder(b, x, y) : b.rem(x, y)),
  vjp: (b, { inputs: [x, y], cotangents: [c] }) => [c, c && b.neg(b.mul(c, b.trunc(b.div(x, y))))],
  traits: { domain: { away: [0], margin: 0.1 } },
});

/** -x. */
export const neg: UnaryOp = unary({
  name: 'neg',
  dtypes: numeric,
  lane: (b, x) => b.neg(x),
  vjp: (b, { cotangents: [c] }) => [c && b.neg(c)],
  simplify: (_, { inputs: [x], madeBy }) => madeBy(x, neg)?.inputs[0] ?? null,
  interval: opposite,
});

/** |x|. JAX's derivative: 1 at 0 and at -0. */
export const abs = unary({
  name: 'abs',
  dtypes: ['f32', 'i32'],
  lane: (b, x) => b.abs(x),
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.select(b.lessEqual(b.zerosLike(x), x), c, b.neg(c))],
  interval: size,
  traits: { domain: { away: [0] } },
});

/** -1, 0 or 1; keeps -0 and NaN. */
export const sign = unary({
  name: 'sign',
  dtypes: ['f32', 'i32'],
  lane: (b, x) => {
    const one = b.select(b.lt(x, 0), b.constant(-1, x.dtype), b.constant(1, x.dtype));
    return b.select(b.or(b.eq(x, 0), b.ne(x, x)), x, one);
  },
  vjp: { zeroGradient: 'it is constant except at 0, and JAX takes 0 there too' },
  interval: rising,
});

/** √x. */
export const sqrt = unary({
  name: 'sqrt',
  lane: (b, x) => b.sqrt(x),
  vjp: (b, { outputs: [y], cotangents: [c] }) => [c && b.div(c, b.add(y, y))],
  interval: monotone({ maxUlp: 0.5, isPartial: true }),
  traits: { domain: { min: 0.01 }, maxUlp: 0.5 },
});

/** 1 / √x. */
export const rsqrt = unary({
  name: 'rsqrt',
  lane: rsqrtLane,
  vjp: (b, { inputs: [x], outputs: [y], cotangents: [c] }) => [
    c && b.mul(c, b.mul(b.fullLike(y, { value: -0.5 }), b.div(y, x))),
  ],
  interval: (b, context) => [
    bothOrNone(b, monotone({ maxUlp: rsqrtMaxUlp, isPartial: true, isFalling: true })(b, context)[0]),
  ],
  traits: { domain: { min: 0.01 }, maxUlp: rsqrtMaxUlp },
});

/** The smaller of x and y; NaN where either is; a tie shares its gradient half and half. */
export const minimum = binary({
  name: 'minimum',
  dtypes: numeric,
  lane: (b, x, y) => b.min(x, y),
  vjp: (b, { inputs: [x, y], cotangents: [c] }) => [
    c && b.mul(c, b.balancedLess(x, y)),
    c && b.mul(c, b.balancedLess(y, x)),
  ],
  interval: rising,
  traits: { commutative: true },
});

/** The larger of x and y; NaN where either is; a tie shares its gradient half and half. */
export const maximum = binary({
  name: 'maximum',
  dtypes: numeric,
  lane: (b, x, y) => b.max(x, y),
  vjp: (b, { inputs: [x, y], cotangents: [c] }) => [
    c && b.mul(c, b.balancedLess(y, x)),
    c && b.mul(c, b.balancedLess(x, y)),
  ],
  interval: rising,
  traits: { commutative: true },
});

/** 1 where x < y, 1/2 where they are equal, else 0: the share of x in the gradient of `minimum`. */
export const balancedLess = binary({
  name: 'balancedLess',
  lane: (b, x, y) => {
    const half = b.select(b.eq(x, y), b.constant(0.5), b.constant(0));
    return b.select(b.lt(x, y), b.constant(1), half);
  },
  vjp: { zeroGradient: 'it is constant except where x equals y' },
});

/** max(x, 0), with derivative 0 at 0 (JAX's relu). */
export const relu = unary({
  name: 'relu',
  lane: (b, x) => b.max(x, 0),
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.select(b.less(b.zerosLike(x), x), c, b.zerosLike(c))],
  interval: (b, context) => nonNegative(rising(b, context)),
  traits: { domain: { away: [0] } },
});

/** The largest integer that is not above x. */
export const floor = unary({
  name: 'floor',
  lane: (b, x) => b.floor(x),
  vjp: { zeroGradient: 'it is constant except at integers' },
  interval: rising,
});

/** The smallest integer that is not below x. */
export const ceil = unary({
  name: 'ceil',
  lane: (b, x) => b.ceil(x),
  vjp: { zeroGradient: 'it is constant except at integers' },
  interval: rising,
});

/** x without its fraction. */
export const trunc = unary({
  name: 'trunc',
  lane: (b, x) => b.trunc(x),
  vjp: { zeroGradient: 'it is constant except at integers' },
  interval: rising,
});

/** The integer next to x; halves go to the even one. */
export const round = unary({
  name: 'round',
  lane: (b, x) => b.nearest(x),
  vjp: { zeroGradient: 'it is constant except at halves' },
  interval: rising,
});
