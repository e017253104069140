import { choice, comparison, equality, finiteness, inequality } from './intervalRules.ts';
import { binary, discrete, ternary, unary } from './rules.ts';

const ordered = ['f32', 'i32', 'u32'] as const;
const all = ['f32', 'i32', 'u32', 'bool'] as const;

/** x == y; false where either is NaN. */
export const equal = binary({
  name: 'equal',
  dtypes: all,
  result: 'bool',
  lane: (b, x, y) => b.eq(x, y),
  vjp: discrete,
  interval: equality,
  traits: { commutative: true },
});

/** x != y; true where either is NaN. */
export const notEqual = binary({
  name: 'notEqual',
  dtypes: all,
  result: 'bool',
  lane: (b, x, y) => b.ne(x, y),
  vjp: discrete,
  interval: inequality,
  traits: { commutative: true },
});

/** x < y. */
export const less = binary({
  name: 'less',
  dtypes: ordered,
  result: 'bool',
  lane: (b, x, y) => b.lt(x, y),
  vjp: discrete,
  interval: comparison('less'),
});

/** x <= y. */
export const lessEqual = binary({
  name: 'lessEqual',
  dtypes: ordered,
  result: 'bool',
  lane: (b, x, y) => b.le(x, y),
  vjp: discrete,
  interval: comparison('lessEqual'),
});

/** x where the condition holds, else y (NumPy's `where`). NaN of the other branch stays out of the value. */
export const select = ternary({
  name: 'select',
  dtypes: all,
  lane: (b, condition, x, y) => b.select(condition, x, y),
  vjp: (b, { inputs: [condition], cotangents: [c] }) => [
    null,
    c && b.select(condition, c, b.zerosLike(c)),
    c && b.select(condition, b.zerosLike(c), c),
  ],
  simplify: (_, { inputs: [, x, y] }) => (x === y ? x : null),
  interval: choice,
});

/** Whether x is neither infinite nor NaN. */
export const isFinite = unary({
  name: 'isFinite',
  result: 'bool',
  lane: (b, x) => b.eq(b.sub(x, x), 0),
  vjp: discrete,
  interval: finiteness,
});
