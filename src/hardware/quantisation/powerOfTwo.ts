import type { Tensor } from '../../trace/index.ts';

/** The sign bit, and all others. */
const SIZE = 0x7fffffff;
const EXPONENT = 0x7f800000;

/** What lifts the fractions from √2 on (0x3504f4 among float32's) into the next exponent. */
const TO_NEXT = 0x800000 - 0x3504f4;

/**
 * 2^round(log2 |x|) of f32 numbers, exactly: from their bits. 0 for sizes below 2^-126. It has no gradient.
 */
export const nearestPowerOfTwo = (x: Tensor): Tensor =>
  x.bitcast('i32').bitwiseAnd(SIZE).add(TO_NEXT).bitwiseAnd(EXPONENT).bitcast('f32');

/** 2^exponent, exactly, for whole exponents from -1022. */
export const powerOfTwo = (exponent: number): number =>
  exponent === 0 ? 1 : exponent > 0 ? 2 * powerOfTwo(exponent - 1) : powerOfTwo(exponent + 1) / 2;
