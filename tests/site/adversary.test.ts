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

  const sentence = (name: string): Promise<string | null> => site.page.textContent(`#${name}`);
  const patient = { timeout: 20_000 };

  it('says in its verdicts what holds for the networks that are shown', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=1&betaRobustness=0&noisyForwardStd=0&initialStd=0.001');
    expect(await sentence('exactness')).toMatch(
      /^Without mismatch the standard network is the more exact one: on this sample its error is \S+, that of the robust one \S+\.$/,
    );
    await page.locator('#slice-bands').scrollIntoViewIfNeeded();
    await expect
      .poll(() => sentence('valley'), patient)
      .toMatch(/^In these planes .*: the robust network lies in the flatter, wider valley\.$/);
    expect(await sentence('layers')).toMatch(
      /^The 16 weights of the last layer do \d+\u00a0% .* robust network and \d+\u00a0% .* standard one\. Each of these few weights counts more/,
    );
    await page.click('#run');
    await page.getByText('Done.').waitFor();
    await page.selectOption('#shown', 'own');
    await expect
      .poll(() => sentence('exactness'), patient)
      .toContain('Without mismatch both are about as exact');
    await expect
      .poll(() => sentence('valley'), patient)
      .toContain('neither lies in a clearly flatter valley');
    await page.selectOption('#shown', 'pretrained');
    await expect.poll(() => sentence('exactness')).toContain('the standard network is the more exact one');
    expect(site.errors()).toEqual([]);
  });

  it.each([
    ['#initialStd=0', 'at rest: without a first push it finds no slope'],
    ['#initialStd=0&mismatchLevel=0', 'at rest: its steps have no length'],
    ['#initialStd=0&attackSteps=0', 'at rest: it makes no steps'],
  ])('says why an attack does not move, and that there is nothing to see (%s)', async (hash, reason) => {
    const { page } = site;
    await site.load(hash);
    await page.locator('#robust-slice').scrollIntoViewIfNeeded();
    await expect.poll(() => page.textContent('#robust-slice .error'), patient).toBe(reason);
    expect(await sentence('valley')).toBe('There is no plane to draw, as an attack does not move.');
    expect(await sentence('layers')).toBe('These attacks do no damage that could be divided.');
    expect(site.errors()).toEqual([]);
  });

  it('says of the losses of training what holds for the settings', async () => {
    const { page } = site;
    await site.load();
    expect(await sentence('losses-meaning')).toContain('holds the adversary’s damage too');
    await page.fill('#control-betaRobustness', '0');
    await page.keyboard.press('Enter');
    expect(await sentence('losses-meaning')).toContain(
      'taken with noise. With these settings it has no adversary.',
    );
    await page.fill('#control-noisyForwardStd', '0');
    await page.keyboard.press('Enter');
    expect(await sentence('losses-meaning')).toContain('both losses measure the same');
  });
});
