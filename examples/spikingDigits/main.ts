/** `npm run example:spikingDigits`: trains both networks, measures them, and writes figures, numbers and the table of the page. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTable } from '../../tools/withTable.mjs';
import { loadDigits } from './digits.ts';
import { runNetwork, type Training } from './experiment.ts';
import { accuracyTable, figuresOf, reportOf } from './report.ts';
import { settings } from './settings.ts';

const [folder = 'out/spikingDigits'] = process.argv.slice(2);
const digits = loadDigits();

async function run(training: Training) {
  const result = await runNetwork(training, settings, digits, ({ step, steps, loss, secondsLeft }) =>
    console.error(
      `${training}: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${secondsLeft.toFixed(0)} s left`,
    ),
  );
  console.error(`${training}: trained in ${result.seconds.toFixed(0)} s`);
  return result;
}

const results = { robust: await run('robust'), standard: await run('standard') };
const report = reportOf(settings, results);
const table = accuracyTable(report);
mkdirSync(folder, { recursive: true });
const files = { ...figuresOf(results), 'result.json': `${JSON.stringify(report, undefined, 2)}\n` };
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
const page = join(folder, 'README.md');
if (existsSync(page)) writeFileSync(page, withTable(readFileSync(page, 'utf8'), 'table', table));
console.log(`${table}\n\nFigures and numbers: ${folder}`);
