/** `npm run bench`: sets up the peers, runs the comparisons, prints their tables. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { inRoot } from '../tools/root.mjs';
import { adversarialStep } from './comparisons/adversarialStep.mjs';
import { cnnEvaluation } from './comparisons/cnnEvaluation.mjs';
import { cnnStep } from './comparisons/cnnStep.mjs';
import { adversarialCompileTime, spikingCompileTime } from './comparisons/compileTime.mjs';
import { plainStep } from './comparisons/plainStep.mjs';
import { robustnessTable } from './comparisons/robustnessTable.mjs';
import { spikingSteps } from './comparisons/spikingSteps.mjs';
import { makeContext } from './context.mjs';
import { describeMachine } from './machine.mjs';
import { peers } from './peers.mjs';
import { renderReport } from './report.mjs';
import { makeLauncher } from './runner.mjs';
import { setUpNpm, setUpPython, setUpTorch } from './setUp.mjs';

const comparisons = [
  adversarialStep,
  plainStep,
  adversarialCompileTime,
  robustnessTable,
  cnnStep,
  cnnEvaluation,
  ...spikingSteps,
  spikingCompileTime,
];

/** A flag that takes some of the names, by default all of them. */
const someOf = (names, flags, what) =>
  new Option(flags, `${what}, with commas between: ${names.join(', ')}`)
    .default(names, 'all')
    .argParser((text) => {
      const chosen = text.split(',');
      const unknown = chosen.find((name) => !names.includes(name));
      if (unknown !== undefined) {
        throw new InvalidArgumentError(`"${unknown}" is not among ${names.join(', ')}.`);
      }
      return names.filter((name) => chosen.includes(name));
    });

const wholeNumber = (least) => (text) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  }
  return value;
};

const comparisonNames = comparisons.map((comparison) => comparison.name);
const peerNames = Object.keys(peers);

const options = new Command('npm run bench --')
  .description('Times Limpet and its peers in turn, each on one core, after checking that they agree.')
  .addOption(someOf(comparisonNames, '--only <names>', 'comparisons'))
  .addOption(someOf(peerNames, '--peers <names>', 'who takes part'))
  .option('--rounds <n>', 'rounds of the step comparisons', wholeNumber(1), 15)
  .option('--core <n>', 'the core to pin to', wholeNumber(0), 1)
  .option('--python <command>', 'a Python 3.11 or newer, to set up JAX and Rockpool with', 'python3')
  .option('--published-table', 'also time the table as the Rockpool tutorial makes it (over a minute)', false)
  .option('--write', 'write bench/results.md and bench/results.json', false)
  .parse()
  .opts();

const progress = (text) => console.error(text);

const writeResults = (report, markdown) => {
  writeFileSync(inRoot('bench/results.md'), markdown);
  writeFileSync(inRoot('bench/results.json'), `${JSON.stringify(report, null, 2)}\n`);
  progress('Wrote bench/results.md and bench/results.json.');
};

const runComparisons = async (context) => {
  const results = [];
  for (const comparison of comparisons.filter(({ name }) => options.only.includes(name))) {
    const { name, title, unit } = comparison;
    const measured = await comparison.run(context).catch((error) => ({ rows: [], targets: [], error }));
    const failures = [...context.takeFailures(), ...(measured.error ? [measured.error.message] : [])];
    results.push({ name, title, unit, rows: measured.rows, targets: measured.targets, failures });
  }
  return results;
};

/** The command as typed, without the folders of this machine that an interpreter's path may hold. */
const commandLine = () => {
  const given = process.argv.slice(2).map((argument) => basename(argument));
  return ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
};

const main = async () => {
  setUpPython(options.python);
  setUpNpm();
  if (options.peers.includes('torch')) setUpTorch(options.python);
  const launcher = makeLauncher(options.core);
  const machine = describeMachine(launcher.pinned);
  const { peers: chosen, rounds, publishedTable } = options;
  const context = makeContext({ peers, chosen, launcher, rounds, publishedTable, progress });
  try {
    const results = await runComparisons(context);
    const report = { command: commandLine(), machine, versions: context.versions, results };
    const markdown = renderReport(report, context.title);
    console.log(markdown);
    if (options.write) writeResults(report, markdown);
    if (results.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  } finally {
    context.stop();
  }
};

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
