import { describe, expect, it } from 'vitest';
import { accuracyTable } from '../../../src/cli/compare/accuracyTable.ts';
import { methodNames } from '../../../src/cli/compare/settings.ts';

const rowsOf = (method: string, level: number, values: readonly number[]) =>
  values.map((value, sample) => ({ method, seed: 0, measurement: 'mismatch', level, sample, value }));

describe('the table of accuracies', () => {
  it('has mean, deviation and worst chip of each method by level', () => {
    const rows = [
      ...rowsOf('standard', 0.3, [0.5, 0.7]),
      ...rowsOf('standard', 0, [0.96]),
      ...rowsOf('sam', 0, [1]),
    ];
    expect(accuracyTable(rows, 'mismatch').split('\n')).toEqual([
      'accuracy in %      0    0.3',
      '───────────────────────────',
      'standard        96.0   60.0',
      '                ±0.0  ±10.0',
      '  worst chip    96.0   50.0',
      'sam            100.0      -',
      '                ±0.0      -',
      '  worst chip   100.0      -',
    ]);
  });

  it('fits a terminal with all methods and the seven levels of the paper', () => {
    const levels = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
    const rows = methodNames.flatMap((method) => levels.flatMap((level) => rowsOf(method, level, [0, 1])));
    const widths = accuracyTable(rows, 'mismatch')
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThan(80);
  });
});
