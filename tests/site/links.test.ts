import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allSettings, choices, type SettingName } from '../../site/src/settings.ts';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';

const patient = { timeout: 40_000 };

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

const nameIn = (names: readonly string[], value: number): string => names[value] ?? '';

const fill = async (page: Page, control: string, value: number): Promise<void> => {
  await page.fill(control, `${value}`);
  await page.press(control, 'Enter');
};
const fillNumber =
  (name: SettingName) =>
  (page: Page, value: number): Promise<void> =>
    fill(page, `#control-${name}`, value);

/** How a reader sets each setting; in this order, as training and measuring are in between. */
const controls: Readonly<Record<SettingName, (page: Page, value: number) => Promise<void>>> = {
  mismatch: (page, value) => page.locator('#mismatch').fill(`${value}`),
  async wafer(page, value) {
    for (let press = 0; press < value; press++) await page.click('#new-chips');
  },
  async sample(page, value) {
    await page.selectOption('#sample', `${value}`);
  },
  async channel(page, value) {
    await page.selectOption('#channel', `${value}`);
  },
  noisyForwardStd: (page, value) => fill(page, '#loss-noisyForwardStd', value),
  mismatchLevel: (page, value) => fill(page, '#attack-mismatchLevel', value),
  betaRobustness: fillNumber('betaRobustness'),
  attackSteps: fillNumber('attackSteps'),
  initialStd: fillNumber('initialStd'),
  learningRate: fillNumber('learningRate'),
  epochs: fillNumber('epochs'),
  inputs: fillNumber('inputs'),
  seed: fillNumber('seed'),
  chips: fillNumber('chips'),
  attackStep: (page, value) => page.locator('#attackStep').fill(`${value}`),
  async networks(page, value) {
    if (value === 0) return;
    await page.click('#run');
    await page.getByText('Done.').waitFor(patient);
    await page.selectOption('#shown', nameIn(choices.networks.names, value));
  },
  async pickedLevel(page, value) {
    await page.click('#measure-run');
    await measured(page);
    if (value > 0) await page.click(`#measurements tbody tr:nth-child(${value}) button`);
  },
  async markedTerm(page, value) {
    if (value === 0) return;
    await page.click(`#loss-terms [data-term=${nameIn(choices.markedTerm.names, value)}] dt button`);
  },
  memoryTime: (page, value) => page.locator('#memoryTime').fill(`${value}`),
  compensation: (page, value) => page.setChecked('#compensation', value === 1),
  async sortedBy(page, value) {
    const header = page.locator('#trials thead button').nth(Math.abs(value) - 1);
    await header.click();
    if (value < 0) await header.click();
  },
};

async function measured(page: Page): Promise<void> {
  await page.getByText(/^(\d+) of \1 chips measured/).waitFor(patient);
}

/** Values that no other test needs long for, and that show in every figure. */
const values = fc.record({
  mismatch: fc.integer({ min: 1, max: 60 }).map((percent) => percent / 100),
  wafer: fc.integer({ min: 1, max: 3 }),
  sample: fc.constantFrom(1, 2),
  channel: fc.constant(1),
  noisyForwardStd: fc.integer({ min: 0, max: 50 }).map((percent) => percent / 100),
  mismatchLevel: fc.integer({ min: 1, max: 40 }).map((step) => Number((step * 0.005).toFixed(3))),
  betaRobustness: fc.integer({ min: 0, max: 40 }).map((step) => Number((step * 0.05).toFixed(2))),
  attackSteps: fc.integer({ min: 2, max: 6 }),
  initialStd: fc.integer({ min: 1, max: 20 }).map((step) => step / 1000),
  learningRate: fc.double({ min: 0.0001, max: 0.01, noNaN: true }),
  epochs: fc.constantFrom(1, 2),
  inputs: fc.constantFrom(50, 100),
  seed: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  chips: fc.constantFrom(2, 3),
  attackStep: fc.constantFrom(1, 2),
  pickedLevel: fc.integer({ min: 1, max: 7 }),
  markedTerm: fc.integer({ min: 1, max: choices.markedTerm.high }),
  memoryTime: fc.integer({ min: 1, max: choices.memoryTime.high }),
  compensation: fc.constant(1),
  sortedBy: fc.integer({ min: -8, max: 8 }).filter((column) => column !== 0),
});

