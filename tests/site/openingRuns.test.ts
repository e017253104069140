import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runFileOf } from '../../site/src/runFiles.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import type { TrainingRun } from '../../site/src/trainingRun.ts';
import { type Run, readRunFile, tutorialSettings, writeRunFile } from '../../src/evaluate/index.ts';
import { writeSafetensors } from '../../src/files/index.ts';
import { type OpenSite, openSite } from './openSite.ts';
import { saved } from './saved.ts';
import { type TrainedRun, trainedRun } from './trainedRun.ts';

const patient = { timeout: 20_000 };
const settings = { ...defaultSettings, inputs: 50, epochs: 1, seed: 9, attackSteps: 2, chips: 5 };

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

beforeEach(() => site.load());

const runOf = (steps: number): TrainedRun => trainedRun(settings, steps);

const fileOf = (run: TrainingRun): Uint8Array =>
  runFileOf(run, { levels: [0, 0.1], chips: 5, measurements: [] });

const open = (file: Uint8Array): Promise<void> =>
  site.page.setInputFiles('#run-file', {
    name: 'some.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(file),
  });

const message = (): Promise<string | null> => site.page.textContent('#open-status');

/** What a reader sees of the page's networks and settings. */
const shown = (): Promise<unknown> =>
  site.page.evaluate(() => ({
    hash: location.hash,
    shown: document.querySelector<HTMLSelectElement>('#shown')?.value,
    curves: Array.from(document.querySelectorAll('.fan path.mean'), (path) => path.getAttribute('d')),
    steps: document.querySelector('#robust-progress .step')?.textContent,
    status: document.querySelector('#training-status')?.textContent,
  }));

describe('a run file opened on the page', () => {
  it('shows its networks in all chapters, and its training goes on with the same bits', async () => {
    const { page } = site;
    const before = await page.locator('#robust-fan path.mean').getAttribute('d');
    await open(fileOf(runOf(100)));
    await expect.poll(message).toContain('Opened some.safetensors: networks of 50 inputs');
    await expect
      .poll(() => new URL(page.url()).hash)
      .toBe('#attackSteps=2&epochs=1&inputs=50&seed=9&chips=5&networks=own');
    expect(await page.inputValue('#shown')).toBe('own');
    expect(await page.textContent('#robust-progress .step')).toBe('100 / 300');
    await expect.poll(() => page.locator('#robust-fan path.mean').getAttribute('d')).not.toBe(before);
    const opened = readRunFile(await saved(page, '#save-run'));
    expect(opened.networks.robust?.weights).toEqual(runOf(100).networks.robust);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Done.').waitFor(patient);
    const { robust, standard } = readRunFile(await saved(page, '#save-run')).networks;
    const whole = runOf(300);
    expect(robust?.weights).toEqual(whole.networks.robust);
    expect(standard?.weights).toEqual(whole.networks.standard);
    expect(robust?.stepLosses).toEqual(whole.losses.robust);
    expect(site.errors()).toEqual([]);
  });

  it('shows its networks where it holds no more, and measures them', async () => {
    const { page } = site;
    const { settings: used, networks } = runOf(20);
    await open(fileOf({ settings: used, networks }));
    await page.getByText('Run starts anew').waitFor();
    expect(await message()).toContain('chapter 6 can measure them');
    expect(await page.textContent('#robust-progress .step')).toBe('0 / 300');
    await page.click('#measure-run');
    await page.getByText('5 of 5 chips').waitFor();
    expect(JSON.parse((await saved(page, '#save-json')).toString()).weights.standard[1]).toEqual(
      Array.from(networks.standard[1]),
    );
  });

  it('shows the measurements that it holds, at its own levels, and offers to make others', async () => {
    const { page } = site;
    const levels = [0, 0.15];
    const losses = { robust: [[0.25], [0.5]], standard: [[0.125], [1]] };
    const measurements = (['robust', 'standard'] as const).flatMap((network) =>
      levels.map((level, index) => ({ level, network, losses: losses[network][index]! })),
    );
    await open(runFileOf(runOf(3), { levels, chips: 2, measurements }));
    await page.getByText('From the file: 1 chip measured at each level.').waitFor();
    const table = (): Promise<readonly string[]> =>
      page.locator('#measurements tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent ?? ''));
    expect(await table()).toEqual([
      '0 %0.2500 ±\u00a00.00000.1250 ±\u00a00.00000.25000.1250',
      '15 %0.5000 ±\u00a00.00001.0000 ±\u00a00.00000.50001.0000',
    ]);
    expect(await page.locator('#measurements tbody button').count()).toBe(0);
    await page.getByRole('link', { name: 'chapter 6 shows what the file says of them' }).click();
    await expect.poll(() => page.locator('#robustness .points-1 > *').count()).toBe(2);
    await page.locator('#robustness').click();
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    const again = readRunFile(await saved(page, '#save-run'));
    expect(again.settings.levels).toEqual(levels);
    expect(again.networks.standard?.measurements).toEqual(losses.standard);
    await page.selectOption('#shown', 'pretrained');
    expect(await page.textContent('#measuring-status')).toBe('Not measured yet.');
    await page.selectOption('#shown', 'own');
    expect(await table()).toHaveLength(2);
    await page.click('#measure-run');
    await page.getByText('2 of 2 chips').waitFor();
    expect(await table()).toHaveLength(7);
    expect(site.errors()).toEqual([]);
  });

  it('has the losses of its training drawn whole, however small they are', async () => {
    const { page } = site;
    const small = runOf(300);
    const losses = {
      robust: small.losses.robust.map(() => 0.5),
      standard: small.losses.standard.map(() => 2e-5),
    };
    await open(fileOf({ ...small, losses }));
    await page.getByText('This training is complete.').waitFor();
    const labels = await page
      .locator('#loss-plot text')
      .evaluateAll((all) =>
        all.map((label) => ({ text: label.textContent, left: (label as SVGTextElement).getBBox().x })),
      );
    expect(labels.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['1', '0.1', '0.01', '0.001', '10⁻⁴', '10⁻⁵']),
    );
    expect(labels.filter(({ left }) => left < 0)).toEqual([]);
  });

  it('of weights too large to compute with is shown as that, and breaks nothing', async () => {
    const { page } = site;
    const { settings: used, networks } = runOf(1);
    const far = ([first, second]: typeof networks.robust) =>
      [first.map(() => 3e38), second.map(() => -3e38)] as const;
    await open(
      fileOf({ settings: used, networks: { robust: far(networks.robust), standard: networks.standard } }),
    );
    await expect.poll(() => page.textContent('#robust-error'), patient).toMatch(/worst (NaN|Infinity)/);
    expect(await page.textContent('#exactness')).toBe(
      'Without mismatch the errors are too large to be compared.',
    );
    await page.locator('#slice-bands').scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.textContent('#valley'), patient)
      .toMatch(/no plane|too large to be compared/);
    await page.click('#measure-run');
    await page.getByText('5 of 5 chips').waitFor(patient);
    await page.locator('#measurements tbody button').nth(2).click();
    await page.getByText('All 5 chips').waitFor(patient);
    expect(site.errors()).toEqual([]);
  });

  it('is taken when it is dropped anywhere', async () => {
    const { page } = site;
    const bytes = Array.from(fileOf(runOf(3)));
    const isTaken = await page.evaluate((content) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], 'dropped.safetensors'));
      const place = document.querySelector('#loss')!;
      const drag = (kind: string): boolean =>
        !place.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
      return drag('dragover') && document.body.classList.contains('dropping') && drag('drop');
    }, bytes);
    expect(isTaken).toBe(true);
    await expect.poll(message).toContain('Opened dropped.safetensors');
    await page.locator('#open-status').waitFor({ state: 'visible' });
    expect(await page.locator('body').getAttribute('class')).toBe('');
  });
});

