import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  compareWithReference,
  type TutorialResult,
  tutorialReference,
  tutorialSettings,
} from '../../src/evaluate/index.ts';
import { readmeTable, withTable } from '../../tools/readmeTable.mjs';

const result: TutorialResult = JSON.parse(readFileSync('docs/tutorial/result.json', 'utf8'));
const readme = readFileSync('README.md', 'utf8');

describe('the table of the README', () => {
  it('is that of the recorded run, beside the printed one', () => {
    const table = readmeTable(result, tutorialReference);
    expect(withTable(readme, table)).toBe(readme);
    expect(table).toContain('0.0229');
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
