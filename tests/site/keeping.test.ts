import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTraining, type Weights } from '../../site/src/experiment.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { type OpenSite, openSite } from './openSite.ts';

const patient = { timeout: 40_000 };
const small = { inputs: 50, epochs: 40 };
const link = '#inputs=50&epochs=40';
const allSteps = 300 * small.epochs;

/** What a training without a break gives in Node, as the page saves it. */
function uninterrupted(network: 'robust' | 'standard'): readonly number[][] {
  const training = startTraining(network, { ...defaultSettings, ...small });
  for (let step = 0; step < training.steps; step++) training.step();
  return training.read().weights.map((layer) => Array.from(layer));
}

describe('a training with a break', () => {
  it.each(['robust', 'standard'] as const)('has the bits of one without (%s)', (network) => {
    const settings = { ...defaultSettings, inputs: 50, attackSteps: 2 };
    const whole = startTraining(network, settings);
    for (let step = 0; step < 305; step++) whole.step();
    const first = startTraining(network, settings);
    for (let step = 0; step < 199; step++) first.step();
    const second = startTraining(network, settings, first.read());
    expect(second.made).toBe(199);
    while (second.made < 305) second.step();
    expect(second.read()).toEqual(whole.read());
  });

  it('is not continued from a state of another size', () => {
    const { step, state } = startTraining('standard', { ...defaultSettings, inputs: 100 }).read();
    const goOn = () => startTraining('standard', { ...defaultSettings, inputs: 50 }, { step, state });
    expect(goOn).toThrow(/to be f32\[50, 8\], got f32\[100, 8\]/);
  });
});

describe('a training on the page', () => {
  let site: OpenSite;

  beforeAll(async () => {
    site = await openSite();
  });

  afterAll(() => site?.close());

  const text = (selector: string): Promise<string | null> => site.page.textContent(selector);
  const steps = async (network: string): Promise<number> =>
    Number.parseInt((await text(`#${network}-progress .step`)) ?? '', 10);

  async function savedWeights(): Promise<Readonly<Record<string, Weights>>> {
    const { page } = site;
    await page.selectOption('#shown', 'own');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-json')]);
    return JSON.parse(readFileSync(await download.path(), 'utf8')).weights;
  }

  /** The steps of the robust network that the browser has written down, as it does every second. */
  const keptSteps = (): Promise<number> =>
    site.page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open(`limpet ${new URL('./', location.href).pathname}`);
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const database = opening.result;
            const reading = database.transaction('trainings').objectStore('trainings').getAll();
            reading.onerror = () => reject(reading.error);
            reading.onsuccess = () => {
              database.close();
              resolve(Math.max(0, ...reading.result.map(({ networks }) => networks.robust?.step ?? 0)));
            };
          };
        }),
    );

  /** Trains until both networks have made steps. */
  async function begin(): Promise<void> {
    await site.load(link);
    await site.page.click('#run');
    for (const network of ['robust', 'standard']) {
      await expect.poll(() => steps(network), patient).toBeGreaterThan(0);
    }
  }

  it('goes on after a reload, and ends with the bits of one without a break', async () => {
    const { page } = site;
    await begin();
    const before = await steps('robust');
    expect(before).toBeLessThan(allSteps);
    await expect.poll(keptSteps, patient).toBeGreaterThanOrEqual(before);
    await site.load(link);
    await page.getByText('This training is paused, robust at step').waitFor();
    const kept = await steps('robust');
    expect(kept).toBeGreaterThanOrEqual(before);
    expect(await page.locator('#loss-plot path.curve').count()).toBe(2);
    expect(await text('#robust-progress .left')).toBe('paused');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => steps('robust'), patient).not.toBe(kept);
    expect(await steps('robust')).toBeGreaterThan(kept);
    await page.getByText('Done.').waitFor(patient);
    expect(await savedWeights()).toEqual({
      robust: uninterrupted('robust'),
      standard: uninterrupted('standard'),
    });
    expect(site.errors()).toEqual([]);
  });

  it('is shown as done after a reload, until it is reset', async () => {
    const { page } = site;
    await site.load(link);
    await page.getByText('This training is complete.').waitFor();
    expect(await savedWeights()).toMatchObject({ robust: uninterrupted('robust') });
    await page.click('#reset');
    await site.load(link);
    await page.locator('#standard-slice').scrollIntoViewIfNeeded();
    expect(await text('#robust-progress .step')).toBe(`0 / ${allSteps}`);
  });

  it('is offered under a link with other settings, whose own training leaves it alone', async () => {
    const { page } = site;
    await begin();
    const before = await steps('robust');
    await expect.poll(keptSteps, patient).toBeGreaterThanOrEqual(before);
    await site.load('#inputs=50&epochs=1');
    await page.getByText('keeps a training with other settings').waitFor();
    expect(await text('#robust-progress .step')).toBe('0 / 300');
    await page.click('#run');
    await page.getByText('Done.').waitFor(patient);
    await site.load(link);
    await page.getByText('This training is paused, robust').waitFor();
    expect(await steps('robust')).toBeGreaterThanOrEqual(before);
    await page.click('#reset');
    await site.load('#inputs=100');
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByText('This training is complete.').waitFor();
    expect(await steps('robust')).toBe(300);
    await expect.poll(() => new URL(page.url()).hash).toBe('#epochs=1&inputs=50');
  });
});

describe('a worker in training', () => {
  let site: OpenSite;

  beforeEach(async () => {
    site = await openSite();
    await site.page.addInitScript(() => {
      globalThis.Worker = class extends Worker {
        override postMessage(request: { readonly kind: string; readonly network?: string }): void {
          if (request.network === 'robust') Object.assign(globalThis, { robustWorker: this });
          super.postMessage(request);
        }
      };
    });
    await site.load(link);
    await site.page.click('#run');
    await expect
      .poll(async () => Number.parseInt((await site.page.textContent('#robust-progress .step')) ?? '', 10))
      .toBeGreaterThan(0);
  });

  afterEach(() => site?.close());

  it.each([
    ['has been silent for 10 seconds.', 'robustWorker.terminate()'],
    [
      'has stopped: out of memory.',
      'robustWorker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }))',
    ],
  ])('that %s is replaced, and the training ends with the same bits', async (message, strike) => {
    const { page } = site;
    await page.evaluate(strike);
    await page.getByText(`part of this page ${message}`).waitFor(patient);
    const step = /safe up to step (\d+)/.exec((await page.textContent('#training-status')) ?? '')?.[1];
    expect(Number(step)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Done.').waitFor(patient);
    await page.selectOption('#shown', 'own');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-json')]);
    const { weights } = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(weights).toEqual({ robust: uninterrupted('robust'), standard: uninterrupted('standard') });
  });
});

describe('a browser that keeps nothing', () => {
  let site: OpenSite;

  beforeEach(async () => {
    site = await openSite();
  });

  afterEach(() => site?.close());

  it.each([
    [
      'forbids it',
      'it does not let this page store anything',
      () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('forbidden', 'SecurityError');
        };
      },
    ],
    [
      'is full',
      'its storage is full',
      () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      },
    ],
    [
      'has no IndexedDB',
      'it does not let this page store anything',
      () => {
        Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
      },
    ],
  ])('because it %s says so, and trains', async (_, reason, breakStorage) => {
    const { page } = site;
    await page.addInitScript(breakStorage);
    await site.load('#inputs=50&epochs=1');
    await page.click('#run');
    await page.getByText('Done.').waitFor(patient);
    await page.getByText(`This browser cannot keep a training for later: ${reason}`).waitFor();
    expect(site.errors()).toEqual([]);
  });
});
