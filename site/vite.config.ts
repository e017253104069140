import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import description from '../package.json' with { type: 'json' };

const inRoot = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The package under its own name, as another project would import it; longer names first, as the first match counts. */
const entries = Object.entries(description.exports)
  .map(([entry, { default: file }]) => ({
    find: entry.replace('.', description.name),
    replacement: inRoot(file),
  }))
  .sort((a, b) => b.find.length - a.find.length);

/** Relative addresses, so that the page works under any path of any host; nothing inlined, as the page's policy forbids it. */
export default defineConfig({
  root: inRoot('site'),
  base: './',
  resolve: { alias: entries },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
