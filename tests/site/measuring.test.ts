import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

beforeEach(async () => {
  await site.page.setViewportSize({ width: 1200, height: 900 });
});

async function measure(chips: number, more = ''): Promise<void> {
  await site.load(`#chips=${chips}${more}`);
  await site.page.click('#measure-run');
  await site.page.getByText(`${chips} of ${chips} chips`).waitFor();
}

const curvesOf = async (figure: string): Promise<readonly string[]> => {
  const paths = await site.page
    .locator(`#${figure} path.chip`)
    .evaluateAll((all) => all.map((path) => path.getAttribute('d') ?? ''));
  return paths.filter((path) => path !== '');
};

const level = (percent: number) =>
  site.page
    .locator('#measurements tbody tr')
    .nth(percent / 10)
    .locator('button');

const cells = (): Promise<readonly string[]> => site.page.locator('#measurements td').allTextContents();

const visibility = (hidden: boolean): Promise<void> =>
  site.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

describe('the chapter on measuring', () => {
  it('shows the chips of a level that is picked: those of the first figure, and the worst apart', async () => {
    const { page } = site;
    await measure(5, '&mismatch=0.3&wafer=2');
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    await level(30).press('Enter');
    await page.getByText('All 5 chips: output 1 on sample 1').waitFor();
    expect(await level(30).getAttribute('aria-pressed')).toBe('true');
    for (const [column, network] of (['robust', 'standard'] as const).entries()) {
      const curves = await curvesOf(`${network}-level`);
      expect(curves).toEqual((await curvesOf(`${network}-fan`)).slice(0, 5));
      const summary = await page.textContent(`#${network}-level .error`);
      const [, , mean = '', , worst = ''] =
        /^((mean (.*)), )worst (.*): chip (\d)$/.exec(summary ?? '') ?? [];
      expect(mean).not.toBe('');
      expect(worst).toBe((await cells())[4 * 3 + 2 + column]);
      const number = Number(summary?.at(-1));
      expect(await page.locator(`#${network}-level path.worst`).getAttribute('d')).toBe(curves[number - 1]);
      const dots = await page.locator(`#${network}-level .losses .dots`).getAttribute('d');
      const places = Array.from(dots?.matchAll(/M(\S+) (\S+)h0/g) ?? [], ([, x]) => Number(x));
      expect(places).toHaveLength(5);
      const ring = Number(await page.locator(`#${network}-level .ring`).getAttribute('cx'));
      expect(ring).toBe(Math.max(...places));
      expect(places.indexOf(ring)).toBe(number - 1);
    }
    await page.selectOption('#sample', '2');
    await page.selectOption('#channel', '1');
    await page.getByText('All 5 chips: output 2 on sample 3').waitFor();
    const curves = await curvesOf('robust-level');
    await expect.poll(async () => (await curvesOf('robust-fan')).slice(0, 5)).toEqual(curves);
    await level(30).press('Enter');
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    expect(site.errors()).toEqual([]);
  });

  it('shows the chips of the point of the curve that is pressed, and forgets them with the measurements', async () => {
    const { page } = site;
    await measure(2);
    await page.locator('#robustness .points-1 > *').nth(4).click();
    await page.getByText('All 2 chips').waitFor();
    expect(await page.textContent('#level-name')).toBe('40 %');
    expect(await page.locator('#measurements [aria-pressed=true]').textContent()).toBe('40 %');
    for (const network of [0, 1]) {
      const points = page.locator(`#robustness .points-${network} > *`);
      const picked = await points.evaluateAll((all) =>
        all.map((point) => point.classList.contains('picked')),
      );
      expect(picked).toEqual([false, false, false, false, true, false, false]);
    }
    await page.click('#new-chips');
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    expect(await page.locator('#measurements button').count()).toBe(0);
  });

  it('keeps the picked level in the link, which shows its chips again once they are measured', async () => {
    const { page } = site;
    await measure(2);
    await level(30).press('Enter');
    await page.getByText('All 2 chips').waitFor();
    const hash = '#chips=2&pickedLevel=4';
    await expect.poll(() => new URL(page.url()).hash).toBe(hash);
    const curves = await curvesOf('standard-level');
    await site.load(hash);
    await expect
      .poll(() => page.textContent('#measuring-status'))
      .toBe('Not measured yet: press Measure to see the chips at 30 %.');
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    await page.click('#measure-run');
    await page.getByText('2 of 2 chips').waitFor();
    await page.getByText('All 2 chips').waitFor();
    expect(await curvesOf('standard-level')).toEqual(curves);
    expect(await page.locator('#measurements [aria-pressed=true]').textContent()).toBe('30 %');
    await level(30).press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toBe('#chips=2');
    expect(site.errors()).toEqual([]);
  });

  it('shows what the tutorial prints before anything is measured, and around what is', async () => {
    const { page } = site;
    await site.load('#chips=2');
    await page.locator('#robustness').scrollIntoViewIfNeeded();
    const marks = (name: string): Promise<number> => page.locator(`#robustness .${name} > *`).count();
    await expect.poll(() => marks('reference-0')).toBe(7);
    expect(await marks('reference-1')).toBe(7);
    expect(await marks('points-0')).toBe(0);
    expect(await page.textContent('#robustness')).toContain('printed in the tutorial, for 2000 inputs');
    const height = (await page.locator('#robustness').boundingBox())?.height;
    await page.click('#measure-run');
    await expect.poll(() => marks('points-0')).toBe(7);
    expect(await marks('reference-0')).toBe(7);
    expect((await page.locator('#robustness').boundingBox())?.height).toBe(height);
  });

  it('measures the networks that are chosen here or in the first chapter', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=1&chips=2');
    expect(await page.locator('#shown-measured option[value=own]').isDisabled()).toBe(true);
    await page.click('#run');
    await page.getByText('The page still shows other networks.').waitFor();
    await page.selectOption('#shown-measured', 'own');
    expect(await page.inputValue('#shown')).toBe('own');
    await page.click('#measure-run');
    await page.getByText('2 of 2 chips').waitFor();
    const own = await cells();
    await page.selectOption('#shown', 'pretrained');
    expect(await page.inputValue('#shown-measured')).toBe('pretrained');
    await page.click('#measure-run');
    await page.getByText('2 of 2 chips').waitFor();
    expect(await cells()).not.toEqual(own);
    await page.getByRole('button', { name: 'Show these' }).press('Enter');
    expect(await page.inputValue('#shown')).toBe('own');
    expect(await page.textContent('#training-status')).toContain('All chapters show these networks now');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('run');
    expect(site.errors()).toEqual([]);
  });

  it('draws a hundred of more chips, and says so', async () => {
    const { page } = site;
    await measure(101, '&inputs=50');
    await level(10).click();
    await page.getByText('The first 100 of 101 chips').waitFor();
    expect(await curvesOf('standard-level')).toHaveLength(100);
  });

  it('rests while its tab is hidden, and then goes on to the results of a run without a break', async () => {
    const { page } = site;
    await measure(150);
    const expected = await cells();
    await page.click('#measure-run');
    await expect.poll(() => page.textContent('#measuring-status')).toMatch(/^\d+ of 150/);
    await visibility(true);
    expect(await page.textContent('#measuring-status')).toContain('waits');
    const before = await cells();
    await page.waitForTimeout(200);
    expect(await cells()).toEqual(before);
    expect(before).not.toEqual(expected);
    await visibility(false);
    await page.getByText('150 of 150 chips').waitFor();
    expect(await cells()).toEqual(expected);
  });

  it('fits a phone with the chips of a level, with nothing that axe-core objects to', async () => {
    const { page } = site;
    await page.setViewportSize({ width: 360, height: 800 });
    await measure(2);
    await level(60).click();
    await page.getByText('All 2 chips').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect((await accessibility(page)).serious).toEqual([]);
  });
});
