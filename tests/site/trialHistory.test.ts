import { evaluateMismatch, tutorialNetwork } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawTask, parametersOf, type Weights } from '../../site/src/experiment.ts';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';
import { saved } from './saved.ts';

const patient = { timeout: 20_000 };

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

beforeEach(async () => {
  await site.load();
  await site.page.evaluate(() => localStorage.clear());
});

/** The rows of the table, cell by cell. */
const rows = (): Promise<readonly (readonly string[])[]> =>
  site.page
    .locator('#trials tbody tr')
    .evaluateAll((all) =>
      all.map((row) => Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent ?? '')),
    );

async function train(hash: string): Promise<void> {
  const { page } = site;
  await site.load(hash);
  await page.click('#run');
  await page.getByText(/^Done\./).waitFor(patient);
}

/** The mean losses of a network on chips, as the library measures them. */
async function measured(weights: Weights, seed: number, samples: number): Promise<readonly number[]> {
  const inputs = weights[0].length / 8;
  const net = tutorialNetwork({ inputs, hidden: 8, outputs: 2 });
  const table = await evaluateMismatch({
    parameters: parametersOf(weights),
    metric: (chip, x, y) => mse(y, net.apply(chip, x).output),
    data: drawTask({ inputs, seed: 0 }).classes,
    levels: [0, 0.2, 0.4],
    samples,
    seed,
  });
  return table.map(({ mean }) => mean);
}

async function shownWeights(): Promise<Readonly<Record<'robust' | 'standard', Weights>>> {
  const { weights } = JSON.parse((await saved(site.page, '#save-json')).toString());
  const floats = ([first, second]: readonly number[][]): Weights => [
    Float32Array.from(first ?? []),
    Float32Array.from(second ?? []),
  ];
  return { robust: floats(weights.robust), standard: floats(weights.standard) };
}

const trial = (change: object, task: number): object => ({
  settings: {
    ...{ noisyForwardStd: 0.1, mismatchLevel: 0.025, betaRobustness: 0.25, attackSteps: 10 },
    ...{ initialStd: 0.001, learningRate: 0.0005, epochs: 100, inputs: 400, seed: 0, wafer: 0, chips: 20 },
    ...change,
  },
  losses: { robust: [task, 0.2, 0.3], standard: [0.5 - task, 0.4, 0.5] },
});

const keep = (trials: unknown): Promise<void> =>
  site.page.evaluate(
    (text) => localStorage.setItem(`limpet trials ${new URL('./', location.href).pathname}`, text),
    JSON.stringify(trials),
  );

