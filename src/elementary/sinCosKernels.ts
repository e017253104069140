import type { DoubleDouble } from './doubleDouble.ts';

/** sin(high + low) for |high| up to slightly above π/4, by the Taylor series up to x¹⁷. */
export function sinKernel({ high, low }: DoubleDouble): number {
  const z = high * high;
  const upper = -1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000));
  const series = 1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * upper));
  return high + (z * high * (-1 / 6 + z * series) + (low - 0.5 * z * low));
}

/**
 * cos(high + low) for |high| up to slightly above π/4, by the Taylor series up to x¹⁸. The rounding error of 1 - z/2 is
 * added back, as fdlibm (Sun, 1993) does.
 */
export function cosKernel({ high, low }: DoubleDouble): number {
  const z = high * high;
  const upper = 1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000));
  const series = 1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * upper)));
  const half = 0.5 * z;
  const sum = 1 - half;
  return sum + (1 - sum - half + (z * z * series - high * low));
}
