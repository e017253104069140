import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeServiceWorker } from '../../tools/serviceWorker.mjs';
import { type OpenSite, openSite } from './openSite.ts';

const guide = 'docs/documents/Getting_started.html';
const all = /the guides and the reference are kept/;

let site: OpenSite;
let context: BrowserContext;
let page: Page;
let errors: string[];

const address = (path: string): string => new URL(path, site.address).href;
const go = (path: string): Promise<unknown> => page.goto(address(path));
const notice = (): Promise<unknown> => page.locator('#offline').textContent();

/** A page of the site for a reader who has not been here before; `setUp` runs in it first. */
async function open(setUp?: () => void, path = 'index.html'): Promise<void> {
  const browser = site.page.context().browser();
  if (browser === null) throw new Error('The browser is closed.');
  context = await browser.newContext();
  page = await context.newPage();
  errors = [];
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  if (setUp) await page.addInitScript(setUp);
  await go(path);
}

const drawn = (): Promise<unknown> =>
  page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });

async function cutNetwork(): Promise<void> {
  await site.stopServing();
  expect(await page.evaluate(() => fetch('./absent').catch(() => 'offline'))).toBe('offline');
}

function change(path: string, from: string, to: string): void {
  const file = join(site.folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

beforeAll(async () => {
  site = await openSite({ reference: true });
}, 180_000);

afterAll(() => site?.close());

afterEach(async () => {
  await site.serveAgain();
  await context?.close();
});

describe('the site without a network', () => {
  it('opens again under its sub-path, trains and verifies', async () => {
    await open();
    await expect.poll(notice).toMatch(all);
    await cutNetwork();
    await go('index.html#inputs=50');
    await drawn();
    await page.click('#step');
    await expect.poll(() => page.textContent('#robust-progress .step')).toMatch(/^1 /);
    await page.click('#verify-run');
    await page.getByText('✓ The same bits').waitFor();
    await go('./');
    await drawn();
  });

  it('has all guides and the whole reference, with search and the way back', async () => {
    await open();
    await expect.poll(notice).toMatch(all);
    await cutNetwork();
    await page.getByRole('link', { name: 'Guides' }).click();
    await page.getByRole('heading', { level: 1, name: 'Getting started' }).waitFor();
    await page.locator('#tsd-nav-container').getByRole('link', { name: 'Determinism and seeds' }).waitFor();
    await page.click('#tsd-search-trigger');
    await page.fill('#tsd-search-input', 'matmul');
    await page.locator('#tsd-search-results a[href$="functions/limpet.matmul.html"]').click();
    await page.waitForURL(/functions\/limpet\.matmul\.html$/);
    expect(await page.locator('h1').textContent()).toContain('matmul');
    await page.getByRole('link', { name: 'Interactive tutorial' }).first().click();
    await drawn();
  });

  it.each([
    ['docs', 'docs/'],
    ['docs/', 'docs/'],
    ['docs/index.html?from=afar', 'docs/index.html?from=afar'],
    ['docs/documents/Getting_started', 'docs/documents/Getting_started'],
    [`${guide}?x#train-it`, `${guide}?x#train-it`],
  ])('has %s', async (asked, shown) => {
    await open();
    await expect.poll(notice).toMatch(all);
    await cutNetwork();
    await go(asked);
    expect(page.url()).toBe(address(shown));
    await page.locator('.tsd-typography').waitFor();
  });

  it('keeps itself when a guide is what is read first', async () => {
    await open(undefined, guide);
    const complete = (): Promise<boolean> =>
      page.evaluate(async () => Boolean(await caches.match('../complete')));
    await expect.poll(complete).toBe(true);
    await cutNetwork();
    await go('docs/modules.html');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await go('index.html');
    await drawn();
  });
});

describe('what is kept', () => {
  it('is asked for when the first figures are drawn', async () => {
    await open(() => {
      const { serviceWorker } = navigator;
      const register = serviceWorker.register.bind(serviceWorker);
      serviceWorker.register = (...given) => {
        const chips = document.querySelectorAll('#standard-fan path.chip[d]').length;
        document.documentElement.dataset.drawnBefore = `${chips}`;
        return register(...given);
      };
    });
    await expect.poll(notice).toMatch(all);
    expect(await page.evaluate(() => document.documentElement.dataset.drawnBefore)).toBe('20');
  });

  it('is the page and what was visited for who saves data, until asked for all', async () => {
    await open(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    });
    await expect.poll(notice).toMatch(/To save data/);
    await go(guide);
    await page.waitForLoadState('networkidle');
    await cutNetwork();
    await go(`${guide}?again`);
    await page.getByRole('heading', { level: 1, name: 'Getting started' }).waitFor();
    await go('docs/modules.html');
    await page.getByRole('heading', { name: 'This page has not been kept' }).waitFor();
    await page.getByRole('link').click();
    await drawn();
    await site.serveAgain();
    await page.getByRole('button', { name: 'Keep all guides and the reference' }).click();
    await expect.poll(notice).toMatch(all);
    await cutNetwork();
    await go('docs/modules.html');
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('does not include a part of a damaged archive, and is completed at the next try', async () => {
    const archive = readdirSync(site.folder).find((name) => name.endsWith('.bin')) ?? '';
    const file = join(site.folder, archive);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    await open();
    await expect.poll(notice).toMatch(/could not be loaded/);
    expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
    writeFileSync(file, whole);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(notice).toMatch(all);
  });

  it('is the page where there is no room for more', async () => {
    await open(() => {
      navigator.serviceWorker.register = () => Promise.reject(new Error('The test makes room scarce first.'));
    });
    const devTools = await context.newCDPSession(page);
    const { origin } = new URL(page.url());
    await devTools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4_000_000 });
    const limited = page;
    page = await context.newPage();
    await go('index.html');
    await expect.poll(notice).toMatch(/there is no room/);
    expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
    await cutNetwork();
    await go('index.html');
    await drawn();
    await limited.close();
  });

  it('is nothing where a service worker is forbidden, and the site works as before', async () => {
    await open(() => {
      navigator.serviceWorker.register = () => Promise.reject(new DOMException('forbidden', 'SecurityError'));
    });
    await drawn();
    expect(await page.locator('#notices p').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe('a new version of the site', () => {
  it('takes the place of the older one as a whole, when no page of that is open', async () => {
    await open();
    await expect.poll(notice).toMatch(all);
    await page.evaluate(async () => {
      const { scope } = await navigator.serviceWorker.ready;
      await caches.open(`limpet ${scope} left over docs`);
      await caches.open('of another page');
    });
    const older = await page.evaluate(() => caches.keys());
    change('index.html', 'Networks that hold on</h1>', 'Networks anew</h1>');
    change(guide, 'from nothing to a measured network', 'anew');
    writeServiceWorker(site.folder);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
    });
    const waits = (): Promise<boolean> =>
      page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).waiting));
    await expect.poll(waits).toBe(true);
    await go('index.html');
    expect(await page.locator('h1').textContent()).toBe('Networks that hold on');
    await go(guide);
    await page.getByText('from nothing to a measured network').waitFor();

    await site.stopServing();
    const title = async (): Promise<unknown> => {
      await page.goto('about:blank');
      await go('index.html');
      return page.locator('h1').textContent();
    };
    await expect.poll(title).toBe('Networks anew');
    await go(guide);
    await page.getByText('This guide goes anew').waitFor();
    const kept = await page.evaluate(() => caches.keys());
    expect(kept).toHaveLength(3);
    expect(kept.filter((name) => older.includes(name))).toEqual(['of another page']);
  });

  it('is not kept while its host has files of two versions', async () => {
    const index = join(site.folder, 'index.html');
    const text = readFileSync(index, 'utf8');
    writeFileSync(index, `${text}<!-- another version -->`);
    await open();
    await drawn();
    const state = await page.evaluate(async () => {
      const { installing } = await navigator.serviceWorker.register('./serviceWorker.js');
      return new Promise((resolve) => {
        installing?.addEventListener('statechange', () => resolve(installing.state));
      });
    });
    writeFileSync(index, text);
    expect(state).toBe('redundant');
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
  });
});
