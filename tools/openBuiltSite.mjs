// @ts-check
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { findBrowser } from './browsers.mjs';
import { buildSite } from './buildSite.mjs';
import { inRoot } from './root.mjs';

/**
 * Builds the interactive page, serves it on this machine and starts a Chromium for it.
 */
export async function openBuiltSite() {
  const configFile = inRoot('site/vite.config.ts');
  await buildSite({ folder: inRoot('site/dist'), reference: false, logLevel: 'warn' });
  const server = await preview({ configFile, preview: { port: 0, host: '127.0.0.1', open: false } });
  const address = server.resolvedUrls?.local[0];
  const executablePath = findBrowser('chromium');
  if (address === undefined) throw new Error('The site could not be served.');
  if (executablePath === undefined)
    throw new Error('No Chromium found: `npm test` installs it, or says how to.');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { address, browser, close };
}
