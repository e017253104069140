import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../temporaryFolder.ts';
import { openPage } from './chromium.ts';

const alias = Object.fromEntries(
  Object.entries(description.exports).map(([entry, { types }]) => [
    entry.replace('.', description.name),
    resolve(types.replace('./dist/', 'src/').replace('.d.ts', '.ts')),
  ]),
);

it("runs the worker of the guide on browsers and hears from it as the guide's page does", async () => {
  const guide = readFileSync('docs/guides/browser.md', 'utf8');
  const [worker = '', page = ''] = [...guide.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const folder = temporaryFolder({ 'page.js': page });
  await build({
    stdin: { contents: worker, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'trainer.js'),
    alias,
    logLevel: 'silent',
  });
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
  );
  const opened = await openPage(folder);
  try {
    const heard = await opened.page.waitForEvent('console', (message) =>
      message.text().includes('Float32Array'),
    );
    const weights = await heard.args()[0]?.evaluate((values: Float32Array) => [...values]);
    expect(weights).toHaveLength(8);
    expect(weights?.every(Number.isFinite)).toBe(true);
    expect(opened.errors).toEqual([]);
  } finally {
    await opened.close();
  }
});
