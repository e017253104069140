import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../tools/chromium.mjs';

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

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** A page in Chromium. */
export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page so far: its console errors, uncaught exceptions and failed requests. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** Serves a folder on this machine alone and opens a page of it in Chromium. */
export async function openPage(folder: string, path = 'index.html'): Promise<OpenPage> {
  const server = await serveFolder(folder);
  const executablePath = findChromium();
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
    await browser.close();
    server.close();
  };
  await page.goto(`${server.address}/${path}`);
  return { page, errors, close };
}

async function serveFolder(folder: string): Promise<{ address: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    try {
      const content = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': contentTypes[extname(path)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}
