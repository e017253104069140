import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { inRoot } from './tools/root.mjs';

/** Groups of tests by what they need: nothing; the packed package; a browser. */
export default defineConfig({
  resolve: {
    // The examples import the package by its name.
    alias: [
      { find: /^limpet$/, replacement: inRoot('src/index.ts') },
      { find: 'limpet/plot/headless', replacement: inRoot('src/plot/headlessDocument.ts') },
      { find: /^limpet\/(\w+)$/, replacement: inRoot('src/$1/index.ts') },
    ],
  },
  test: {
    setupFiles: ['tests/silence.ts', 'tests/properties.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/package/**', 'tests/browser/**', 'tests/site/**'],
        },
      },
      { extends: true, test: { name: 'package', include: ['tests/package/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts', 'tests/site/**/*.test.ts'],
          // Pages are waited for, and a busy machine builds and draws slowly.
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
