import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenSite, openSite } from './openSite.ts';

declare global {
  interface Window {
    /** What has moved without having been asked to, as Chromium scores it. */
    shifts: { readonly value: number; readonly parts: readonly string[] }[];
  }
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
  await site.page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as LayoutShift[]) {
        const parts = sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : ''));
        window.shifts.push({ value, parts });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
});

afterAll(() => site?.close());

/** What has moved since it was asked for last, all that is under way drawn. */
const shifts = (): Promise<unknown> =>
  site.page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return window.shifts.splice(0);
  });

describe.each([1180, 360])('the layout, %i pixels wide', (width) => {
  beforeAll(() => site.page.setViewportSize({ width, height: 900 }));

  it('stays where it is while the figures load', async () => {
    const { page } = site;
    await site.load();
    for (const figure of await page.locator('figure:visible').all()) await figure.scrollIntoViewIfNeeded();
    await page.locator('#robustness svg').waitFor();
    expect(await shifts()).toEqual([]);
  });

  it('stays where it is while networks are trained and measured', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=2&chips=10');
    await page.locator('#measure-run').scrollIntoViewIfNeeded();
    await page.locator('#robustness svg').waitFor();
    await shifts();
    await page.click('#run');
    await page.getByText('Done.').waitFor();
    expect(await shifts()).toEqual([]);
    await page.click('#measure-run');
    await page.getByText('10 of 10 chips').waitFor();
    expect(await shifts()).toEqual([]);
  });
});
