// @ts-check
import { join } from 'node:path';
import { build } from 'vite';
import { inRoot } from './root.mjs';
import { writeServiceWorker } from './serviceWorker.mjs';

/**
 * Writes the interactive page, and unless they are left out the guides and the reference, and what keeps all of them for use offline.
 * @param {{ folder: string, reference: boolean, logLevel?: import('vite').LogLevel }} options
 */
export async function buildSite({ folder, reference, logLevel = 'info' }) {
  await build({
    configFile: inRoot('site/vite.config.ts'),
    logLevel,
    build: { outDir: folder, emptyOutDir: true },
  });
  if (reference) {
    const { writeReference } = await import('./reference.mjs');
    await writeReference(join(folder, 'docs'));
  }
  writeServiceWorker(folder);
}
