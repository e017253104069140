import { reduceByHalfPi } from './reduceByHalfPi.ts';
import { cosKernel, sinKernel } from './sinCosKernels.ts';

/** Below 2^-27, sin x rounds to x. */
const TINY = 7.450580596923828e-9;

/**
 * sin x in float64, the same bits in every JavaScript engine, within .8 units in the last place for every finite x, however
 * large (source: `reduceByHalfPi`). NaN for ±∞.
 */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Math.abs(x) < TINY) return x;
  const { quadrant, rest } = reduceByHalfPi(Math.abs(x));
  const magnitude = quadrant % 2 === 0 ? sinKernel(rest) : cosKernel(rest);
  return quadrant < 2 === x > 0 ? magnitude : -magnitude;
}
