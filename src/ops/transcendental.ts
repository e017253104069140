import { atan2 as atan2Lane, atan2MaxUlp } from '../kernel/functions/atan2.ts';
import { cos as cosLane, cosMaxUlp } from '../kernel/functions/cos.ts';
import { erf as erfLane, erfMaxUlp } from '../kernel/functions/erf.ts';
import { erfinv as erfinvLane, erfinvMaxUlp } from '../kernel/functions/erfinv.ts';
import { exp as expLane, expMaxUlp } from '../kernel/functions/exp.ts';
import { expm1 as expm1Lane, expm1MaxUlp } from '../kernel/functions/expm1.ts';
import { log as logLane, logMaxUlp } from '../kernel/functions/log.ts';
import { log1p as log1pLane, log1pMaxUlp } from '../kernel/functions/log1p.ts';
import { pow as powLane, powMaxUlp } from '../kernel/functions/pow.ts';
import { sigmoid as sigmoidLane, sigmoidMaxUlp } from '../kernel/functions/sigmoid.ts';
import { sin as sinLane, sinMaxUlp } from '../kernel/functions/sin.ts';
import { softplus as softplusLane, softplusMaxUlp } from '../kernel/functions/softplus.ts';
import { tanh as tanhLane, tanhMaxUlp } from '../kernel/functions/tanh.ts';
import { monotone, power, wave } from './intervalRules.ts';
import { binary, type UnaryOp, unary } from './rules.ts';

/** e^x. */
export const exp = unary({
  name: 'exp',
  lane: expLane,
  vjp: (b, { outputs: [y], cotangents: [c] }) => [c && b.mul(c, y)],
  interval: monotone({ maxUlp: expMaxUlp, underflows: true }),
  traits: { maxUlp: expMaxUlp, domain: { max: 20 } },
});

/** The natural logarithm; -Infinity at 0, NaN below. */
export const log = unary({
  name: 'log',
  lane: logLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.div(c, x)],
  interval: monotone({ maxUlp: logMaxUlp, isPartial: true }),
  traits: { maxUlp: logMaxUlp, domain: { min: 0.01 } },
});

/** log(1 + x), accurate near 0. */
export const log1p = unary({
  name: 'log1p',
  lane: log1pLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.div(c, b.add(x, b.onesLike(x)))],
  interval: monotone({ maxUlp: log1pMaxUlp, isPartial: true }),
  traits: { maxUlp: log1pMaxUlp, domain: { min: -0.9 } },
});

/** The hyperbolic tangent. */
export const tanh = unary({
  name: 'tanh',
  lane: tanhLane,
  vjp: (b, { outputs: [y], cotangents: [c] }) => [c && b.mul(c, b.sub(b.onesLike(y), b.mul(y, y)))],
  interval: monotone({ maxUlp: tanhMaxUlp }),
  traits: { maxUlp: tanhMaxUlp },
});

/** The logistic function 1 / (1 + e^-x). */
export const sigmoid = unary({
  name: 'sigmoid',
  lane: sigmoidLane,
  vjp: (b, { outputs: [y], cotangents: [c] }) => [c && b.mul(c, b.mul(y, b.sub(b.onesLike(y), y)))],
  interval: monotone({ maxUlp: sigmoidMaxUlp, underflows: true }),
  traits: { maxUlp: sigmoidMaxUlp },
});

/** log(1 + e^x). */
export const softplus = unary({
  name: 'softplus',
  lane: softplusLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.mul(c, b.sigmoid(x))],
  interval: monotone({ maxUlp: softplusMaxUlp, underflows: true }),
  traits: { maxUlp: softplusMaxUlp },
});

/** e^x - 1, accurate near 0. */
export const expm1 = unary({
  name: 'expm1',
  lane: expm1Lane,
  vjp: (b, { outputs: [y], cotangents: [c] }) => [c && b.mul(c, b.add(y, b.onesLike(y)))],
  interval: monotone({ maxUlp: expm1MaxUlp }),
  traits: { maxUlp: expm1MaxUlp, domain: { max: 20 } },
});

/** The sine; the angle counts as 0 beyond 1e5, where float32 has no digits left for it. */
export const sin: UnaryOp = unary({
  name: 'sin',
  lane: sinLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.mul(c, b.cos(x))],
  interval: wave(sinMaxUlp, 0.25),
  traits: { maxUlp: sinMaxUlp, domain: { min: -100, max: 100 } },
});

/** The cosine; the angle counts as 0 beyond 1e5, where float32 has no digits left for it. */
export const cos: UnaryOp = unary({
  name: 'cos',
  lane: cosLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.neg(b.mul(c, b.sin(x)))],
  interval: wave(cosMaxUlp, 0),
  traits: { maxUlp: cosMaxUlp, domain: { min: -100, max: 100 } },
});

/** The angle of the point (second input, first input), from -π to π. */
export const atan2 = binary({
  name: 'atan2',
  lane: atan2Lane,
  vjp: (b, { inputs: [y, x], cotangents: [c] }) => {
    const square = b.add(b.mul(x, x), b.mul(y, y));
    return [c && b.mul(c, b.div(x, square)), c && b.neg(b.mul(c, b.div(y, square)))];
  },
  traits: { maxUlp: atan2MaxUlp, domain: { away: [0], margin: 0.1 } },
});

/** The error function, 2/√π times the integral of e^(-t²) from 0 to x. */
export const erf = unary({
  name: 'erf',
  lane: erfLane,
  vjp: (b, { inputs: [x], cotangents: [c] }) => [
    c && b.mul(c, b.mul(b.fullLike(x, { value: 1.1283791670955126 }), b.exp(b.neg(b.mul(x, x))))),
  ],
  interval: monotone({ maxUlp: erfMaxUlp }),
  traits: { maxUlp: erfMaxUlp },
});

/** The inverse of the error function (Giles 2012, "Approximating the erfinv function"); ±Infinity at ±1. */
export const erfinv = unary({
  name: 'erfinv',
  lane: erfinvLane,
  vjp: (b, { outputs: [y], cotangents: [c] }) => [
    c && b.mul(c, b.mul(b.fullLike(y, { value: 0.886226925452758 }), b.exp(b.mul(y, y)))),
  ],
  interval: monotone({ maxUlp: erfinvMaxUlp, isPartial: true }),
  traits: { maxUlp: erfinvMaxUlp, domain: { min: -0.95, max: 0.95 } },
});

/** x to the power y, with C's special cases; the derivatives are JAX's (0 towards x where y is 0, log of 0 as 0). */
export const pow = binary({
  name: 'pow',
  lane: powLane,
  vjp: (b, { inputs: [x, y], outputs: [z], cotangents: [c] }) => {
    if (c === null) return [null, null];
    const zero = b.zerosLike(y);
    const one = b.onesLike(y);
    const yIsZero = b.equal(y, zero);
    const slope = b.mul(y, b.pow(x, b.select(yIsZero, one, b.sub(y, one))));
    const safe = b.select(b.equal(x, zero), one, x);
    return [b.mul(c, b.select(yIsZero, zero, slope)), b.mul(c, b.mul(b.log(safe), z))];
  },
  interval: power(powMaxUlp),
  traits: { maxUlp: powMaxUlp, domain: { min: 0.1, max: 5 } },
});
