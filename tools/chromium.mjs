// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = ['Chromium', 'Google Chrome'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const debianPackages = ['chromium', 'fonts-dejavu-core'];

/**
 * The Chromium that the browser tests drive: the one that LIMPET_CHROMIUM names, or else the first one found.
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env.LIMPET_CHROMIUM;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`LIMPET_CHROMIUM names ${named}, which is no executable file. Correct or unset it.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...macApplications].find(isExecutable);
}

/** Installs Debian's Chromium, unless some Chromium is there. */
export function installChromium() {
  if (findChromium() !== undefined) return;
  const cure =
    `The browser tests need Chromium. On Debian: sudo apt-get install ${debianPackages.join(' ')}. Elsewhere: install ` +
    'Chromium or Chrome, or name its executable in LIMPET_CHROMIUM. (npm run test:unit needs no browser.)';
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) throw new Error(cure);
  console.log('Installing Chromium ...');
  aptGet(['update', '-q'], cure);
  aptGet(['install', '-q', '-y', '--no-install-recommends', ...debianPackages], cure);
  if (findChromium() === undefined) throw new Error(cure);
}

/**
 * @param {string[]} args
 * @param {string} cure
 */
function aptGet(args, cure) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}${stderr}\n\`apt-get ${args.join(' ')}\` failed. ${cure}`);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
