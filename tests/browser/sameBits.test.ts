import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { computeFingerprint } from '../../src/evaluate/fingerprint.ts';
import { publishedFingerprint } from '../../src/evaluate/publishedFingerprint.ts';
import { build } from '../../tools/build.mjs';
import { newestNode } from '../../tools/newestNode.mjs';
import { temporaryFolder } from '../temporaryFolder.ts';
import { openPage } from './chromium.ts';
import { answerFromFirefox, firefox } from './firefox.ts';

type Fingerprint = Awaited<ReturnType<typeof computeFingerprint>>;

/** A folder with a page and a module that computes the fingerprint. */
async function pageWith(script: string): Promise<string> {
  const folder = temporaryFolder({
    'index.html': `<!doctype html><link rel="icon" href="data:,"><script type="module">${script}</script>`,
  });
  await bundle({
    entryPoints: ['src/evaluate/fingerprint.ts'],
    outfile: join(folder, 'fingerprint.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
  });
  return folder;
}

async function fingerprintInChromium(): Promise<Fingerprint> {
  const folder = await pageWith('');
  const { page, errors, close } = await openPage(folder);
  onTestFinished(close);
  const code = "import('/fingerprint.js').then((module) => module.computeFingerprint())";
  const fingerprint = await page.evaluate<Fingerprint>(code);
  expect(errors).toEqual([]);
  return fingerprint;
}

async function fingerprintInFirefox(): Promise<Fingerprint> {
  const folder = await pageWith(`
    import { computeFingerprint } from './fingerprint.js';
    const answer = await computeFingerprint().catch((error) => ({ error: String(error) }));
    await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
  `);
  return (await answerFromFirefox(folder, 'index.html')) as Fingerprint;
}

function fingerprintInNode(executable: string): Fingerprint {
  const module = pathToFileURL('dist/evaluate/fingerprint.js').href;
  const code = `import { computeFingerprint } from '${module}'; console.log(JSON.stringify(await computeFingerprint()));`;
  return JSON.parse(execFileSync(executable, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

describe('a training run and random programs have the same bits', () => {
  let here: Fingerprint;

  beforeAll(async () => {
    here = await computeFingerprint();
    build();
  });

  it('as published, in this Node', () => {
    expect(here.hash).toBe(publishedFingerprint);
  });

  it('in Chromium', async () => {
    const there = await fingerprintInChromium();
    expect(there.parts).toEqual(here.parts);
    expect(there.hash).toBe(publishedFingerprint);
  });

  it.skipIf(firefox === undefined)('in Firefox', { timeout: 120_000 }, async () => {
    const there = await fingerprintInFirefox();
    expect(there.parts).toEqual(here.parts);
    expect(there.hash).toBe(publishedFingerprint);
  });

  it.skipIf(newestNode === undefined)('in the newest Node', () => {
    const there = fingerprintInNode(newestNode!);
    expect(there.parts).toEqual(here.parts);
    expect(there.hash).toBe(publishedFingerprint);
  });
});
