import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  compareWithReference,
  type TutorialResult,
  tutorialReference,
  tutorialSettings,
} from '../../src/evaluate/index.ts';
import { readmeTable, speedTable } from '../../tools/readmeTable.mjs';
import { withTable } from '../../tools/withTable.mjs';

const result: TutorialResult = JSON.parse(readFileSync('docs/tutorial/result.json', 'utf8'));
const readme = readFileSync('README.md', 'utf8');

/** Without the spaces and dashes with which the formatter aligns tables. */
const aligned = (text: string): string => text.replace(/[ -]+/g, ' ');

describe('the table of the README', () => {
  it('is that of the recorded run, beside the printed one', () => {
    const table = readmeTable(result, tutorialReference);
    expect(aligned(withTable(readme, 'table', table))).toBe(aligned(readme));
    expect(table).toContain('0.0229');
  });

  it('has the speeds of the recorded benchmark', () => {
    const table = speedTable(JSON.parse(readFileSync('bench/results.json', 'utf8')));
    expect(table.split('\n')).toHaveLength(5);
    expect(aligned(withTable(readme, 'speed', table))).toBe(aligned(readme));
  });

  it('comes from a whole run with the settings of the tutorial', () => {
    expect(result.partial).toBe(false);
    expect(result.settings).toEqual(tutorialSettings);
    expect(result.training.robust?.epochLosses).toHaveLength(300);
  });

  it('agrees with the printed one: means within 5 %, standard deviations within 10 %', () => {
    const rows = compareWithReference(result.table).filter(({ level }) => level > 0);
    expect(rows).toHaveLength(6);
    for (const { robust, standard } of rows) {
      for (const difference of [robust, standard]) {
        expect(Math.abs(difference?.mean ?? Number.NaN)).toBeLessThan(0.05);
        expect(Math.abs(difference?.std ?? Number.NaN)).toBeLessThan(0.1);
      }
    }
    const [undisturbed] = result.table;
    expect(undisturbed?.robust?.mean).toBeLessThan(0.016);
    expect(undisturbed?.standard?.mean).toBeLessThan(0.0003);
  });
});
