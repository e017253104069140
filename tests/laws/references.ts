import type { PlainName } from './operations.ts';

/** A function of real numbers, in float64. */
export type Reference = (...numbers: number[]) => number;

/** Why an operation has no function of real numbers. */
export type NoReference = 'it works on integers and bits' | 'it is not element-wise';

const bits = 'it works on integers and bits';

/** The error function by its series, which converges fast enough for arguments up to 6. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 400 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** 1 - erf(x) by its continued fraction, for x above 2. */
function erfc(x: number): number {
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** The inverse error function by Newton's method from the logarithmic estimate of its tail. */
function erfinv(y: number): number {
  if (y === 0 || Math.abs(y) >= 1) return Math.abs(y) > 1 ? Number.NaN : y === 0 ? y : y * Infinity;
  const target = Math.abs(y);
  let x = target < 0.5 ? target : Math.sqrt(-Math.log1p(-target));
  for (let step = 0; step < 60; step++) {
    const excess = x < 2.5 ? erf(x) - target : 1 - target - erfc(x);
    const move = (excess * Math.sqrt(Math.PI) * Math.exp(x * x)) / 2;
    x -= Math.max(-0.5, Math.min(0.5, move));
    if (Math.abs(move) < 1e-16 * x) break;
  }
  return Math.sign(y) * x;
}

/** C's pow, which differs from JavaScript's where the base is 1 or -1. */
const pow: Reference = (x, y) => (x === 1 || y === 0 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);

/** The error function everywhere. */
const erfEverywhere: Reference = (x) => (Math.abs(x) < 2.5 ? erf(x) : Math.sign(x) * (1 - erfc(Math.abs(x))));

const halfToEven: Reference = (x) => {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
};

/** The angle that sine and cosine take: 0 beyond 1e5, as their docstrings say. */
const angle = (x: number): number => (Math.abs(x) <= 1e5 ? x : 0 * x);

/** What every operation without parameters means on real numbers: the compiler asks for the row of a new one. */
export const references: { readonly [Name in PlainName]: Reference | NoReference } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  rem: (x, y) => x % y,
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  minimum: Math.min,
  maximum: Math.max,
  balancedLess: (x, y) => (x < y ? 1 : x === y ? 0.5 : 0),
  relu: (x) => Math.max(x, 0),
  rsqrt: (x) => 1 / Math.sqrt(x),
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: halfToEven,
  bitwiseAnd: bits,
  bitwiseOr: bits,
  bitwiseXor: bits,
  bitwiseNot: bits,
  leftShift: bits,
  rightShift: bits,
  equal: (x, y) => Number(x === y),
  notEqual: (x, y) => Number(x !== y),
  less: (x, y) => Number(x < y),
  lessEqual: (x, y) => Number(x <= y),
  select: (condition, x, y) => (condition ? x : y),
  isFinite: (x) => Number(Number.isFinite(x)),
  zerosLike: () => 0,
  onesLike: () => 1,
  barrier: (x) => x,
  stopGradient: (x) => x,
  matmul: 'it is not element-wise',
  argsort: 'it is not element-wise',
  threefry2x32: bits,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  expm1: Math.expm1,
  sin: (x) => Math.sin(angle(x)),
  cos: (x) => Math.cos(angle(x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  atan2: Math.atan2,
  erf: erfEverywhere,
  erfinv,
  pow,
};
