import { describe, expect, it } from 'vitest';
import { askedRows } from '../../../src/cli/compare/askedRows.ts';

const row = (measurement: string, level: number, sample: number) => ({
  ...{ method: 'sam', seed: 0, measurement, level, sample, value: level + sample / 10 },
});
const job = { method: 'sam', seed: 0 } as const;
const measurement = (name: string, levels: readonly number[], samples: number) => ({
  ...{ name, levels, samplesAt: (level: number) => (level === 0 ? 1 : samples) },
  measure: () => Promise.reject(new Error('measured')),
});

describe('askedRows', () => {
  const rows = [row('drift', 25, 0), row('mismatch', 0.3, 1), row('mismatch', 0, 0), row('mismatch', 0.3, 0)];

  it('takes what is asked for, in that order', () => {
    const asked = [measurement('mismatch', [0, 0.3], 2), measurement('drift', [25], 1)];
    expect(askedRows(job, asked, rows)).toEqual([rows[2], rows[3], rows[1], rows[0]]);
    expect(askedRows(job, [measurement('mismatch', [0.3], 1)], rows)).toEqual([rows[3]]);
  });

  it('gives nothing where a level, a chip or a measurement is missing', () => {
    expect(askedRows(job, [measurement('mismatch', [0, 0.1], 2)], rows)).toBeUndefined();
    expect(askedRows(job, [measurement('mismatch', [0.3], 3)], rows)).toBeUndefined();
    expect(askedRows(job, [measurement('verified', [0], 1)], rows)).toBeUndefined();
    expect(askedRows({ ...job, seed: 1 }, [measurement('mismatch', [0], 1)], rows)).toBeUndefined();
  });
});
