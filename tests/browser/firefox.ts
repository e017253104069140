import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../tools/browsers.mjs';
import { serveFolder } from './serveFolder.ts';

/** Where there is none, its tests are skipped. */
export const firefox = findBrowser('firefox');

const patience = 90_000;

/**
 * Opens a page of a folder in Firefox and gives what its script sends by POST, as JSON. Debian's Firefox understands too little of the
 * protocol that Playwright speaks, so the page drives itself.
 */
export async function answerFromFirefox(folder: string, path: string): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'limpet-firefox-'));
  let take: (body: string) => void = () => {};
  const answered = new Promise<string>((resolve) => {
    take = resolve;
  });
  const server = await serveFolder(folder, (body) => take(body));
  const args = ['--headless', '--no-remote', '--profile', profile, `${server.address}/${path}`];
  const browser = spawn(firefox ?? 'firefox', args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Firefox did not answer within ${patience / 1000} s.`)),
      patience,
    );
  });
  try {
    return JSON.parse(await Promise.race([answered, silent]));
  } finally {
    clearTimeout(timer);
    browser.kill();
    await ended;
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