/** All that a reader sees but for what is personal: how far training is, and the list of what was tried. */
const seen = (page: Page): Promise<Readonly<Record<string, unknown>>> =>
  page.evaluate(() => {
    const all = (selector: string): readonly HTMLElement[] => [
      ...document.querySelectorAll<HTMLElement>(`main ${selector}`),
    ];
    const isPersonal = (each: Element): boolean => each.closest('#loss-plot, .shown-networks') !== null;
    return {
      figures: all('svg')
        .filter((each) => !isPersonal(each))
        .map((each) => each.outerHTML.replace(/\b(plot|figure|clip)-\w+/g, '')),
      slices: all('canvas').map((each) => (each as HTMLCanvasElement).toDataURL()),
      errors: all('.error').map((each) => each.textContent),
      controls: all(':is(input, select)').map((each) => {
        const { id, value, checked } = each as HTMLInputElement;
        return [id, value, checked];
      }),
      pressed: all('[aria-pressed]').map((each) => [each.textContent, each.ariaPressed]),
      marked: all('.marked').map((each) => each.textContent),
      sorted: all('#trials thead th').map((each) => each.ariaSort),
      open: all('details[open]').map((each) => `${each.closest('section')?.id} ${each.className}`),
      measurements: all('#measurements td').map((each) => each.textContent),
      level: document.querySelector<HTMLElement>('#level-chips')?.hidden,
      texts: all(':is(#code, #command, #loss-code)').map((each) => each.textContent),
    };
  });

async function lookAtAll(page: Page): Promise<void> {
  for (const place of [
    '#robust-fan',
    '#standard-attack',
    '#slice-bands',
    '#robust-moves',
    '#data-set',
    '#robustness',
    '#standard-memory',
  ])
    await page.locator(place).scrollIntoViewIfNeeded();
}

async function openElsewhere(link: string): Promise<Page> {
  const context = await site.page.context().browser()!.newContext({ viewport: site.page.viewportSize() });
  const page = await context.newPage();
  await page.goto(link);
  await page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });
  return page;
}

async function expectSame(here: Page, there: Page): Promise<void> {
  for (const page of [here, there]) {
    await page.mouse.move(0, 0);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await lookAtAll(page);
  }
  const differing = async (): Promise<readonly string[]> => {
    const [one, other] = [await seen(here), await seen(there)];
    const parts = Object.keys(one).filter(
      (part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]),
    );
    return parts.map((part) => `${part}: ${JSON.stringify([one[part], other[part]]).slice(0, 2000)}`);
  };
  await expect.poll(differing, patient).toEqual([]);
}

