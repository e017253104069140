import { falling, rising, truth } from './intervalRules.ts';
import { binary, discrete, unary } from './rules.ts';

const integers = ['i32', 'u32'] as const;
const bitFields = ['i32', 'u32', 'bool'] as const;

/** Bitwise and; logical and of truth values. */
export const bitwiseAnd = binary({
  name: 'bitwiseAnd',
  dtypes: bitFields,
  lane: (b, x, y) => b.and(x, y),
  vjp: discrete,
  interval: truth('bitwiseAnd', rising),
  traits: { commutative: true },
});

/** Bitwise or; logical or of truth values. */
export const bitwiseOr = binary({
  name: 'bitwiseOr',
  dtypes: bitFields,
  lane: (b, x, y) => b.or(x, y),
  vjp: discrete,
  interval: truth('bitwiseOr', rising),
  traits: { commutative: true },
});

/** Bitwise exclusive or. */
export const bitwiseXor = binary({
  name: 'bitwiseXor',
  dtypes: bitFields,
  lane: (b, x, y) => b.xor(x, y),
  vjp: discrete,
  traits: { commutative: true },
});

/** Bitwise complement; logical not of truth values. */
export const bitwiseNot = unary({
  name: 'bitwiseNot',
  dtypes: bitFields,
  lane: (b, x) => b.not(x),
  vjp: discrete,
  interval: truth('bitwiseNot', falling),
});

/** x shifted left by y bits; 0 from 32 on. */
export const leftShift = binary({
  name: 'leftShift',
  dtypes: integers,
  lane: (b, x, y) => b.shl(x, y),
  vjp: discrete,
});

/** x shifted right by y bits: arithmetic for i32, logical for u32. */
export const rightShift = binary({
  name: 'rightShift',
  dtypes: integers,
  lane: (b, x, y) => b.shr(x, y),
  vjp: discrete,
});
