import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawTask, parametersOf } from '../../site/src/experiment.ts';
import { remadeChips } from '../../site/src/remadeChips.ts';
import { openRun } from '../../site/src/runFiles.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { tutorialTask } from '../../src/data/index.ts';
import {
  readRunFile,
  runTutorialNetwork,
  tutorialRun,
  tutorialSettings,
  writeRunFile,
} from '../../src/evaluate/index.ts';
import { type OpenSite, openSite } from './openSite.ts';
import { saved } from './saved.ts';

const names = ['robust', 'standard'] as const;
const settings = {
  ...tutorialSettings,
  ...{
    inputs: 50,
    epochs: 2,
    learningRate: 0.001,
    attackSteps: 2,
    samples: 4,
    seed: 11,
    levels: [0, 0.15, 0.3],
  },
};

/** What `limpet tutorial` writes with these settings. */
async function fileOfCommand(): Promise<Uint8Array<ArrayBuffer>> {
  const task = tutorialTask(settings.seed, settings.inputs);
  const networks = await Promise.all(names.map((name) => runTutorialNetwork(name, settings, task)));
  return writeRunFile(tutorialRun(settings, networks));
}

let file: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  file = await fileOfCommand();
});

describe('chips made again from the run file of the command', () => {
  it('have the losses that the command measured, to the bit, at every level', () => {
    const { on, losses, levels } = openRun(file, defaultSettings).filed!;
    const task = drawTask(settings);
    expect(levels).toEqual(settings.levels);
    for (const name of names) {
      for (const place of levels.keys()) {
        const drawn = { keyOrder: on!.keyOrder, seed: on!.seed, levels, place, samples: 4 };
        const chips = remadeChips(task, parametersOf(on!.networks[name]), 1, drawn);
        expect(chips.map(({ measuredLoss }) => measuredLoss)).toEqual(losses[name][place]);
      }
    }
  });
});

describe('a run file of the command on the page', () => {
  let site: OpenSite;

  beforeAll(async () => {
    site = await openSite();
  });

  afterAll(() => site?.close());

  const open = (bytes: Uint8Array): Promise<void> =>
    site.page.setInputFiles('#run-file', {
      name: 'run.safetensors',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    });
  const level = (row: number) => site.page.locator('#measurements tbody tr').nth(row).locator('button');
  const agreement = 'The chips are made again from the file, and have its losses, to the bit.';

  it('shows the chips of its levels, at once and with its losses', async () => {
    const { page } = site;
    await site.load('#pickedLevel=4');
    await open(file);
    await page.getByText('From the file: 4 chips measured at each level. Press a point or a level').waitFor();
    await page.getByText(agreement).waitFor();
    expect(await page.textContent('#level-name')).toBe('30 %');
    await level(1).press('Enter');
    await expect.poll(() => page.textContent('#level-name')).toBe('15 %');
    await page.getByText(agreement).waitFor();
    await expect.poll(() => new URL(page.url()).hash).not.toContain('pickedLevel');
    const { networks } = readRunFile(file);
    const losses = networks.robust!.measurements![1]!;
    const worst = Math.max(...losses);
    expect(await page.textContent('#robust-level .error')).toMatch(
      `worst ${worst.toFixed(4)}: chip ${losses.indexOf(worst) + 1}`,
    );
    expect(await page.locator('#standard-level path.chip[d]:not([d=""])').count()).toBe(4);
    const again = readRunFile(await saved(page, '#save-run'));
    expect(again.chips).toEqual({ keyOrder: 'tutorial', seed: 11 });
    expect(again.networks.standard?.measuredWeights).toEqual(networks.standard?.measuredWeights);
    await level(1).press('Enter');
    expect(await page.locator('#level-chips').isVisible()).toBe(false);
    expect(site.errors()).toEqual([]);
  });

  it('is not believed where its losses are not those of its chips', async () => {
    const { page } = site;
    await site.load();
    const run = readRunFile(file);
    const standard = run.networks.standard!;
    const measurements = standard.measurements!.map((losses) => losses.map((loss) => loss * 0.5));
    await open(
      writeRunFile({ ...run, networks: { ...run.networks, standard: { ...standard, measurements } } }),
    );
    await level(2).press('Enter');
    await page.getByText('but do not have the losses that it holds: one of both was changed.').waitFor();
  });

  it('says why its chips cannot be shown where it does not tell which they were', async () => {
    const { page } = site;
    await site.load('#chips=2');
    const { chips, ...run } = readRunFile(file);
    await open(writeRunFile(run));
    await page.getByText('It does not tell which chips they were, so they cannot be made again').waitFor();
    expect(await page.locator('#measurements tbody button').count()).toBe(0);
  });

  it('of the page itself has the chips of the page, wherever it is opened', async () => {
    const { page } = site;
    await site.load('#inputs=50&epochs=1&chips=3&wafer=5');
    await page.click('#run');
    await page.getByText('Done.').waitFor();
    await page.selectOption('#shown', 'own');
    await page.click('#measure-run');
    await page.getByText('3 of 3 chips measured').waitFor();
    await level(4).press('Enter');
    await page.getByText('All 3 chips').waitFor();
    const curves = () =>
      page.locator('#robust-level path.chip').evaluateAll((all) => all.map((path) => path.getAttribute('d')));
    const expected = await curves();
    const own = await saved(page, '#save-run');
    await site.load();
    await open(own);
    await level(4).press('Enter');
    await page.getByText(agreement).waitFor();
    expect((await curves()).slice(0, 3)).toEqual(expected.slice(0, 3));
  });
});
