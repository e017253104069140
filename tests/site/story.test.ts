import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenSite, openSite } from './openSite.ts';

const shortTraining = '#inputs=50&epochs=2&chips=2';
const files = ['#save-json', '#save-csv', '#save-robustness-svg', '#save-run'] as const;

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

/** How a reader reaches a control and uses it. */
type Use = (selector: string) => Promise<void>;

/** The whole story with the given way of using controls: from the first figure to the files. */
async function tellStory(use: Use, moveSlider: Use): Promise<readonly string[]> {
  const { page } = site;
  await moveSlider('#mismatch');
  expect(await page.textContent('#mismatch-value')).not.toBe('20 %');
  await use('#new-chips');
  await expect.poll(() => new URL(page.url()).hash).toContain('wafer=');
  await use('#run');
  await page.getByText('Done.').waitFor();
  await use('#measure-run');
  await page.getByText('2 of 2 chips').waitFor();
  await page.locator('#robustness svg').waitFor();
  const saved: string[] = [];
  for (const file of files) {
    const [download] = await Promise.all([page.waitForEvent('download'), use(file)]);
    saved.push(await contentOf(download));
  }
  return saved;
}

const contentOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

function expectResults([json = '', csv = '', svg = '', run = '']: readonly string[]): void {
  expect(JSON.parse(json)).toMatchObject({ settings: { inputs: 50, epochs: 2, chips: 2 } });
  expect(csv.trim().split('\n')).toHaveLength(15);
  expect(svg).toContain('</svg>');
  expect(run).toContain('"format":"limpet-run"');
  expect(site.errors()).toEqual([]);
}

async function tabTo(selector: string): Promise<void> {
  const { page } = site;
  const target = page.locator(selector);
  for (let press = 0; press < 300; press++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to ${selector}.`);
}

describe('the whole story, from a fresh load to the files', () => {
  it('is told with the keyboard alone', async () => {
    const { page } = site;
    await page.setViewportSize({ width: 1200, height: 900 });
    await site.load(shortTraining);
    const press = async (selector: string, key: string): Promise<void> => {
      await tabTo(selector);
      const ring = await page.locator(selector).evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(ring, `the focus ring of ${selector}`).toBe('solid');
      await page.keyboard.press(key);
    };
    const saved = await tellStory(
      (selector) => press(selector, 'Enter'),
      (selector) => press(selector, 'ArrowRight'),
    );
    expectResults(saved);
  });

  it.each([360, 390])('is told on a phone %i pixels wide, where nothing is cut off', async (width) => {
    const { page } = site;
    await page.setViewportSize({ width, height: 800 });
    await site.load(shortTraining);
    const tap = async (selector: string): Promise<void> => {
      const control = page.locator(selector);
      await control.click();
      const box = await control.boundingBox();
      expect(box?.height, `the height of ${selector}`).toBeGreaterThanOrEqual(24);
    };
    const slide = async (selector: string): Promise<void> => {
      const box = await page.locator(selector).boundingBox();
      if (box === null) throw new Error(`${selector} is not shown.`);
      await page.locator(selector).click({ position: { x: box.width * 0.8, y: box.height / 2 } });
    };
    expectResults(await tellStory(tap, slide));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const wide = await page
      .locator('main :is(button, input, select, p, figure, h2, svg)')
      .evaluateAll((all) =>
        all
          .filter((each) => !each.closest('.scroll, .formula, pre, .skip'))
          .map((each) => ({ each, box: each.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
          .map(({ each }) => each.outerHTML.slice(0, 80)),
      );
    expect(wide).toEqual([]);
  });
});

describe('the first view', () => {
  it('is below 300 kB compressed', async () => {
    const { page } = site;
    const sizes: Promise<number>[] = [];
    const note = (response: { body(): Promise<Buffer> }): void => {
      sizes.push(response.body().then((body) => gzipSync(body).length));
    };
    page.on('response', note);
    await site.load();
    page.off('response', note);
    const kilobytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
    expect(kilobytes).toBeGreaterThan(50);
    expect(kilobytes).toBeLessThan(300);
  });

  it('loads the engine in the worker alone', async () => {
    const { page } = site;
    const scripts: string[] = [];
    const note = (response: { url(): string }): void => {
      const [, name] = /([\w-]+)-[\w-]{8}\.js$/.exec(response.url()) ?? [];
      if (name !== undefined && name !== 'checkpointStore') scripts.push(name);
    };
    page.on('response', note);
    await site.load();
    page.off('response', note);
    expect(new Set(scripts)).toEqual(new Set(['errors', 'index', 'worker']));
  });
});
