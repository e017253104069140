import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paperMethods } from '../../src/cli/compare/settings.ts';
import { comparisonCells } from '../../src/evaluate/index.ts';
import { comparisonRows, withTables } from '../../tools/comparisonTables.mjs';

const rows = comparisonRows(readFileSync('docs/comparison/rows.csv', 'utf8'));
const page = readFileSync('docs/comparison/README.md', 'utf8');

/** Without the spaces and dashes with which the formatter aligns tables. */
const aligned = (text: string): string => text.replace(/[ -]+/g, ' ');

const accuracyAt = (measurement: string, level: number): Map<string, number> =>
  new Map(
    comparisonCells(rows, measurement)
      .filter((cell) => cell.level === level)
      .map(({ method, mean }) => [method, mean]),
  );

describe('the comparison of training methods', () => {
  it('has the tables of the recorded rows, of all methods of the paper', () => {
    expect(aligned(withTables(page, rows, comparisonCells))).toBe(aligned(page));
    expect([...accuracyAt('mismatch', 0.7).keys()]).toEqual([...paperMethods]);
  });

  it('has the best worst chip at high mismatch where noise meets an adversary, and standard training and AMP fall first', () => {
    const cells = comparisonCells(rows, 'mismatch').filter(({ level }) => level === 0.7);
    const byWorstChip = [...cells].sort((a, b) => b.min - a.min).map(({ method }) => method);
    expect(byWorstChip[0]).toBe('adversarialWithNoise');
    expect(byWorstChip.slice(-2)).toEqual(['standard', 'amp']);
    const accuracies = accuracyAt('mismatch', 0.7);
    const of = (method: string): number => accuracies.get(method) ?? Number.NaN;
    expect(of('adversarialWithNoise')).toBeGreaterThan(of('adversarial'));
    expect(of('adversarial')).toBeGreaterThan(of('forwardNoise'));
  });

  it('has the two adversarial methods ahead under attack, and in what is certain', () => {
    for (const [measurement, level] of [
      ['taskAttack', 0.1],
      ['outputAttack', 0.1],
      ['verified', 0.003],
    ] as const) {
      const ranked = [...accuracyAt(measurement, level)].sort(([, a], [, b]) => b - a);
      expect(
        ranked
          .slice(0, 2)
          .map(([method]) => method)
          .sort(),
      ).toEqual(['adversarial', 'adversarialWithNoise']);
    }
  });
});
