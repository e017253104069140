import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('the figures in a browser’s bundle', () => {
  it('carry no document of their own and nothing of Node', async () => {
    const { metafile } = await build({
      entryPoints: ['src/plot/index.ts'],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((path) => path.includes('@observablehq/plot'))).toBe(true);
    expect(inputs.filter((path) => /linkedom|headlessDocument/.test(path))).toEqual([]);
  });
});
