import { describe, expect, it } from 'vitest';
import { headlessDocument } from '../../src/plot/headlessDocument.ts';
import { accuracySection, comparisonReportHtml } from '../../src/plot/index.ts';

const row = (method: string, level: number, sample: number, value: number) => ({
  ...{ method, seed: 0, measurement: 'mismatch', level, sample, value },
});

const report = {
  rows: [
    row('standard', 0, 0, 0.98),
    row('standard', 0.3, 0, 0.5),
    row('standard', 0.3, 1, 0.7),
    row('sam', 0.3, 0, 0.9),
  ],
  sections: [
    accuracySection({
      name: 'mismatch',
      title: 'Mismatch',
      levelName: 'mismatch level',
      text: 'Of <chips>.',
    }),
    accuracySection({
      ...{ name: 'drift', title: 'Drift', levelName: 'seconds', logarithmic: true, text: 'Not measured.' },
    }),
  ],
  training: [{ name: 'standard-0', epochLosses: [2, 1] }],
  facts: [['epochs', '2']] as const,
  kind: 'a test',
  content: { settings: { task: '</script>' } },
};

const document = headlessDocument();
const pageOf = (given: Parameters<typeof comparisonReportHtml>[0]) =>
  comparisonReportHtml(given, { document });

describe('the report of a comparison', () => {
  it('has a figure and a table of each measurement that was made, in per cent, the best mean of a level strong', () => {
    const page = pageOf(report);
    expect(page.match(/<h2>[^<]+/g)).toEqual(['<h2>Mismatch', '<h2>Training', '<h2>How it was made']);
    expect(page).toContain('<td class="group">60.0</td><td class="spread">± 10.0</td><td>50.0</td>');
    expect(page).toContain('<td class="group"><strong>90.0</strong></td>');
    expect(page).toContain('<td class="group">–</td>');
    expect(page).toContain('Of &lt;chips&gt;.');
  });

  it('carries its numbers as JSON that cannot end its element', () => {
    const [, json = ''] = pageOf(report).match(/id="limpet-comparison">(.*)<\/script>/) ?? [];
    expect(JSON.parse(json)).toEqual(report.content);
  });

  it('is a page too where nothing was done yet', () => {
    const page = pageOf({ ...report, rows: [], training: [] });
    expect(page.match(/<h2>[^<]+/g)).toEqual(['<h2>How it was made']);
  });
});
