import { describe, expect, it } from 'vitest';
import { comparisonCells, comparisonLandscapes } from '../../src/evaluate/index.ts';

const row = (method: string, level: number, sample: number, value: number, measurement = 'mismatch') => ({
  ...{ method, seed: 0, measurement, level, sample, value },
});

describe('comparisonCells', () => {
  it('puts networks and chips of one method and level together, whatever their order', () => {
    const rows = [
      row('sam', 0.1, 0, 0.5),
      row('standard', 0.1, 0, 0.25),
      { ...row('sam', 0.1, 0, 1), seed: 1 },
      row('sam', 0.3, 0, 0.125),
      row('sam', 0.1, 0, 0, 'attack'),
    ];
    const cells = comparisonCells(rows, 'mismatch').map(({ method, level, mean, std, min, count }) => [
      ...[method, level, mean, std, min, count],
    ]);
    expect(cells).toEqual([
      ['sam', 0.1, 0.75, 0.25, 0.5, 2],
      ['standard', 0.1, 0.25, 0, 0.25, 1],
      ['sam', 0.3, 0.125, 0, 0.125, 1],
    ]);
  });

  it('gives nothing for a measurement without rows', () => {
    expect(comparisonCells([row('sam', 0, 0, 1)], 'drift')).toEqual([]);
  });
});

describe('comparisonLandscapes', () => {
  const along = (method: string, seed: number, sample: number, losses: readonly number[]) =>
    losses.map((value, index) => ({
      ...{ method, seed, measurement: 'landscape', level: index - 1, sample, value },
    }));

  it('has a direction for each network and direction, by place, with its slope, whatever the order of rows', () => {
    const rows = [
      ...along('sam', 0, 0, [3, 1, 2]).reverse(),
      row('sam', 0, 0, 9),
      ...along('standard', 0, 0, [1, 1, 1]),
      ...along('sam', 1, 0, [5, 1, 1]),
    ];
    const alphas = [-1, 0, 1];
    expect(comparisonLandscapes(rows, 'landscape')).toEqual([
      {
        method: 'sam',
        alphas,
        losses: [
          [3, 1, 2],
          [5, 1, 1],
        ],
        slopes: [1.5, 2],
        slope: 1.75,
      },
      { method: 'standard', alphas, losses: [[1, 1, 1]], slopes: [0], slope: 0 },
    ]);
  });

  it('leaves out directions that are not whole or not finite, and methods without any', () => {
    const rows = [
      ...along('sam', 0, 0, [3, 1, 2]),
      ...along('sam', 0, 1, [3, 1]),
      ...along('amp', 0, 0, [1, Number.POSITIVE_INFINITY, 1]),
    ];
    const [landscape, ...others] = comparisonLandscapes(rows, 'landscape');
    expect([landscape?.method, landscape?.losses, others]).toEqual(['sam', [[3, 1, 2]], []]);
    expect(comparisonLandscapes([], 'landscape')).toEqual([]);
    expect(comparisonLandscapes(along('sam', 0, 0, [3]), 'landscape')).toEqual([]);
  });
});
