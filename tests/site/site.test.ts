import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { typescriptOf } from '../../site/src/code.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { publishedFingerprint } from '../../src/evaluate/publishedFingerprint.ts';
import { statistics } from '../../src/evaluate/statistics.ts';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';

interface SavedRun {
  readonly settings: Readonly<Record<string, number>>;
  readonly measurements: readonly {
    readonly level: number;
    readonly network: string;
    readonly losses: readonly number[];
  }[];
}

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

beforeEach(async () => {
  await site.page.setViewportSize({ width: 1200, height: 900 });
});

const curves = (network: string): Promise<readonly string[]> =>
  site.page
    .locator(`#${network}-fan path.chip`)
    .evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));

async function saved(button: string): Promise<string> {
  const [download] = await Promise.all([site.page.waitForEvent('download'), site.page.click(button)]);
  return readFileSync(await download.path(), 'utf8');
}

async function tabThrough(count: number): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  for (let press = 0; press < count; press++) {
    await site.page.keyboard.press('Tab');
    reached.add(await site.page.evaluate(() => document.activeElement?.outerHTML ?? ''));
  }
  return reached;
}

describe('the site in Chromium', () => {
  it('comes alive without an error or a request to another host', async () => {
    await site.load();
    expect(new Set(site.requests.map((address) => new URL(address).origin))).toEqual(
      new Set([new URL(site.page.url()).origin]),
    );
    expect(site.errors()).toEqual([]);
  });

  it('moves the curves of all chips with the slider, and notes it in the address', async () => {
    await site.load('#mismatch=0');
    expect(new Set(await curves('robust')).size).toBe(1);
    await site.page.focus('#mismatch');
    await site.page.keyboard.press('ArrowRight');
    await expect.poll(async () => new Set(await curves('robust')).size).toBe(20);
    expect(new URL(site.page.url()).hash).toBe('#mismatch=0.01');
  });

  it('notes where a dragged slider ends in the address, without more changes of it than browsers allow', async () => {
    const { page } = site;
    await site.load();
    const { changes, milliseconds } = await page.evaluate(async () => {
      const start = performance.now();
      let count = 0;
      const replaceState = history.replaceState.bind(history);
      history.replaceState = (...change: Parameters<typeof replaceState>) => {
        count++;
        replaceState(...change);
      };
      const slider = document.getElementById('mismatch') as HTMLInputElement;
      for (let move = 0; move < 120; move++) {
        slider.value = `${(move % 60) / 100}`;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return { changes: count, milliseconds: performance.now() - start };
    });
    expect(changes).toBeGreaterThan(0);
    expect(changes).toBeLessThan(2 + milliseconds / 300);
    await expect.poll(() => new URL(page.url()).hash).toBe('#mismatch=0.59');
  });

  it('draws the same chips for the same link, and others for another wafer', async () => {
    await site.load('#wafer=3');
    const first = await curves('standard');
    await site.load('#wafer=3');
    expect(await curves('standard')).toEqual(first);
    await site.page.click('#new-chips');
    await expect.poll(async () => (await curves('standard'))[0] !== first[0]).toBe(true);
    expect(new URL(site.page.url()).hash).toBe('#wafer=4');
  });

  it('shows the attack step by step, which hurts the standard network more', async () => {
    const { page } = site;
    await site.load();
    await page.locator('#attackStep').scrollIntoViewIfNeeded();
    const damage = async (network: string): Promise<number> =>
      Number((await page.textContent(`#${network}-attack .error`))?.replace('damage ', ''));
    await expect.poll(() => damage('standard')).toBeGreaterThan(0.1);
    const whole = await damage('robust');
    expect(whole).toBeLessThan((await damage('standard')) / 3);
    await page.focus('#attackStep');
    await page.keyboard.press('ArrowLeft');
    expect(await page.textContent('#attackStep-value')).toBe('9 of 10');
    expect(await damage('robust')).toBeLessThan(whole);
  });

  it('trains, measures and saves what the TypeScript that it shows computes in Node, bit for bit', async () => {
    const chosen = { inputs: 50, epochs: 2, chips: 4, betaRobustness: 0.5, learningRate: 0.001, seed: 7 };
    const { page } = site;
    await site.load(
      `#${Object.entries(chosen)
        .map(([name, value]) => `${name}=${value}`)
        .join('&')}`,
    );
    const code = typescriptOf({ ...defaultSettings, ...chosen });
    expect(await page.textContent('#code')).toBe(code);
    await page.click('#step');
    await expect.poll(() => page.textContent('#robust-progress .step')).toBe('1 / 600');
    const firstLoss = Number(await page.textContent('#robust-progress .loss'));
    await page.click('#run');
    await page.getByText('Done.').waitFor();
    expect(Number(await page.textContent('#robust-progress .loss'))).toBeLessThan(firstLoss / 2);
    await page.selectOption('#shown', 'own');
    await page.click('#measure-run');
    await page.getByText('4 of 4 chips').waitFor();
    const { settings, measurements } = JSON.parse(await saved('#save-json')) as SavedRun;
    expect(settings).toEqual({ ...defaultSettings, ...chosen, networks: 1 });
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      encoding: 'utf8',
    });
    const [, ...table] = output
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    const here = measurements
      .filter(({ network }) => network === 'robust')
      .map(({ level, losses }) => [level, statistics(losses).mean, statistics(losses).std]);
    expect(here).toEqual(table);
    expect(await saved('#save-robustness-svg')).toContain('</svg>');
    expect((await saved('#save-csv')).trim().split('\n')).toHaveLength(15);
    expect(site.errors()).toEqual([]);
  });

  it('keeps the slider of the mismatch in view beside the figures on a phone', async () => {
    const { page } = site;
    await page.setViewportSize({ width: 360, height: 640 });
    await site.load();
    await page.locator('#standard-fan .plot').scrollIntoViewIfNeeded();
    const { y = -1, height = 0 } = (await page.locator('#mismatch').boundingBox()) ?? {};
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThan((await page.locator('#standard-fan .plot').boundingBox())?.y ?? 0);
    await page.locator('#mismatch').fill('0');
    await expect.poll(async () => new Set(await curves('standard')).size).toBe(1);
  });

  it('has its run, step and reset in view wherever the reader is among the settings of training', async () => {
    const { page } = site;
    await site.load();
    await page.setViewportSize({ width: 360, height: 640 });
    await page.locator('#control-learningRate').scrollIntoViewIfNeeded();
    for (const button of ['#run', '#step', '#reset']) {
      const { y = -1 } = (await page.locator(button).boundingBox()) ?? {};
      expect(y, button).toBeGreaterThanOrEqual(0);
      expect(y, button).toBeLessThan(80);
    }
  });

  it('sets all of a training at once to the tutorial’s settings, and back to its own', async () => {
    const { page } = site;
    await site.load('#seed=3');
    const isPressed = (button: string): Promise<string | null> => page.getAttribute(button, 'aria-pressed');
    expect(await isPressed('#own-settings')).toBe('false');
    await page.click('#tutorial-size');
    await expect.poll(() => new URL(page.url()).hash).toBe('#learningRate=0.0001&epochs=300&inputs=2000');
    expect(await isPressed('#tutorial-size')).toBe('true');
    await page.click('#own-settings');
    await expect.poll(() => new URL(page.url()).hash).toBe('');
    expect(await isPressed('#own-settings')).toBe('true');
    expect(await isPressed('#tutorial-size')).toBe('false');
  });

  it('pauses, and starts anew when a setting changes', async () => {
    const { page } = site;
    await site.load('#inputs=50');
    await page.click('#run');
    await expect.poll(() => page.textContent('#standard-progress .step')).not.toMatch(/^0 /);
    await page.click('#run');
    await page.getByText('Paused.').waitFor();
    await expect.poll(() => page.textContent('#standard-progress .left')).toBe('paused');
    const step = await page.textContent('#standard-progress .step');
    await page.waitForTimeout(150);
    expect(await page.textContent('#standard-progress .step')).toBe(step);
    await page.fill('#control-attackSteps', '3');
    await page.keyboard.press('Enter');
    await page.getByText('training starts anew').waitFor();
    expect(await page.textContent('#standard-progress .step')).toBe('0 / 30000');
  });

  it('rests while its tab is hidden, and goes on when it is seen again', async () => {
    const { page } = site;
    const become = (hidden: boolean): Promise<void> =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await site.load('#inputs=50&epochs=1000');
    await page.click('#run');
    const measured = { timeout: 10_000 };
    await expect.poll(() => page.textContent('#standard-progress .left'), measured).toMatch(/\d/);
    await become(true);
    await expect.poll(() => page.textContent('#standard-progress .left')).toBe('paused');
    expect(await page.textContent('#run')).toBe('Run');
    await become(false);
    expect(await page.textContent('#run')).toBe('Pause');
    await expect.poll(() => page.textContent('#standard-progress .left'), measured).toMatch(/\d/);
  });

  it('says what to do when the settings make training fail', async () => {
    const { page } = site;
    await site.load(
      '#inputs=50&learningRate=0.1&betaRobustness=2&mismatchLevel=0.2&noisyForwardStd=0.5&epochs=1',
    );
    await page.click('#run');
    await expect
      .poll(() => page.textContent('#training-status'), { timeout: 10_000 })
      .toMatch(/Done|press Reset/);
    await page.click('#reset');
    expect(await page.textContent('#training-status')).toBe('Back at the first weights.');
  });

  it('explains what a damaged link asks for, and keeps the defaults', async () => {
    const { page } = site;
    await site.load('#mismatch=7&seed=<b>&attackSteps=2.5&colour=red&unfold=lid');
    const notices = await page.locator('#notices p').allTextContents();
    expect(notices.map((notice) => notice.split(':')[0])).toEqual([
      'mismatch cannot be “7”',
      'seed cannot be “<b>”',
      'attackSteps cannot be “2.5”',
      'The link sets “colour”, which this page does not have.',
      'The link unfolds “lid”, which this page does not have.',
    ]);
    expect(await page.inputValue('#mismatch')).toBe('0.2');
  });

  it('hides what a teacher leaves out', async () => {
    const { page } = site;
    await site.load('#hide=verify,attackSteps');
    expect(await page.locator('#verify').isVisible()).toBe(false);
    expect(await page.locator('#control-attackSteps').isVisible()).toBe(false);
    expect(await page.locator('#control-betaRobustness').isVisible()).toBe(true);
  });

  it('hides each part that the guide names', async () => {
    const { page } = site;
    const [, list = ''] = readFileSync('docs/guides/browser.md', 'utf8').split('with commas between them:');
    const names = Array.from(list.matchAll(/`(\w+)`/g), ([, name = '']) => name);
    expect(names.length).toBeGreaterThan(15);
    await site.load(`#hide=${names.join(',')}`);
    expect(await page.locator('#notices p').count()).toBe(0);
    for (const name of names) {
      const parts = page.locator(`[data-control="${name}"], [data-part="${name}"]`);
      const shown = await parts.evaluateAll((all) => all.filter((part) => part.checkVisibility()).length);
      expect(shown, name).toBe(0);
    }
  });

  it('verifies this browser', async () => {
    const { page } = site;
    await site.load();
    await page.click('#verify-run');
    await page.getByText('✓ The same bits').waitFor();
    expect(await page.textContent('#verify-status')).toContain(publishedFingerprint);
  });

  it('fits a phone', async () => {
    const { page } = site;
    await page.setViewportSize({ width: 360, height: 800 });
    await site.load('#chips=2');
    await page.click('#measure-run');
    await page.getByText('2 of 2 chips').waitFor();
    await page.locator('#robustness svg').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it.each([320, 720, 768, 1024])('fits a window %i pixels wide, its tables filled', async (width) => {
    const { page } = site;
    await page.setViewportSize({ width, height: 900 });
    await site.load();
    await page.locator('#standard-slice').scrollIntoViewIfNeeded();
    await page.locator('#standard-moves tbody td').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it('lets the keyboard reach every control', async () => {
    const { page } = site;
    await site.load();
    const controls = await page
      .locator('main :is(button, input, select, summary, a)')
      .evaluateAll((all) => all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML));
    const reached = await tabThrough(controls.length + 3);
    expect(controls.filter((control) => !reached.has(control))).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe-core calls serious (%s)', async (colorScheme) => {
    const { page } = site;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await site.load();
    const { serious, passes } = await accessibility(page);
    expect(serious).toEqual([]);
    expect(passes).toBeGreaterThan(20);
  });
});
