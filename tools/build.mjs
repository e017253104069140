// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { inRoot, root } from './root.mjs';

/** The record of what dist/ was built from is in dist/, so that deleting dist/ deletes it too. */
const recordIn = (/** @type {string} */ folder) => inRoot(`${folder}/.build/sources.json`);

/**
 * Where a process builds, and puts the dist/ that its build replaces: beside dist/, as the compiler's own record holds
 * relative paths.
 */
const workFolders = (/** @type {number | string} */ pid) => ({
  made: `.dist-${pid}`,
  old: `.dist-${pid}-old`,
});

/**
 * Compiles src/ to dist/, unless no source file has changed since the last time. A build takes the place of dist/ when it is
 * complete, so that processes that build at the same time, or run what is in dist/, do not disturb each other.
 */
export function build() {
  const now = hashSources();
  if (isBuiltFrom(now)) return;
  removeInterruptedBuilds();
  console.log('Building dist/ ...');
  try {
    compileTo(workFolders(process.pid).made, now);
    replaceDist(now);
  } finally {
    removeWork(process.pid);
  }
}

/**
 * What dist/ was built from; undefined where it is not built.
 * @returns {Record<string, string> | undefined}
 */
const builtFrom = () =>
  existsSync(recordIn('dist')) ? JSON.parse(readFileSync(recordIn('dist'), 'utf8')) : undefined;

/** @param {Record<string, string>} sources */
const isBuiltFrom = (sources) => JSON.stringify(builtFrom()) === JSON.stringify(sources);

/**
 * Compiles to a folder; what has not changed is taken from dist/.
 * @param {string} folder
 * @param {Record<string, string>} sources
 */
function compileTo(folder, sources) {
  // The compiler never deletes: what it made from a file that is gone would stay, and be published.
  const before = builtFrom();
  if (before !== undefined && Object.keys(before).every((path) => path in sources))
    cpSync(inRoot('dist'), inRoot(folder), { recursive: true });
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const own = ['--outDir', folder, '--tsBuildInfoFile', `${folder}/.build/tsbuildinfo`];
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json', ...own], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed: src/ has the type errors listed above.');
  mkdirSync(dirname(recordIn(folder)), { recursive: true });
  writeFileSync(recordIn(folder), JSON.stringify(sources));
}

/**
 * Puts the build of this process in the place of dist/, unless another process was faster.
 * @param {Record<string, string>} sources
 */
function replaceDist(sources) {
  const { made, old } = workFolders(process.pid);
  try {
    if (isBuiltFrom(sources)) return;
    if (existsSync(inRoot('dist'))) renameSync(inRoot('dist'), inRoot(old));
    renameSync(inRoot(made), inRoot('dist'));
  } catch (error) {
    if (!isBuiltFrom(sources)) throw error;
  }
}

/** Removes what processes have left that were stopped while they built. */
function removeInterruptedBuilds() {
  for (const name of readdirSync(root)) {
    const [, pid] = /^\.dist-(\d+)/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) removeWork(pid);
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {number | string} pid */
function removeWork(pid) {
  for (const folder of Object.values(workFolders(pid)))
    rmSync(inRoot(folder), { recursive: true, force: true });
}

/**
 * Content hashes of everything that decides what the compiler writes.
 * @returns {Record<string, string>}
 */
function hashSources() {
  const sources = readdirSync(inRoot('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
  const files = [...sources, inRoot('tsconfig.json'), inRoot('package-lock.json')];
  return Object.fromEntries(
    files.map((file) => [
      file.slice(root.length),
      createHash('sha256').update(readFileSync(file)).digest('base64'),
    ]),
  );
}
