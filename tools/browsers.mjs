// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * How a browser is found, and installed on Debian. Firefox is looked for by its name there alone, as that of Ubuntu is shut off from the
 * folders of tests.
 * @typedef {keyof typeof browsers} BrowserName
 */
const browsers = {
  chromium: {
    title: 'Chromium',
    variable: 'LIMPET_CHROMIUM',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    macApplications: ['Chromium', 'Google Chrome'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    ),
    debianPackages: ['chromium', 'fonts-dejavu-core'],
    elsewhere: 'install Chromium or Chrome',
  },
  firefox: {
    title: 'Firefox',
    variable: 'LIMPET_FIREFOX',
    names: ['firefox-esr'],
    macApplications: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    debianPackages: ['firefox-esr'],
    elsewhere: 'install Firefox',
  },
};

/**
 * The browser that tests use: the one that LIMPET_CHROMIUM or LIMPET_FIREFOX names, or else the first one found.
 * @param {BrowserName} browser
 * @returns {string | undefined}
 */
export function findBrowser(browser) {
  const { variable, names, macApplications } = browsers[browser];
  const named = process.env[variable];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`${variable} names ${named}, which is no executable file. Correct or unset it.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...macApplications].find(isExecutable);
}

/**
 * Installs Debian's browser, unless there is one.
 * @param {BrowserName} browser
 * @throws Error where that is not possible; the message says what to do.
 */
export function installBrowser(browser) {
  if (findBrowser(browser) !== undefined) return;
  const { title, variable, debianPackages, elsewhere } = browsers[browser];
  const cure =
    `Tests in ${title} need it. On Debian: sudo apt-get install ${debianPackages.join(' ')}. Elsewhere: ${elsewhere}, ` +
    `or name its executable in ${variable}. (npm run test:unit needs no browser.)`;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) throw new Error(cure);
  console.log(`Installing ${title} ...`);
  aptGet(['update', '-q'], cure);
  aptGet(['install', '-q', '-y', '--no-install-recommends', ...debianPackages], cure);
  if (findBrowser(browser) === undefined) throw new Error(cure);
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
