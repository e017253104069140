import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Writes the service worker beside the built page, with the list of the page's files and a version made of their contents. */
export function offlineFiles(source: string): Plugin {
  return {
    name: 'files for use offline',
    apply: 'build',
    writeBundle({ dir = '' }) {
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
      const text = readFileSync(source, 'utf8');
      const hash = createHash('sha256').update(text);
      for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(dir, file)));
      const version = hash.digest('hex').slice(0, 16);
      const head = `const version = ${JSON.stringify(version)};\nconst files = ${JSON.stringify(files)};\n`;
      writeFileSync(join(dir, 'serviceWorker.js'), head + text);
    },
  };
}
