import { expect } from 'vitest';
import type { Tensor } from '../../src/trace/index.ts';

/** How sure a test of moments is: at four standard errors one in 16 000 right values is refused, and draws are fixed by their key. */
const STANDARD_ERRORS = 4;

/** Mean and standard deviation of numbers, in float64. */
export function momentsOf(values: ArrayLike<number>): { mean: number; std: number } {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const square = numbers.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, std: Math.sqrt(square / (numbers.length - 1)) };
}

/**
 * Expects a tensor of normal draws to have the mean and standard deviation given, within four standard errors.
 * @param kurtosis of the distribution; 3 is the normal one.
 */
export function expectMoments(draws: Tensor, mean: number, std: number, kurtosis = 3): void {
  const found = momentsOf(draws.toTypedArray());
  expect(Math.abs(found.mean - mean)).toBeLessThan((STANDARD_ERRORS * std) / Math.sqrt(draws.size));
  const relative = Math.sqrt((kurtosis - 1) / (4 * draws.size));
  expect(Math.abs(found.std / std - 1)).toBeLessThan(STANDARD_ERRORS * relative);
}
