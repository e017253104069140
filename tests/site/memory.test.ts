import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawTask, networkOf, parametersOf } from '../../site/src/experiment.ts';
import { memoryFabFor } from '../../site/src/memoryFab.ts';
import { openRun } from '../../site/src/runFiles.ts';
import { defaultSettings, memoryTimes } from '../../site/src/settings.ts';
import { evaluateHardware, statistics } from '../../src/evaluate/index.ts';
import { compensateDrift, hardwareModel, phaseChangeMemory } from '../../src/hardware/index.ts';
import { mse } from '../../src/losses/index.ts';
import { type OpenSite, openSite } from './openSite.ts';

const { networks } = openRun(readFileSync('site/public/pretrained.safetensors'), defaultSettings);
const task = drawTask(defaultSettings);
const fab = memoryFabFor(task);
const [year] = memoryTimes.slice(-1);

const lossesOf = (network: 'robust' | 'standard', sample: number, seconds: number, isCompensated: boolean) =>
  Array.from(
    { length: 20 },
    (_, chip) => fab.make(parametersOf(networks[network]), sample, { seconds, isCompensated }, 0, chip).loss,
  );

const summaryOf = (losses: readonly number[]): string => {
  const { mean, max } = statistics(losses);
  return `mean error ${mean.toFixed(3)}, worst ${max.toFixed(3)}`;
};

describe('networks in memory that drifts', () => {
  it('are on the chips of evaluateHardware', async () => {
    const [sample] = task.classes;
    const net = networkOf(task);
    const seconds = 3600;
    const rows = await evaluateHardware({
      parameters: parametersOf(networks.robust),
      metric: (p, x, y) => mse(y, net.apply(p, x).output),
      data: [sample!],
      models: [hardwareModel(phaseChangeMemory()), hardwareModel(compensateDrift(phaseChangeMemory()))],
      times: [seconds],
      samples: 20,
    });
    expect(rows.map(({ samples }) => samples)).toEqual(
      [false, true].map((isCompensated) => lossesOf('robust', 0, seconds, isCompensated)),
    );
  });

  it('fade alike, and with a factor for each layer the robust one has half the error of the other', () => {
    const mean = (network: 'robust' | 'standard', isCompensated: boolean): number =>
      statistics(lossesOf(network, 0, year!.seconds, isCompensated)).mean;
    expect(mean('robust', false) / mean('standard', false)).toBeCloseTo(1, 1);
    expect(mean('robust', true)).toBeCloseTo(0.06, 2);
    expect(mean('standard', true)).toBeCloseTo(0.14, 2);
  });
});

describe('the page’s memory that drifts', () => {
  let site: OpenSite;

  beforeAll(async () => {
    site = await openSite();
  });

  afterAll(() => site?.close());

  const shown = (network: 'robust' | 'standard'): Promise<string | null> =>
    site.page.textContent(`#${network}-memory .error`);

  it('shows the same chips as Node, at each time, with the factor and without', async () => {
    const { page } = site;
    await site.load();
    await page.locator('#memory-title').scrollIntoViewIfNeeded();
    await expect.poll(() => shown('robust')).toBe(summaryOf(lossesOf('robust', 0, 25, false)));
    await page.focus('#memoryTime');
    await page.keyboard.press('End');
    expect(await page.textContent('#memoryTime-value')).toBe('1 year');
    await expect.poll(() => shown('standard')).toBe(summaryOf(lossesOf('standard', 0, year!.seconds, false)));
    await page.focus('#compensation');
    await page.keyboard.press('Space');
    await page.selectOption('#sample', '1');
    for (const network of ['robust', 'standard'] as const)
      await expect.poll(() => shown(network)).toBe(summaryOf(lossesOf(network, 1, year!.seconds, true)));
    expect(site.errors()).toEqual([]);
  });

  it('computes nothing before a reader comes near', async () => {
    await site.load();
    expect(await shown('robust')).toBe('');
    // Its worker would be there by now: it starts with the first request.
    expect(site.page.workers()).toHaveLength(1);
  });
});
