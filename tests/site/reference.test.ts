import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { brokenLinks } from '../../tools/brokenLinks.mjs';
import { writeReference } from '../../tools/reference.mjs';
import { writeServiceWorker } from '../../tools/serviceWorker.mjs';
import { type OpenPage, openPage } from '../browser/chromium.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { accessibility } from './accessibility.ts';

const folder = mkdtempSync(join(tmpdir(), 'limpet-reference-'));
const site = join(folder, 'some/path');
let opened: OpenPage;

/** TypeDoc's script makes the tree of pages, with a link in each fold. */
const byTypeDoc = ['.tsd-navigation'];

const go = (path: string): Promise<unknown> =>
  opened.page.goto(new URL(`/some/path/docs/${path}`, opened.page.url()).href);

beforeAll(async () => {
  await writeReference(join(site, 'docs'));
  writeFileSync(join(site, 'index.html'), readFileSync('site/index.html', 'utf8'));
  writeServiceWorker(site);
  writeFileSync(join(folder, 'empty.html'), '<!doctype html><link rel="icon" href="data:,">');
  opened = await openPage(folder, 'empty.html');
}, 180_000);

afterAll(async () => {
  await opened?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the guides and the reference in Chromium', () => {
  it('show every entry of the package under its name, without an error or a request to another host', async () => {
    const { page, errors } = opened;
    const origins = new Set<string>();
    page.on('request', (request) => origins.add(new URL(request.url()).protocol));
    await go('index.html');
    const names = Object.keys(description.exports).map((entry) => entry.replace('.', 'limpet'));
    await page.waitForLoadState('networkidle');
    const shown = await page.locator('.tsd-navigation a').allTextContents();
    expect(shown).toEqual(expect.arrayContaining(names));
    expect(errors).toEqual([]);
    expect([...origins].filter((origin) => origin !== 'http:' && origin !== 'data:')).toEqual([]);
  });

  it('load the entries of the search when it is opened', async () => {
    const { page } = opened;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await go('documents/Getting_started.html');
    await page.waitForLoadState('networkidle');
    expect(asked).not.toContainEqual(expect.stringContaining('search.json'));
    const loaded = page.waitForEvent('requestfinished', (request) => request.url().endsWith('search.json'));
    await Promise.all([loaded, page.keyboard.press('/')]);
  });

  it.each([
    ['how do I measure yield', 'Measuring_robustness'],
    ['phase-change memory drift', 'Hardware_models'],
    ['same seed same bits', 'Determinism'],
    ['why are the results different on another machine', 'Determinism'],
    ['train with my own data', 'Adversarial_training'],
    ['moving from PyTorch aihwkit', 'Moving_from_aihwkit'],
    ['coming from rockpool', 'Moving_from_Rockpool'],
    ['spiking neurons with a membrane time constant', 'Networks_in_time'],
    ['run it in a web worker without freezing the page', 'In_the_browser'],
    ['link for my students with hidden controls', 'In_the_browser'],
    ['a guarantee for every chip', 'Certified_accuracy'],
    ['load a CSV file', 'documents/Data'],
    ['which layer is the most sensitive', 'Measuring_robustness'],
    ['normalization after trainig', 'Training_methods'],
    ['vmap and grad as in jax', 'The_engine'],
    ['install', 'Getting_started'],
    ['mismatchLevel', 'mismatchlevel'],
    ['NotFiniteError', 'limpet_train.NotFiniteError'],
    ['where', 'functions/limpet.where'],
  ])('are found by “%s” among the first three', async (words, address) => {
    const { page } = opened;
    await go('index.html');
    await page.click('#tsd-search-trigger');
    await page.fill('#tsd-search-input', words);
    const results = page.locator('#tsd-search-results a');
    await results.first().waitFor();
    const addresses = await results.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(addresses.slice(0, 3)).toContainEqual(expect.stringContaining(address));
    expect(opened.errors).toEqual([]);
  });

  it('are searched and opened by key', async () => {
    const { page } = opened;
    await go('documents/Getting_started.html');
    const hasFocus = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.id === 'tsd-search-input');
    const display = (value: string): Promise<void> =>
      page.evaluate((value) => document.body.style.setProperty('display', value), value);
    await page.locator('h1').first().waitFor();
    await display('none');
    await page.keyboard.press('Control+k');
    expect(await hasFocus()).toBe(false);
    await display('block');
    await expect.poll(hasFocus).toBe(true);
    await page.keyboard.type('xyzzyx');
    await page.getByText('Nothing was found for “xyzzyx”.').waitFor();
    await page.fill('#tsd-search-input', 'accuracy and yield');
    const first = page.locator('#tsd-search-results .name').first();
    await expect.poll(() => first.textContent()).toBe('Accuracy and yield');
    await page.keyboard.press('Enter');
    await page.waitForURL(/Measuring_robustness.*#accuracy-and-yield$/);
    await page.keyboard.press('/');
    await expect.poll(hasFocus).toBe(true);
    await page.keyboard.type('yield');
    const second = page.locator('#tsd-search-results a').nth(1);
    await second.waitFor();
    const address = new URL((await second.getAttribute('href')) ?? '', page.url()).href;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(address);
  });

  it('are all named on the first page', async () => {
    const { page } = opened;
    await go('index.html');
    const addresses = await page
      .locator('.tsd-typography li a')
      .evaluateAll((links) => links.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')));
    const guides = readdirSync('docs/guides').length;
    expect(new Set(addresses.filter((address) => address.includes('/documents/'))).size).toBe(guides);
  });

  it('lead back to the interactive page', async () => {
    const { page } = opened;
    await go('documents/Getting_started.html');
    const addresses = await page
      .getByRole('link', { name: 'Interactive tutorial' })
      .evaluateAll((links) => links.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')));
    expect(new Set(addresses)).toEqual(new Set([new URL('/some/path/index.html', page.url()).href]));
  });

  it.each(
    ['light', 'dark'].flatMap((colorScheme) =>
      [
        'index.html',
        'documents/Data.html',
        'documents/Training_methods.html',
        'functions/limpet_train.adversarialLoss.html',
        'interfaces/limpet_train.AdversarialLossOptions.html',
        'modules/limpet_nn.html',
      ].map((path) => ({
        colorScheme: colorScheme === 'dark' ? ('dark' as const) : ('light' as const),
        path,
      })),
    ),
  )('have nothing that axe-core calls serious, $colorScheme: $path', async ({ colorScheme, path }) => {
    const { page } = opened;
    await page.emulateMedia({ colorScheme });
    await go(path);
    await page.locator('#tsd-nav-container a').first().waitFor();
    await page.getByRole('main').waitFor();
    expect((await accessibility(page, byTypeDoc)).serious).toEqual([]);
    await page.keyboard.press('/');
    await page.fill('#tsd-search-input', 'yield');
    await page.locator('#tsd-search-results a').first().waitFor();
    expect((await accessibility(page, byTypeDoc)).serious).toEqual([]);
  });

  it('fit a phone 360 pixels wide', async () => {
    const { page } = opened;
    await page.setViewportSize({ width: 360, height: 740 });
    const guides = readdirSync(join(site, 'docs/documents')).map((file) => `documents/${file}`);
    const tooWide: unknown[] = [];
    for (const path of [
      ...guides,
      'index.html',
      'modules/limpet_nn.html',
      'functions/limpet_nn.resNet32.html',
      'interfaces/limpet_train.AdversarialLossOptions.html',
    ]) {
      await go(path);
      await page.getByRole('link', { name: 'Interactive tutorial' }).first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 360) tooWide.push([path, width]);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    expect(tooWide).toEqual([]);
  });

  it('have no link that leads nowhere', () => {
    const problems = brokenLinks(site).filter((problem) => problem.startsWith('docs'));
    expect(problems).toEqual([]);
  });
});

describe('the check of links', () => {
  it('finds files and anchors that are not there, and what another host would serve', () => {
    const built = temporaryFolder();
    mkdirSync(join(built, 'sub'));
    writeFileSync(join(built, 'a.html'), '<h1 id="x">A</h1><a href="sub/b.html#y">b</a><a href="#x">x</a>');
    writeFileSync(join(built, 'notes.md'), '# Notes');
    const links = [
      '../notes.md',
      '../a.html#x',
      '../a.html#z',
      'c.html',
      '/a.html',
      'https://example.org/',
      '../../d.html',
    ];
    const text = links.map((link) => `<a href="${link}">link</a>`).join('');
    writeFileSync(join(built, 'sub/b.html'), `<p id="y">${text}<img src="https://example.org/e.png"></p>`);
    expect(brokenLinks(built)).toEqual([
      'sub/b.html: ../notes.md is no page of the site',
      'sub/b.html: ../a.html#z has no such anchor',
      'sub/b.html: c.html does not exist',
      'sub/b.html: /a.html does not exist',
      'sub/b.html: ../../d.html does not exist',
      'sub/b.html: loads https://example.org/e.png',
    ]);
  });
});
