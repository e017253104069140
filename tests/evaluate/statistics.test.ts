import { describe, expect, it } from 'vitest';
import { hashNumbers, statistics } from '../../src/evaluate/index.ts';

describe('statistics', () => {
  it('are those of NumPy', () => {
    // numpy.mean, std, min, max and quantile of the same numbers.
    const { mean, std, min, max, quantiles } = statistics([3, 1, 4, 1, 5, 9, 2, 6]);
    expect([mean, min, max]).toEqual([3.875, 1, 9]);
    expect(std).toBeCloseTo(2.5708704751503917, 14);
    const expected = { 0.05: 1, 0.25: 1.75, 0.5: 3.5, 0.75: 5.25, 0.95: 7.95 };
    for (const [fraction, value] of Object.entries(expected))
      expect(quantiles[fraction]).toBeCloseTo(value, 12);
  });

  it('of numbers with NaN among them are NaN, extremes and quantiles too', () => {
    const { mean, std, min, max, quantiles, meanInterval } = statistics([1, Number.NaN, 2, 0]);
    const all = [mean, std, min, max, ...Object.values(quantiles), meanInterval.low, meanInterval.high];
    expect(all).toEqual(all.map(() => Number.NaN));
  });

  it('need a number', () => {
    expect(() => statistics([])).toThrow('expected at least one number');
  });
});

describe('hashNumbers', () => {
  it('changes with every bit, the order and the sign of zero', () => {
    const hashes = [[1, 2], [2, 1], [1, 2 + 2 ** -51], [0], [-0], []].map((numbers) => hashNumbers(numbers));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
  });

  it('is that of the numbers, however they are held', () => {
    expect(hashNumbers(Float32Array.of(1.5, -2), [3])).toBe(hashNumbers([1.5, -2, 3]));
  });
});
