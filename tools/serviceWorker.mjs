// @ts-check
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from './root.mjs';

/**
 * Writes the service worker of a built site, with the page's files and their hashes, and the archive that it keeps the guides and the
 * reference from. They are hundreds of small pages that are much alike: as one file they take a quarter of their size one by one, and one request.
 * @param {string} folder
 */
export function writeServiceWorker(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => file !== 'serviceWorker.js' && !file.endsWith('.bin'))
    .sort();
  const isDocs = (/** @type {string} */ file) => file.startsWith('docs/');
  const page = files
    .filter((file) => !isDocs(file))
    .map((file) => ({ file, integrity: integrityOf(readFileSync(join(folder, file))) }));
  const docs = files.filter(isDocs).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  const packed = gzipSync(JSON.stringify(Object.fromEntries(docs)), { level: 9 });
  const archive = {
    file: `docs-${hashOf(packed, 'hex').slice(0, 16)}.bin`,
    integrity: integrityOf(packed),
  };
  writeFileSync(join(folder, archive.file), packed);
  const text = readFileSync(inRoot('site/serviceWorker.js'), 'utf8');
  const version = hashOf(JSON.stringify([page, archive, text]), 'hex').slice(0, 16);
  const head = `const site = ${JSON.stringify({ version, page, archive })};\n`;
  writeFileSync(join(folder, 'serviceWorker.js'), head + text);
}

/**
 * @param {string | Buffer} content
 * @param {'hex' | 'base64'} form
 */
const hashOf = (content, form) => createHash('sha256').update(content).digest(form);

/** @param {Buffer} content */
const integrityOf = (content) => `sha256-${hashOf(content, 'base64')}`;
