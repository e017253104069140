import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenSite, openSite } from './openSite.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

afterEach(() => site.page.context().setOffline(false));

describe('the site without a network', () => {
  it('opens again under its sub-path, trains and verifies', async () => {
    const { page } = site;
    await site.load('#inputs=50');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    const reach = (): Promise<unknown> => page.evaluate(() => fetch('./absent').catch(() => 'offline'));
    await expect.poll(reach).toBe('offline');
    await site.load('#inputs=50');
    await page.click('#step');
    await expect.poll(() => page.textContent('#robust-progress .step')).toMatch(/^1 /);
    await page.click('#verify-run');
    await page.getByText('✓ The same bits').waitFor();
    await page.goto(new URL('./', page.url()).href);
    await page.locator('#standard-fan path.chip').first().waitFor({ state: 'attached' });
  });

  it('keeps the files of one version only', async () => {
    const { page } = site;
    const kept = (): Promise<readonly string[]> => page.evaluate(() => caches.keys());
    expect(await kept()).toHaveLength(1);
    await page.evaluate(async () => {
      const { scope } = await navigator.serviceWorker.ready;
      await caches.open(`limpet ${scope} older`);
      await caches.open('of another page');
      const registration = await navigator.serviceWorker.ready;
      await registration.unregister();
    });
    await site.load();
    await expect.poll(kept).not.toContainEqual(expect.stringContaining('older'));
    expect(await kept()).toHaveLength(2);
    expect(await kept()).toContain('of another page');
  });

  it('works as before where a service worker is forbidden', async () => {
    const { page } = site;
    await page.addInitScript(() => {
      Object.defineProperty(navigator.serviceWorker, 'register', {
        value: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
      });
    });
    await site.load();
    expect(await page.locator('#notices p').count()).toBe(0);
    expect(site.errors()).toEqual([]);
  });
});
