// @ts-check
import { spawnSync } from 'node:child_process';
import { root } from './root.mjs';

/**
 * Runs npm in the project's folder: the npm that started us if there is one, otherwise the one on the path.
 * @param {string[]} args
 */
export function npm(args) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error)
    throw new Error(`npm could not be started (${error.message}). Node's installer brings it along.`);
  if (status !== 0) {
    throw new Error(`\`npm ${args.join(' ')}\` failed; its output above says why. Cure that and run again.`);
  }
}
