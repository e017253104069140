// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot, root } from './root.mjs';

/** Lives in dist/, so that deleting dist/ deletes it too. */
const record = inRoot('dist/.build/sources.json');

/** Compiles src/ to dist/, unless no source file has changed since the last time. */
export function build() {
  const now = hashSources();
  const before = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined;
  if (JSON.stringify(before) === JSON.stringify(now)) return;

  console.log('Building dist/ ...');
  // The compiler never deletes: what it made from a file that is gone would stay, and be published.
  const fileIsGone = Object.keys(before ?? {}).some((path) => !(path in now));
  if (before === undefined || fileIsGone) rmSync(inRoot('dist'), { recursive: true, force: true });
  rmSync(record, { force: true });
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed: src/ has the type errors listed above.');
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, JSON.stringify(now));
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
