const view = new DataView(new ArrayBuffer(8));

/** ⌊log₂|x|⌋ of a normal number. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x);
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

/** 2^exponent, for exponents of normal numbers: -1022 to 1023. */
export function powerOfTwo(exponent: number): number {
  view.setUint32(0, (exponent + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/**
 * x 2^exponent, for exponents from -2044 to 2046. Rounded once where x 2^(exponent / 2) is a normal number: then the first of the
 * two products is exact.
 */
export function scaleByPowerOfTwo(x: number, exponent: number): number {
  const half = Math.floor(exponent / 2);
  return x * powerOfTwo(half) * powerOfTwo(exponent - half);
}
