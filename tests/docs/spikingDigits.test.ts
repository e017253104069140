import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuracyTable, type Report } from '../../examples/spikingDigits/report.ts';
import { settings } from '../../examples/spikingDigits/settings.ts';
import { withTable } from '../../tools/withTable.mjs';

describe('the page of the example', () => {
  const report: Report = JSON.parse(readFileSync('docs/spikingDigits/result.json', 'utf8'));
  const { robust, standard } = report.networks;

  it('has the table of a whole run with the settings of the example', () => {
    expect(report.settings).toEqual(settings);
    const aligned = (text: string): string => text.replace(/[ -]+/g, ' ');
    const page = readFileSync('docs/spikingDigits/README.md', 'utf8');
    expect(aligned(withTable(page, 'table', accuracyTable(report)))).toBe(aligned(page));
  });

  it('shows useful networks, of which the robust one loses less at every level of mismatch', () => {
    expect(Math.min(robust.accuracy[0]!.mean, standard.accuracy[0]!.mean)).toBeGreaterThan(0.85);
    const losses = ({ accuracy }: typeof robust) =>
      accuracy.slice(1).map(({ mean }) => accuracy[0]!.mean - mean);
    losses(robust).forEach((loss, index) => {
      expect(loss).toBeLessThan(losses(standard)[index]!);
    });
  });
});
