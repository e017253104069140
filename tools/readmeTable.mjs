// @ts-check
// node tools/readmeTable.mjs FOLDER: takes the result and the robustness figure of a full run of `limpet tutorial` from its output
// folder into docs/tutorial/, and writes its table into the README.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './root.mjs';

/** @typedef {{ mean: number, std: number }} Level */
/** @typedef {{ level: number, robust?: Level, standard?: Level }} Row */

const MARKS = /** @type {const} */ (['<!-- table -->', '<!-- end of table -->']);

/**
 * The table of the README for a run and the printed one beside it.
 * @param {{ table: readonly Row[] }} result
 * @param {readonly Row[]} printed
 */
export function readmeTable({ table }, printed) {
  const digits = (/** @type {number} */ value) => (value < 0.001 ? value.toFixed(5) : value.toFixed(4));
  const cell = (/** @type {Level | undefined} */ measured) => {
    if (measured === undefined) return '';
    const { mean, std } = measured;
    return std === 0 ? digits(mean) : `${digits(mean)} ± ${digits(std)}`;
  };
  const rows = table.map((row) => {
    const reference = printed.find(({ level }) => level === row.level);
    return [row.robust, reference?.robust, row.standard, reference?.standard].map(cell);
  });
  return [
    '| mismatch level | robust | robust, printed | standard | standard, printed |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((cells, index) => `| ${[table[index]?.level.toFixed(1), ...cells].join(' | ')} |`),
  ].join('\n');
}

/** The README's text with another table between its marks. @param {string} text @param {string} table */
export function withTable(text, table) {
  const [before = ''] = text.split(MARKS[0]);
  const [, after = ''] = text.split(MARKS[1]);
  return `${before}${MARKS[0]}\n\n${table}\n\n${MARKS[1]}${after}`;
}

const [folder] = process.argv.slice(2);
if (process.argv[1]?.endsWith('readmeTable.mjs') && folder !== undefined) {
  const { tutorialReference } = await import('../dist/evaluate/index.js');
  const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  mkdirSync(inRoot('docs/tutorial'), { recursive: true });
  for (const file of ['result.json', 'robustness.svg'])
    copyFileSync(join(folder, file), inRoot(`docs/tutorial/${file}`));
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  writeFileSync(inRoot('README.md'), withTable(readme, readmeTable(result, tutorialReference)));
}
