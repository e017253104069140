// @ts-check
// node tools/readmeTable.mjs [FOLDER]: writes the speeds of bench/results.json into the README. With a folder, it first takes the result and the robustness figure of a full run of `limpet tutorial` from its output
// folder into docs/tutorial/, and writes its table into the README.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './root.mjs';
import { withTable } from './withTable.mjs';

/** @typedef {{ mean: number, std: number }} Level */
/** @typedef {{ level: number, robust?: Level, standard?: Level }} Row */

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

/** Peers of the speed table, in its order. */
const PEERS = {
  limpet: 'Limpet',
  jaxExpert: 'JAX, one jit',
  rockpool: 'Rockpool, as published',
  jaxJs: 'jax-js',
  tensorflowJs: 'TensorFlow.js',
};

/** Three digits, or all before the point; nothing for what was not measured. @param {number | undefined} value */
const milliseconds = (value) => {
  if (value === undefined) return '';
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
};

/**
 * The speed table of the README.
 * @param {{ results: readonly { name: string, title: string, rows: readonly { peer: string, median: number }[] }[] }} benchmark
 */
export function speedTable({ results }) {
  const names = Object.keys(PEERS);
  const shown = results.filter(({ name }) => ['adversarial', 'plain', 'compile'].includes(name));
  const rows = shown.map(({ title, rows: measured }) => [
    `${title}, ms`,
    ...names.map((name) => milliseconds(measured.find(({ peer }) => peer === name)?.median)),
  ]);
  const header = ['', ...Object.values(PEERS)];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (process.argv[1]?.endsWith('readmeTable.mjs')) {
  const [folder] = process.argv.slice(2);
  const { tutorialReference } = await import('../dist/evaluate/index.js');
  if (folder !== undefined) {
    mkdirSync(inRoot('docs/tutorial'), { recursive: true });
    for (const file of ['result.json', 'robustness.svg']) {
      copyFileSync(join(folder, file), inRoot(`docs/tutorial/${file}`));
    }
  }
  const result = JSON.parse(readFileSync(inRoot('docs/tutorial/result.json'), 'utf8'));
  const benchmark = JSON.parse(readFileSync(inRoot('bench/results.json'), 'utf8'));
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  const table = withTable(readme, 'table', readmeTable(result, tutorialReference));
  writeFileSync(inRoot('README.md'), withTable(table, 'speed', speedTable(benchmark)));
}
