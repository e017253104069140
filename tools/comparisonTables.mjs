// @ts-check
// node tools/comparisonTables.mjs FOLDER: takes the rows and figures of a run of `limpet compare` from its output folder into docs/comparison/, and writes
// its tables into the document there. Without a folder, it writes the tables of the rows that are there.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { inRoot } from './root.mjs';
import { withTable } from './withTable.mjs';

/** @typedef {import('../src/evaluate/index.ts').ComparisonRow} Row */
/** @typedef {import('../src/evaluate/index.ts').ComparisonCell} Cell */

/** Measurements that the document has a table of, by the name of its place. */
export const tables = ['mismatch', 'constantNoise', 'taskAttack', 'outputAttack', 'drift', 'verified'];

/**
 * A table of accuracies in per cent: a line for each method, a column for each level; the best mean of a level is strong.
 * @param {readonly Cell[]} cells
 */
export function comparisonTable(cells) {
  const levels = [...new Set(cells.map(({ level }) => level))].sort((a, b) => a - b);
  const methods = [...new Set(cells.map(({ method }) => method))];
  const percent = (/** @type {number} */ value) => (100 * value).toFixed(1);
  const best = (/** @type {number} */ level) =>
    Math.max(...cells.filter((cell) => cell.level === level).map(({ mean }) => mean));
  const shown = (/** @type {string} */ method, /** @type {number} */ level) => {
    const cell = cells.find((each) => each.method === method && each.level === level);
    if (cell === undefined) return '';
    const mean = cell.mean === best(level) ? `**${percent(cell.mean)}**` : percent(cell.mean);
    return cell.count === 1 ? mean : `${mean} ± ${percent(cell.std)}`;
  };
  const lines = methods.map((method) => [method, ...levels.map((level) => shown(method, level))]);
  const header = ['accuracy in %', ...levels.map(String)];
  return [header, header.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/**
 * The document with the tables of these rows.
 * @param {string} page
 * @param {readonly Row[]} rows
 * @param {(rows: readonly Row[], measurement: string) => readonly Cell[]} comparisonCells
 */
export const withTables = (page, rows, comparisonCells) =>
  tables.reduce((text, name) => withTable(text, name, comparisonTable(comparisonCells(rows, name))), page);

/**
 * The rows of a comparison's CSV file.
 * @param {string} text
 * @returns {Row[]}
 */
export const comparisonRows = (text) =>
  Papa.parse(text, { header: true, dynamicTyping: true, skipEmptyLines: true }).data;

if (process.argv[1]?.endsWith('comparisonTables.mjs')) {
  const [folder] = process.argv.slice(2);
  const home = inRoot('docs/comparison');
  if (folder !== undefined) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.svg') || name === 'rows.csv');
    for (const file of files) copyFileSync(join(folder, file), join(home, file));
  }
  const { comparisonCells } = await import('../dist/evaluate/index.js');
  const rows = comparisonRows(readFileSync(join(home, 'rows.csv'), 'utf8'));
  const page = join(home, 'README.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), rows, comparisonCells));
}
