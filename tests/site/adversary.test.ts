import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenSite, openSite } from './openSite.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

const color = (network: string, x: number, y: number): Promise<string> =>
  site.page.locator(`#${network}-slice canvas`).evaluate(
    (canvas, [across, down]) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = (canvas as HTMLCanvasElement).getContext('2d');
      return Array.from(pixels?.getImageData(across! * width, down! * height, 1, 1).data ?? []).join(' ');
    },
    [x, y],
  );

describe('the chapter on the adversary', () => {
  it('draws a slice of the loss with the way of the attack, and marks the step', async () => {
    const { page } = site;
    await site.load();
    await page.locator('#slice-bands').scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('#slice-bands li').count(), { timeout: 10_000 }).toBe(8);
    expect(await color('robust', 0.25, 0.5)).toBe('68 1 84 255');
    expect(await color('standard', 0.98, 0.5)).toBe('253 231 37 255');
    const now = (): Promise<string | null> => page.locator('#standard-slice path.now').getAttribute('d');
    const end = await now();
    await page.focus('#attackStep');
    await page.keyboard.press('Home');
    expect(await now()).not.toBe(end);
    expect(await page.textContent('#standard-slice .error')).toMatch(/^0\.00 % along/);
    expect(site.errors()).toEqual([]);
  });

  it('lists the weights that do the most damage, before and after', async () => {
    const { page } = site;
    await site.load('#attackStep=0');
    await page.locator('#robust-moves').scrollIntoViewIfNeeded();
    const cells = (column: number): Promise<string[]> =>
      page.locator(`#robust-moves td:nth-child(${column})`).allTextContents();
    await expect.poll(async () => (await cells(2)).length, { timeout: 10_000 }).toBe(6);
    const before = await cells(2);
    await page.focus('#attackStep');
    await page.keyboard.press('End');
    await expect.poll(() => cells(3)).not.toEqual(before);
    expect(await cells(2)).toEqual(before);
  });

  it('keeps outputs within the axes however strong the attack is, at its own control', async () => {
    const { page } = site;
    await site.load();
    await page.locator('#standard-attack').scrollIntoViewIfNeeded();
    const damage = async (): Promise<number> =>
      Number((await page.textContent('#standard-attack .error'))?.replace('damage ', ''));
    await expect.poll(damage, { timeout: 10_000 }).toBeGreaterThan(0);
    const ticks = (): Promise<readonly string[]> =>
      page.locator('#standard-attack .plot text').allTextContents();
    expect(await ticks()).toEqual(expect.arrayContaining(['−2', '−1', '0', '1', '2']));
    await page.fill('#attack-mismatchLevel', '0.2');
    await page.keyboard.press('Enter');
    await expect.poll(damage, { timeout: 10_000 }).toBeGreaterThan(5);
    await expect.poll(() => new URL(page.url()).hash).toBe('#mismatchLevel=0.2');
    expect(await ticks()).toContain('−4');
    const path = (await page.getAttribute('#standard-attack path.mean', 'd')) ?? '';
    const heights = Array.from(path.matchAll(/[ML]\S+ (\S+?)(?=L|$)/g), ([, y]) => Number(y));
    expect(heights).toHaveLength(100);
    expect(Math.min(...heights)).toBeGreaterThan(22);
    expect(Math.max(...heights)).toBeLessThan(224);
  });

  it('says that an attack without a first push does not move', async () => {
    const { page } = site;
    await site.load('#initialStd=0');
    await page.locator('#robust-slice').scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.textContent('#robust-slice .error'), { timeout: 10_000 })
      .toContain('at rest');
    expect(site.errors()).toEqual([]);
  });

  const stepShown = (): Promise<string | null> => site.page.textContent('#attackStep-value');
  const twoSteps = 900;

  it('plays the attack from its first step and stops at its last', async () => {
    const { page } = site;
    await site.load('#attackSteps=3');
    expect(await stepShown()).toBe('3 of 3');
    await page.click('#attack-play');
    expect(await page.textContent('#attack-play')).toBe('Pause');
    await expect.poll(stepShown).toBe('3 of 3');
    expect(await page.textContent('#attack-play')).toBe('Play');
    await page.waitForTimeout(twoSteps);
    expect(await stepShown()).toBe('3 of 3');
    await expect.poll(() => new URL(page.url()).hash).toBe('#attackStep=3&attackSteps=3');
  });

  it('pauses where it is, and goes on from there; the slider takes over', async () => {
    const { page } = site;
    await site.load('#attackSteps=20&attackStep=5');
    await page.click('#attack-play');
    await expect.poll(stepShown).not.toMatch(/^[56] /);
    await page.click('#attack-play');
    const paused = await stepShown();
    await page.waitForTimeout(twoSteps);
    expect(await stepShown()).toBe(paused);
    await page.click('#attack-play');
    const number = async (): Promise<number> => Number.parseInt((await stepShown()) ?? '', 10);
    await expect.poll(number).toBeGreaterThan(Number.parseInt(paused ?? '', 10));
    await page.focus('#attackStep');
    await page.keyboard.press('Home');
    await page.waitForTimeout(twoSteps);
    expect(await stepShown()).toBe('0 of 20');
    expect(await page.textContent('#attack-play')).toBe('Play');
  });

  it('goes one step at a press where less motion is asked for', async () => {
    const { page } = site;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await site.load('#attackSteps=3&attackStep=1');
    expect(await page.textContent('#attack-play')).toBe('Next step');
    await page.click('#attack-play');
    await page.waitForTimeout(twoSteps);
    expect(await stepShown()).toBe('2 of 3');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('says what holds for the networks trained in advance for those only', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=1');
    const claims = page.locator('[data-pretrained]');
    const visible = () => Promise.all([0, 1, 2].map((index) => claims.nth(index).isVisible()));
    expect(await claims.count()).toBe(3);
    expect(await visible()).toEqual([true, true, true]);
    await page.click('#run');
    await page.getByText('Done.').waitFor();
    await page.selectOption('#shown', 'own');
    expect(await visible()).toEqual([false, false, false]);
    await page.selectOption('#shown', 'pretrained');
    expect(await visible()).toEqual([true, true, true]);
  });
});
