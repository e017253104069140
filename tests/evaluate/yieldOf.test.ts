import { describe, expect, it } from 'vitest';
import { meanInterval, statistics, yieldOf } from '../../src/evaluate/index.ts';

describe('yieldOf', () => {
  const row = { samples: [0.9, 0.8, 0.85, 0.7] };

  it('counts the chips that reach a bound, those at the bound too', () => {
    expect(yieldOf(row, { atLeast: 0.8 })).toMatchObject({ fraction: 0.75, working: 3, chips: 4 });
    expect(yieldOf(row, { atMost: 0.8 })).toMatchObject({ fraction: 0.5, working: 2 });
    expect(yieldOf(row, { atLeast: 0.8, atMost: 0.86 })).toMatchObject({ working: 2 });
  });

  it('never counts a chip whose metric is not a number', () => {
    expect(yieldOf({ samples: [Number.NaN, 1] }, { atLeast: 0 }).working).toBe(1);
  });

  it('is as sure as the closed form for chips that all work: low = tail^(1 / chips)', () => {
    const { interval } = yieldOf({ samples: [1, 1, 1] }, { atLeast: 1, confidence: 0.9 });
    expect(interval.low).toBeCloseTo(0.05 ** (1 / 3), 14);
    expect(interval.high).toBe(1);
  });

  it('refuses no bound, no chips and a confidence that is none', () => {
    expect(() => yieldOf(row, {})).toThrow(
      '{ atLeast } for an accuracy or { atMost } for a loss, got neither',
    );
    expect(() => yieldOf(row, { atLeast: Number.NaN, atMost: 3 })).toThrow('for a loss, got NaN and 3');
    expect(() => yieldOf({ samples: [] }, { atLeast: 1 })).toThrow('expected at least one chip');
    expect(() => yieldOf(row, { atLeast: 1, confidence: 95 })).toThrow(
      'yieldOf: expected a confidence between 0 and 1, such as 0.95, got 95',
    );
  });
});

describe('meanInterval', () => {
  it('is tan for one degree of freedom, the quantile of Cauchy', () => {
    const { low, high } = meanInterval([1, 3], { confidence: 0.5 });
    expect([low, high]).toEqual([expect.closeTo(1, 13), expect.closeTo(3, 13)]);
  });

  it('is unbounded for one number, and a point for equal ones', () => {
    expect(meanInterval([2])).toEqual({ low: -Infinity, high: Infinity });
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ low: 0.1, high: 0.1 });
    expect(statistics([1, 3]).meanInterval).toEqual(meanInterval([1, 3]));
  });

  it('refuses no numbers and a confidence that is none', () => {
    expect(() => meanInterval([])).toThrow('expected at least one number');
    expect(() => meanInterval([1], { confidence: 1 })).toThrow('expected a confidence between 0 and 1');
  });
});
