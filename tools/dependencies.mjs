// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { npm } from './npm.mjs';
import { inRoot } from './root.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Whether what npm installed is what the lock file asks for. Optional packages are left out, as they are one per
 * platform; the package that chooses among them has the same version.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json, which npm writes at the end of every install
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed.packages[path]?.version === version,
  );
}

/** Installs the packages of package-lock.json, unless they are there. */
export function installDependencies() {
  const installed = inRoot('node_modules/.package-lock.json');
  if (existsSync(installed) && isInstalled(readLock(inRoot('package-lock.json')), readLock(installed)))
    return;
  console.log('Installing dependencies ...');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/**
 * @param {string} file
 * @returns {Lock}
 */
const readLock = (file) => JSON.parse(readFileSync(file, 'utf8'));
