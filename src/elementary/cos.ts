import { reduceByHalfPi } from './reduceByHalfPi.ts';
import { cosKernel, sinKernel } from './sinCosKernels.ts';

/**
 * cos x in float64, the same bits in every JavaScript engine, within .8 units in the last place for every finite x, however
 * large (source: `reduceByHalfPi`). NaN for ±∞.
 */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quadrant, rest } = reduceByHalfPi(Math.abs(x));
  const magnitude = quadrant % 2 === 0 ? cosKernel(rest) : sinKernel(rest);
  return quadrant === 1 || quadrant === 2 ? -magnitude : magnitude;
}
