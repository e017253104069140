import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

interface Marked {
  readonly formula: readonly string[];
  readonly lines: readonly string[];
  readonly controls: readonly string[];
}

/** What is marked: parts of the formula, lines of code, and the controls of the marked row. */
const marked = (page = site.page): Promise<Marked> =>
  page.evaluate(() => {
    const texts = (selector: string): string[] =>
      Array.from(document.querySelectorAll(selector), (part) => part.textContent?.trim() ?? '');
    return {
      formula: texts('#loss math .marked'),
      lines: texts('#loss-code .marked'),
      controls: texts('#loss-terms .marked .control label'),
    };
  });

const noise: Marked = {
  formula: ['ζ', 'R'],
  lines: ['key,', 'noisyForwardStd: 0.1,'],
  controls: ['noisyForwardStd'],
};
const attack: Marked = {
  formula: ['Θ*'],
  lines: ['mismatchLevel: 0.025,', 'attackSteps: 10,', 'initialStd: 0.001,'],
  controls: ['mismatchLevel', 'attackSteps', 'initialStd'],
};
const balance: Marked = { formula: ['β'], lines: ['betaRobustness: 0.25,'], controls: ['betaRobustness'] };
const nothing: Marked = { formula: [], lines: [], controls: [] };

const term = (name: string): string => `#loss-terms [data-term=${name}] dt button`;
const line = (text: string): string => `#loss-code button:has-text("${text}")`;

describe('the chapter on the loss', () => {
  it('marks the term, its control and its lines of code while one of them is pointed at', async () => {
    const { page } = site;
    await site.load();
    expect(await marked()).toEqual(nothing);
    await page.hover('#loss math [data-term=attack]');
    expect(await marked()).toEqual(attack);
    await page.hover(line('noisyForwardStd'));
    expect(await marked()).toEqual(noise);
    await page.hover('#loss-betaRobustness');
    expect(await marked()).toEqual(balance);
    await page.hover('#loss-title');
    expect(await marked()).toEqual(nothing);
  });

  it('marks the same for the keyboard, and keeps the mark of what is pressed', async () => {
    const { page } = site;
    await site.load();
    await page.mouse.move(0, 0);
    await page.focus(line('key,'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await marked()).toEqual(noise);
    await page.focus('#loss-attackSteps');
    expect(await marked()).toEqual(attack);
    await page.focus(term('beta'));
    await page.keyboard.press('Enter');
    await page.focus('#run');
    expect(await marked()).toEqual(balance);
    const pressed = page.locator('#loss [aria-pressed=true]');
    expect(await pressed.allTextContents()).toEqual(['  betaRobustness: 0.25,', 'β balance']);
    await page.focus(line('betaRobustness'));
    await page.keyboard.press('Enter');
    expect(await pressed.count()).toBe(0);
  });

  it('keeps the mark of what a finger touched until it is touched again', async () => {
    const context = await site.page.context().browser()?.newContext({ hasTouch: true, isMobile: true });
    const page = await context!.newPage();
    await page.goto(site.page.url());
    await page.locator('#loss-code button').first().waitFor();
    await page.tap('#loss math [data-term=attack]');
    expect(await marked(page)).toEqual(attack);
    await page.tap('#loss math [data-term=attack]');
    expect(await marked(page)).toEqual(nothing);
    await page.tap(line('key,'));
    expect(await marked(page)).toEqual(noise);
    await context!.close();
  });

  it('shows its code as it is in the program of the last chapter, in step with the controls of both chapters', async () => {
    const { page } = site;
    await site.load();
    await page.fill('#loss-betaRobustness', '0.75');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#control-betaRobustness')).toBe('0.75');
    await page.fill('#control-attackSteps', '3');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#loss-attackSteps')).toBe('3');
    await expect.poll(() => new URL(page.url()).hash).toBe('#betaRobustness=0.75&attackSteps=3');
    const lines = await page.locator('#loss-code li').allTextContents();
    expect(lines).toHaveLength(13);
    expect(lines).toContain('  betaRobustness: 0.75,');
    expect(lines).toContain('  attackSteps: 3,');
    expect(await page.textContent('#code')).toContain(lines.map((each) => `\n    ${each}`).join(''));
  });

  it('leads to the controls of the data and of the network in chapter 4', async () => {
    const { page } = site;
    await site.load();
    for (const [name, control] of [
      ['data', 'control-seed'],
      ['network', 'control-inputs'],
    ]) {
      await page.press(`#loss-terms [data-term=${name}] a`, 'Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(control);
    }
  });

  it('says the range of each setting', async () => {
    const { page } = site;
    await site.load();
    expect(await page.textContent('#loss-noisyForwardStd-meaning')).toMatch(/From 0 to 0\.5\.$/);
    expect(await page.textContent('#control-epochs-meaning')).toMatch(/From 1 to 1000\.$/);
  });

  it.each([320, 390])('wraps the formula on a screen %i pixels wide', async (width) => {
    const { page } = site;
    await page.setViewportSize({ width, height: 800 });
    await site.load();
    const ends = await page
      .locator('#loss math')
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().right));
    expect(ends).toHaveLength(3);
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
  });

  it.each(['light', 'dark'] as const)('has no mark that axe-core objects to (%s)', async (colorScheme) => {
    const { page } = site;
    await page.emulateMedia({ colorScheme });
    await site.load();
    await page.click(term('attack'));
    expect((await accessibility(page)).serious).toEqual([]);
  });
});