describe('a link to the page as it is', () => {
  it('has a name for every setting, each its own', () => {
    expect(Object.keys(controls).sort()).toEqual(allSettings.map(({ name }) => name).sort());
  });

  it.each(fc.sample(values, 2).flatMap((some) => [0, 1].map((networks) => ({ ...some, networks }))))(
    'gives back all that was set by its controls, with the same figures: %j',
    async (chosen) => {
      const { page } = site;
      await site.load('#hide=verify');
      await page.evaluate(() => localStorage.clear());
      await site.load('#hide=verify');
      for (const [name, set] of Object.entries(controls)) {
        if (name === 'sortedBy' && chosen.networks === 0)
          await page.locator('#trials tbody tr').first().waitFor();
        await set(page, chosen[name as SettingName]);
      }
      await page.click('#take .program summary');
      await page.locator('#chips .question summary').press('Enter');
      await expect
        .poll(() => new URL(page.url()).hash, patient)
        .toContain(`sortedBy=${chosen.sortedBy}&unfold=chips-question,take-program&hide=verify`);
      const other = await openElsewhere(page.url());
      if (chosen.networks === 1) {
        await other.getByRole('button', { name: 'Train them' }).first().click();
        await other.getByText('Done.').waitFor(patient);
      }
      await other.click('#measure-run');
      await measured(other);
      await expectSame(page, other);
      const { figures, slices } = await seen(page);
      expect(figures).toHaveLength(20);
      expect(slices).toHaveLength(2);
      expect(site.errors()).toEqual([]);
      await other.context().close();
    },
  );

  const saysShown = async (page: Page, start: string): Promise<void> => {
    const sentences = page.locator('.shown-networks');
    await expect.poll(() => sentences.allTextContents(), patient).toHaveLength(4);
    await expect
      .poll(
        async () => (await sentences.allTextContents()).filter((text) => !text.startsWith(start)),
        patient,
      )
      .toEqual([]);
  };

  it('holds what the reader’s own networks are trained with, also where the page is set to something else', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=1&attackStep=2');
    await page.click('#run');
    await page.getByText('Done.').waitFor(patient);
    await page.selectOption('#shown', 'own');
    await saysShown(page, 'These are your own networks, trained with the settings of chapter 5.');
    await fill(page, '#attack-mismatchLevel', 0.1);
    await saysShown(
      page,
      'These are your own networks, trained with mismatchLevel 0.025. Chapter 5 is set to',
    );
    const hash = '#attackStep=2&mismatchLevel=0.1&epochs=1&inputs=50&networks=own&own.mismatchLevel=0.025';
    await expect.poll(() => new URL(page.url()).hash).toBe(hash);
    const other = await openElsewhere(page.url());
    await saysShown(
      other,
      'The link shows networks that this browser has not trained yet, with epochs 1, inputs 50.',
    );
    expect(await other.inputValue('#shown')).toBe('pretrained');
    expect((await accessibility(other)).serious).toEqual([]);
    await other.getByRole('button', { name: 'Train them' }).last().click();
    await saysShown(
      other,
      'These are your own networks, trained with mismatchLevel 0.025. Chapter 5 is set to',
    );
    expect(new URL(other.url()).hash).toBe(hash);
    await expectSame(page, other);
    await site.load(hash);
    await saysShown(
      page,
      'These are your own networks, trained with mismatchLevel 0.025. Chapter 5 is set to',
    );
    await expectSame(page, other);
    expect(site.errors()).toEqual([]);
    await other.context().close();
  });

  it('says that the networks trained in advance stay where the task becomes another one', async () => {
    const { page } = site;
    await site.load();
    const usual = 'These are the networks trained in advance.';
    expect(await page.locator('.shown-networks').allTextContents()).toEqual([usual, usual, usual, usual]);
    const curve = (): Promise<string | null> => page.getAttribute('#robust-fan path.mean', 'd');
    const before = await curve();
    await fill(page, '#control-seed', 7);
    await fill(page, '#control-inputs', 50);
    await saysShown(
      page,
      'These are the networks trained in advance, with inputs 400, seed 0. Chapter 5 is set to inputs 50, seed 7 now: train your own',
    );
    expect(await curve()).toBe(before);
    await page.click('#step');
    await saysShown(
      page,
      'These are the networks trained in advance, with inputs 400, seed 0. Your own are trained with inputs 50, seed 7: choose them in',
    );
  });

  it('says, as it is copied, what it stands for where networks are not trained to their end', async () => {
    const { page } = site;
    await site.load('#inputs=50&networks=own');
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.resolve();
    });
    await page.click('#step');
    await saysShown(page, 'These are your own networks, in the course of their training in chapter 5.');
    await page.click('#copy-link');
    await expect
      .poll(() => page.textContent('#copy-status'))
      .toContain('they are trained at a press, to the end, which yours have not reached.');
  });
});
