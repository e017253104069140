import { describe, expect, it } from 'vitest';
import { meanInterval, yieldOf } from '../../src/evaluate/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface GoldenInterval {
  readonly name: string;
  readonly params: { readonly confidence: number };
  readonly low: number;
  readonly high: number;
}

interface MeanCase extends GoldenInterval {
  readonly op: 'meanInterval';
  readonly values: readonly number[];
}

interface YieldCase extends GoldenInterval {
  readonly op: 'yieldOf';
  readonly chips: number;
  readonly working: number;
}

const { cases } = readGolden<{ readonly cases: readonly (MeanCase | YieldCase)[] }>('confidenceIntervals');

const intervalOf = (golden: MeanCase | YieldCase) => {
  if (golden.op === 'meanInterval') return meanInterval(golden.values, golden.params);
  const samples = Array.from({ length: golden.chips }, (_, chip) => (chip < golden.working ? 1 : 0));
  return yieldOf({ samples }, { atLeast: 1, ...golden.params }).interval;
};

describe('confidence intervals are those of SciPy', () => {
  it.each(cases)('$name', (golden) => {
    const { low, high } = intervalOf(golden);
    expect(Math.abs(low - golden.low)).toBeLessThan(1e-11 * Math.max(1, Math.abs(golden.low)));
    expect(Math.abs(high - golden.high)).toBeLessThan(1e-11 * Math.max(1, Math.abs(golden.high)));
  });
});