describe('the history of tried settings', () => {
  it('has a row for a training that ended, with what the library measures of its networks', async () => {
    const { page } = site;
    await train('#inputs=50&epochs=1&wafer=3');
    await page.locator('#trials tbody tr').waitFor();
    await page.selectOption('#shown', 'own');
    const { robust, standard } = await shownWeights();
    const ofRobust = await measured(robust, 3, 20);
    const ofStandard = await measured(standard, 3, 20);
    const expected = ofRobust.flatMap((loss, level) =>
      [loss, ofStandard[level]!].map((each) => each.toFixed(4)),
    );
    expect(await rows()).toEqual([['epochs 1, inputs 50', '20', ...expected]]);
    expect(site.errors()).toEqual([]);
  });

  it('has a row for a whole measurement, in place of what was measured of the same networks before', async () => {
    const { page } = site;
    await train('#inputs=50&epochs=1');
    await page.locator('#trials tbody tr').waitFor();
    await page.selectOption('#shown', 'own');
    await page.fill('#control-chips', '3');
    await page.keyboard.press('Enter');
    await page.click('#measure-run');
    await page.getByText('3 of 3 chips').waitFor();
    await page.selectOption('#shown', 'pretrained');
    await page.click('#measure-run');
    await page.getByText('3 of 3 chips').waitFor();
    await expect
      .poll(async () => (await rows()).map(([name, chips]) => [name, chips]))
      .toEqual([
        ['the page’s own', '3'],
        ['epochs 1, inputs 50', '3'],
      ]);
    const [, , task] = (await rows())[0]!;
    expect(await page.textContent('#measurements tbody tr td')).toContain(`${task} ±`);
  });

  it('gives the settings of a row back to the page, with the training where it is kept', async () => {
    const { page } = site;
    await train('#inputs=50&epochs=1&seed=4');
    await page.locator('#trials tbody tr').waitFor();
    const link = page.locator('#trials tbody a');
    const address = await link.evaluate((each) => (each as HTMLAnchorElement).hash);
    expect(address).toBe('#epochs=1&inputs=50&seed=4&chips=20');
    await site.load('#inputs=100&mismatch=0.3');
    await link.click();
    await page.getByText('This training is complete.').waitFor();
    expect(await page.textContent('#robust-progress .step')).toBe('300 / 300');
    await expect
      .poll(() => new URL(page.url()).hash)
      .toBe('#mismatch=0.3&epochs=1&inputs=50&seed=4&chips=20');
    expect(await page.inputValue('#control-seed')).toBe('4');
  });

  it('is sorted by its headers, one way and the other', async () => {
    const { page } = site;
    await keep([trial({ epochs: 100 }, 0.2), trial({ epochs: 9 }, 0.1), trial({ epochs: 20 }, 0.3)]);
    await site.load();
    const order = async (): Promise<readonly (string | undefined)[]> => (await rows()).map(([name]) => name);
    const [own, nine, twenty] = ['the page’s own', 'epochs 9', 'epochs 20'];
    expect(await order()).toEqual([own, nine, twenty]);
    const header = page.getByRole('button', { name: 'robust, task' });
    await header.press('Enter');
    expect(await order()).toEqual([nine, own, twenty]);
    const sorted = page.locator('#trials th[aria-sort]');
    expect(await sorted.getAttribute('aria-sort')).toBe('ascending');
    await header.press('Enter');
    expect(await order()).toEqual([twenty, own, nine]);
    expect(await sorted.getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'settings', exact: true }).press('Enter');
    expect(await order()).toEqual([nine, twenty, own]);
    await page.getByRole('button', { name: 'standard, task' }).press('Enter');
    expect(await order()).toEqual([twenty, own, nine]);
    expect(await sorted.count()).toBe(1);
    expect((await accessibility(page)).serious).toEqual([]);
  });

  it('can be cleared, and brought back', async () => {
    const { page } = site;
    await keep([trial({ epochs: 9 }, 0.1)]);
    await site.load();
    await page.click('#clear-trials');
    expect(await page.locator('#trial-history').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    expect(await rows()).toHaveLength(1);
    await page.click('#clear-trials');
    await site.load();
    expect(await rows()).toHaveLength(0);
  });

  it.each([
    ['not JSON', '{'],
    ['not a list', '{"length": 3}'],
  ])('leaves out what is kept and makes no sense (%s)', async (_, text) => {
    await site.page.evaluate(
      (kept) => localStorage.setItem(`limpet trials ${new URL('./', location.href).pathname}`, kept),
      text,
    );
    await site.load();
    expect(await rows()).toEqual([]);
    expect(site.errors()).toEqual([]);
  });

  it('leaves out rows of settings that the page does not have', async () => {
    await keep([
      null,
      3,
      trial({ inputs: 77 }, 0.1),
      trial({ epochs: '5' }, 0.1),
      { ...trial({}, 0.1), losses: { robust: [0.1, 0.2], standard: [0.1, 0.2, 0.3] } },
      { ...trial({}, 0.1), losses: { robust: ['<b>', 0.2, 1], standard: [0.1, 0.2, 0.3] } },
      trial({ epochs: 7 }, 0.1),
    ]);
    await site.load();
    expect((await rows()).map(([name]) => name)).toEqual(['epochs 7']);
  });
});

describe('a browser that keeps no history', () => {
  it('shows it all the same, and says that it will be gone', async () => {
    const own = await openSite();
    const { page } = own;
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    });
    await own.load('#inputs=50&epochs=1');
    await page.click('#run');
    await page.locator('#trials tbody tr').waitFor(patient);
    expect(await page.textContent('#trials-status')).toContain('does not let the page keep this list');
    expect(own.errors()).toEqual([]);
    await own.close();
  });
});
