import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tools/browsers.mjs';
import { serveFolder } from './serveFolder.ts';

/** The last five keep Chromium from looking for its maker's servers at every start. */
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page in Chromium. */
export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page so far: its console errors, uncaught exceptions and failed requests. */
  readonly errors: readonly string[];
  /** Cuts the network: until it is back, nothing is answered. */
  stopServing(): Promise<void>;
  serveAgain(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a folder on this machine alone and opens a page of it in Chromium. */
export async function openPage(folder: string, path = 'index.html'): Promise<OpenPage> {
  const server = await serveFolder(folder);
  const executablePath = findBrowser('chromium');
  if (executablePath === undefined)
    throw new Error('No Chromium found: `npm test` installs it, or says how to.');
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => errors.push(`request: ${request.url()}`));
  page.on('response', (response) => {
    if (!response.ok()) errors.push(`request: ${response.status()} ${new URL(response.url()).pathname}`);
  });
  const close = async (): Promise<void> => {
    // A request that is under way when a test ends is no error of the test.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await browser.close();
    await server.close();
  };
  await page.goto(`${server.address}/${path}`);
  return { page, errors, stopServing: server.close, serveAgain: server.listen, close };
}
