import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackLabFor } from '../../site/src/attackLab.ts';
import { drawTask, fabFor, parametersOf, startTraining, type Weights } from '../../site/src/experiment.ts';
import { openRun } from '../../site/src/runFiles.ts';
import { defaultSettings, type Settings } from '../../site/src/settings.ts';
import { statistics } from '../../src/evaluate/index.ts';
import { accessibility } from './accessibility.ts';
import { type OpenSite, openSite } from './openSite.ts';

const { networks } = openRun(readFileSync('site/public/pretrained.safetensors'), defaultSettings);
const task = drawTask(defaultSettings);
const fab = fabFor(task);

const onChips = (weights: Weights, level: number) =>
  statistics(
    Array.from({ length: 100 }, (_, chip) =>
      fab.measure(parametersOf(weights), level, defaultSettings.wafer, chip),
    ),
  );

function trained(network: 'robust' | 'standard', settings: Settings): Weights {
  const training = startTraining(network, settings);
  while (training.made < training.steps) training.step();
  return training.read().weights;
}

describe('the answers to the questions of the page', () => {
  it('chapter 1: the robust network is better from about 10 % on, by its worst chip from 8 % on', () => {
    const at = (level: number) => ({
      robust: onChips(networks.robust, level),
      standard: onChips(networks.standard, level),
    });
    const [at6, at8, at9, at11] = [at(0.06), at(0.08), at(0.09), at(0.11)];
    expect(at9.standard.mean).toBeLessThan(at9.robust.mean);
    expect(at11.standard.mean).toBeGreaterThan(at11.robust.mean);
    expect(at6.standard.max).toBeLessThan(at6.robust.max);
    expect(at8.standard.max).toBeGreaterThan(at8.robust.max);
  });

  it('chapter 2: twice as far is four times the damage for the standard network, five for the robust one', () => {
    const lab = attackLabFor(task);
    const damage = (weights: Weights, mismatchLevel: number): number =>
      lab.attack(weights, 0, defaultSettings.seed, { ...defaultSettings, mismatchLevel }).damages.at(-1) ?? 0;
    const growth = (weights: Weights): number => damage(weights, 0.05) / damage(weights, 0.025);
    expect(growth(networks.standard)).toBeCloseTo(4, 0);
    expect(growth(networks.robust)).toBeCloseTo(5, 0);
    expect(damage(networks.robust, 0.05)).toBeLessThan(damage(networks.standard, 0.05) / 5);
  });

  it('chapter 2: without a first push the adversary does not move', () => {
    const settings = { ...defaultSettings, initialStd: 0 };
    const { damages } = attackLabFor(task).attack(networks.robust, 0, defaultSettings.seed, settings);
    expect(damages).toEqual(damages.map(() => 0));
  });

  it('chapter 3: without noise and balance both trainings are the same, to the bit', () => {
    const settings = {
      ...defaultSettings,
      inputs: 50,
      epochs: 1,
      betaRobustness: 0,
      noisyForwardStd: 0,
    };
    expect(trained('robust', settings)).toEqual(trained('standard', settings));
  });

  it('chapter 4: 50 inputs leave an error of 0.2, 400 one of 0.001', () => {
    const few = { ...defaultSettings, inputs: 50 };
    const fewLeave = fabFor(drawTask(few)).measure(parametersOf(trained('standard', few)), 0, 0, 0);
    expect(fewLeave).toBeCloseTo(0.2, 1);
    expect(fab.measure(parametersOf(networks.standard), 0, 0, 0)).toBeCloseTo(0.001, 3);
  });

  it('chapter 5: with one step of the adversary the network is nearly as robust', () => {
    const { mean } = onChips(trained('robust', { ...defaultSettings, attackSteps: 1 }), 0.2);
    expect(mean).toBeCloseTo(0.089, 3);
    expect(onChips(networks.robust, 0.2).mean).toBeCloseTo(0.087, 3);
  });

  it('chapter 6: the worst of 100 chips at 20 % mismatch', () => {
    expect(onChips(networks.robust, 0.2).max).toBeCloseTo(0.19, 2);
    expect(onChips(networks.standard, 0.2).max).toBeCloseTo(0.32, 2);
  });
});

describe('questions and depth on demand', () => {
  let site: OpenSite;

  beforeAll(async () => {
    site = await openSite();
  });

  afterAll(() => site?.close());

  it('are closed at first, open by keyboard, and have nothing that axe-core calls serious', async () => {
    const { page } = site;
    await site.load();
    expect(await page.locator('.question, .depth').count()).toBe(14);
    expect(await page.locator('.question[open], .depth[open]').count()).toBe(0);
    for (const summary of await page.locator('.question > summary, .depth > summary').all()) {
      await summary.focus();
      await page.keyboard.press('Enter');
    }
    expect(await page.locator('.question[open], .depth[open]').count()).toBe(14);
    expect(await accessibility(page)).toMatchObject({ serious: [] });
    expect(site.errors()).toEqual([]);
  });

  it('are left out by a teacher', async () => {
    await site.load('#hide=questions,depth');
    expect(await site.page.locator('.question:visible, .depth:visible').count()).toBe(0);
  });
});
