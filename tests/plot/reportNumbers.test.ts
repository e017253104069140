import { describe, expect, it } from 'vitest';
import { differenceText, durationText, lossText } from '../../src/plot/reportNumbers.ts';

describe('the numbers of the report', () => {
  it('round durations without ever showing 60', () => {
    const shown = [0.04, 59.94, 59.96, 125, 3599.7, 3600, 7384].map((seconds) =>
      durationText(seconds).replace(/\u00a0/g, ' '),
    );
    expect(shown).toEqual([
      '0.0 s',
      '59.9 s',
      '1 min 00 s',
      '2 min 05 s',
      '1 h 00 min',
      '1 h 00 min',
      '2 h 03 min',
    ]);
  });

  it('sign differences, except those that round to nothing', () => {
    const shown = [0.0234, -0.0234, -0.0004, 1.5, undefined].map((value) =>
      differenceText(value).replace('\u00a0', ' '),
    );
    expect(shown).toEqual(['+2.3 %', '\u22122.3 %', '0.0 %', '+150 %', '–']);
  });

  it('show losses with five decimals', () => {
    expect([0.0000554, 0.98677194, 1e9].map(lossText)).toEqual(['0.00006', '0.98677', '1.000e+9']);
  });
});
