import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Groups of tests by what they need: nothing; the packed package; a browser. */
export default defineConfig({
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
        test: { name: 'browser', include: ['tests/browser/**/*.test.ts', 'tests/site/**/*.test.ts'] },
      },
    ],
  },
});
