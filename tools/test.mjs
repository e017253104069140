// @ts-check
// node tools/test.mjs [STEP ...] [VITEST ARGUMENTS]: sets up, runs all steps or the named ones, and prints the totals.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { inRoot, root } from './root.mjs';
import { setUp } from './setUp.mjs';
import { closingLine, countStep, countTests, sumTotals } from './testTotals.mjs';

const checks = {
  lint: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  types: ['typescript/bin/tsc', '-p', 'tsconfig.check.json'],
};
const testGroups = ['unit', 'package', 'browser'];
const steps = [...Object.keys(checks), ...testGroups];

const named = steps.filter((step) => process.argv.includes(step));
const chosen = named.length > 0 ? named : steps;
const vitestArgs = process.argv.slice(2).filter((argument) => !steps.includes(argument));

setUp({ browserTests: chosen.includes('browser') });
const totals = sumTotals(chosen.map(runStep));
console.log(`\n${closingLine(totals)}`);
process.exit(totals.failed === 0 ? 0 : 1);

/** @param {string} step */
function runStep(step) {
  console.log(`\n--- ${step}`);
  return testGroups.includes(step) ? runTests(step) : runCheck(/** @type {keyof typeof checks} */ (step));
}

/** @param {keyof typeof checks} step */
function runCheck(step) {
  const exitCode = runTool(checks[step]);
  if (step === 'types' && exitCode === 0) console.log('No type errors.');
  return countStep(exitCode);
}

/** @param {string} group a project of vitest.config.ts */
function runTests(group) {
  const reportFile = inRoot(`.cache/tests/${group}.json`);
  rmSync(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const exitCode = runTool(['vitest/vitest.mjs', 'run', '--project', group, ...reporters, ...vitestArgs]);
  return countTests(
    existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined,
    exitCode,
  );
}

/** @param {string[]} command a script in node_modules/ and its arguments */
function runTool([script, ...args]) {
  const { status } = spawnSync(process.execPath, [inRoot(`node_modules/${script}`), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status;
}