const small = runOf(2);
const run = readRunFile(fileOf(small));
const { robust = { weights: small.networks.robust }, standard = robust } = run.networks;
const changed = (change: Partial<Run['settings']>): Uint8Array =>
  writeRunFile({ ...run, settings: { ...run.settings, ...change } });
const withRobust = (change: object): Uint8Array =>
  writeRunFile({ ...run, networks: { robust: { ...robust, ...change }, standard } });

describe('a file that is no run of this page', () => {
  it.each([
    ['cut off', 'expected', fileOf(small).subarray(0, 900)],
    ['of another kind', 'of another kind', writeSafetensors({ tensors: {}, metadata: {} })],
    ['no file of tensors', 'was not opened', new TextEncoder().encode('<script>alert(1)</script>')],
    ['empty', 'This page expected a safetensors file', new Uint8Array()],
    ['of a size that the page cannot show', 'inputs cannot be “77”', sized(77)],
    ['of a longer training', 'epochs cannot be “5000”', changed({ epochs: 5000 })],
    ['of other random keys', 'newer layout', changed({ partitionable: true })],
    ['of one network', 'holds the robust network alone', writeRunFile({ ...run, networks: { robust } })],
    [
      'with NaN',
      'NaN',
      withRobust({ weights: [robust.weights[0].map(() => Number.NaN), robust.weights[1]] }),
    ],
    ['with a state of another size', 'f32[1]', withRobust({ state: wrongState() })],
    ['with too many losses', '301 losses', withRobust({ stepLosses: new Float32Array(301) })],
  ])('changes nothing and says what is wrong (%s)', async (_, reason, file) => {
    const before = await shown();
    await open(file);
    await expect.poll(message).toContain(reason);
    expect(await message()).toMatch(/^some\.safetensors was not opened, and nothing has changed\. /);
    expect(await shown()).toEqual(before);
    expect(site.errors()).toEqual([]);
  });

  it('is not read where it is larger than any', async () => {
    const { page } = site;
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(64_000_001)], 'large.safetensors'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    });
    await expect.poll(message).toContain('It has 65 MB');
  });
});

function sized(inputs: number): Uint8Array {
  const weights = [new Float32Array(inputs * 8), new Float32Array(16)] as const;
  return writeRunFile({
    settings: { ...tutorialSettings, inputs },
    networks: { robust: { weights }, standard: { weights } },
  });
}

function wrongState(): object {
  const names = Object.keys(robust.state ?? {});
  const wrong = { dtype: 'f32', shape: [1], data: new Float32Array(1) };
  return Object.fromEntries(names.map((name) => [name, wrong]));
}
