// @ts-check
// node tools/run.mjs SCRIPT [ARGUMENTS]: sets up, then runs a script of the project.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inRoot } from './root.mjs';
import { setUp } from './setUp.mjs';

const [script = '', ...args] = process.argv.slice(2);
setUp({ browserTests: false });
const child = spawn(process.execPath, [inRoot(script), ...args], { stdio: 'inherit' });

// A terminal sends Ctrl-C to the script as well as to us, and npm sends us a copy: passing it on would make it two.
const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
process.on('SIGINT', () => {
  if (!onTerminal) child.kill('SIGINT');
});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
