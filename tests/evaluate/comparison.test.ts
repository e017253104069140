import { describe, expect, it } from 'vitest';
import { comparisonCells } from '../../src/evaluate/index.ts';

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
