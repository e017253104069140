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

  it('says that an attack without a first push does not move', async () => {
    const { page } = site;
    await site.load('#initialStd=0');
    await page.locator('#robust-slice').scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.textContent('#robust-slice .error'), { timeout: 10_000 })
      .toContain('at rest');
    expect(site.errors()).toEqual([]);
  });
});
