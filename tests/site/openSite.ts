import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../tools/build.mjs';
import { buildSite } from '../../tools/buildSite.mjs';
import { type OpenPage, openPage } from '../browser/chromium.ts';

/** The built site in a browser, under a path that is not the root of its host. */
export interface OpenSite extends Omit<OpenPage, 'errors'> {
  /** What went wrong since the page was loaded last; leaving it earlier may have ended requests. */
  errors(): readonly string[];
  /** Where the site was built. */
  readonly folder: string;
  /** Of the page, without settings. */
  readonly address: string;
  /** Every address that was asked for. */
  readonly requests: readonly string[];
  /** Loads the page anew with the given settings and waits until its first figure is drawn. */
  load(hash?: string): Promise<void>;
}

/** Builds the site into a folder of its own, of which it is not the root; without guides and reference unless they are asked for. */
export async function buildSiteBelow({ reference = false } = {}): Promise<string> {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'limpet-site-'));
  await buildSite({ folder: join(folder, 'some/path'), reference, logLevel: 'error' });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,">');
  return folder;
}

/** Builds the site so and opens a page of its host. */
export async function openSite(options: { readonly reference?: boolean } = {}): Promise<OpenSite> {
  const folder = await buildSiteBelow(options);
  const opened = await openPage(folder);
  const { page } = opened;
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const address = new URL('some/path/index.html', page.url()).href;
  let earlierErrors = 0;
  return {
    page,
    stopServing: opened.stopServing,
    serveAgain: opened.serveAgain,
    folder: join(folder, 'some/path'),
    address,
    requests,
    errors: () => opened.errors.slice(earlierErrors),
    async load(hash = '') {
      await page.goto('about:blank');
      earlierErrors = opened.errors.length;
      await page.goto(address + hash);
      await page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });
    },
    async close() {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
