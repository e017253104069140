import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOf } from '../../site/src/code.ts';
import { drawTask } from '../../site/src/experiment.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { readCsv } from '../../src/data/index.ts';
import { readRunFile } from '../../src/evaluate/index.ts';
import { readSafetensors } from '../../src/files/index.ts';
import { type OpenSite, openSite } from './openSite.ts';
import { saved } from './saved.ts';

const chosen = { inputs: 50, epochs: 2, chips: 3, seed: 5, attackSteps: 4, learningRate: 0.001 };
const link = `#${Object.entries(chosen)
  .map(([name, value]) => `${name}=${value}`)
  .join('&')}`;

let site: OpenSite;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'limpet-run-'));
  site = await openSite();
  const { page } = site;
  await page.emulateMedia({ colorScheme: 'dark' });
  await site.load(link);
  await page.click('#run');
  await page.getByText('Done.').waitFor();
  await page.selectOption('#shown', 'own');
  await page.click('#measure-run');
  await page.getByText('3 of 3 chips').waitFor();
});

afterAll(async () => {
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The run file of the command that the page shows. */
function runOfCommand(): ReturnType<typeof readRunFile> {
  const flags = commandOf({ ...defaultSettings, ...chosen }).replace('npm start -- ', '');
  const args = ['dist/cli/main.js', 'tutorial', ...flags.split(' '), '--out', folder, '--quiet'];
  execFileSync(process.execPath, args, { stdio: 'pipe' });
  return readRunFile(readFileSync(join(folder, 'run.safetensors')));
}

describe('what the page gives away', () => {
  it('is the run file that the command writes, bit for bit but for the measurements', async () => {
    const here = readRunFile(await saved(site.page, '#save-run'));
    const there = runOfCommand();
    expect(here.settings).toEqual(there.settings);
    for (const name of ['robust', 'standard'] as const) {
      const { measurements, ...own } = here.networks[name]!;
      const { measurements: ofCommand, measuredWeights, ...expected } = there.networks[name]!;
      expect(own).toEqual(expected);
      expect(measuredWeights).not.toEqual(expected.weights);
      expect(own.stepLosses).toHaveLength(600);
      expect(own.state?.key?.data).toHaveLength(2);
      expect(measurements?.map((losses) => losses.length)).toEqual(ofCommand?.map((losses) => losses.length));
    }
    const { page } = site;
    await page.click('#reset');
    await page.setInputFiles('#run-file', join(folder, 'run.safetensors'));
    await page.getByText('Opened run.safetensors').waitFor();
    expect(await page.textContent('#robust-progress .step')).toBe('600 / 600');
    expect(readRunFile(await saved(page, '#save-run')).networks.robust?.weights).toEqual(
      there.networks.robust?.weights,
    );
    await page.click('#measure-run');
    await page.getByText('3 of 3 chips').waitFor();
  });

  it('is its data, to the last digit', async () => {
    const csv = (await saved(site.page, '#save-data')).toString();
    const { columns, data, shape } = readCsv(csv);
    expect(columns?.slice(0, 5)).toEqual(['sample', 'step', 'target 1', 'target 2', 'input 1']);
    expect(shape).toEqual([300, 54]);
    const rowOf = (sample: number, step: number): number[] => {
      const { inputs, target } = drawTask(chosen).classes[sample]!;
      const [row, wanted] = [inputs.toArray() as number[][], target.toArray() as number[][]];
      return [sample + 1, step + 1, ...wanted[step]!, ...row[step]!];
    };
    for (const [sample, step] of [
      [0, 0],
      [1, 57],
      [2, 99],
    ] as const) {
      const place = 100 * sample + step;
      expect([...data.subarray(54 * place, 54 * (place + 1))]).toEqual(rowOf(sample, step));
    }
  });

  it('is its parameters, losses and measurements, each in all files the same', async () => {
    const run = readRunFile(await saved(site.page, '#save-run'));
    const { tensors } = readSafetensors(await saved(site.page, '#save-parameters'));
    const json = JSON.parse((await saved(site.page, '#save-json')).toString());
    expect(Object.keys(tensors).sort()).toEqual([
      'robust.0.weight',
      'robust.2.weight',
      'standard.0.weight',
      'standard.2.weight',
    ]);
    expect(json.trainedWith).toMatchObject({ inputs: 50, epochs: 2, seed: 5, attackSteps: 4 });
    for (const name of ['robust', 'standard'] as const) {
      const { weights, stepLosses = [], measurements } = run.networks[name]!;
      expect(tensors[`${name}.0.weight`]).toEqual({ dtype: 'f32', shape: [50, 8], data: weights[0] });
      expect(tensors[`${name}.2.weight`]).toEqual({ dtype: 'f32', shape: [8, 2], data: weights[1] });
      expect(json.losses[name]).toEqual(Array.from(stepLosses));
      const ofNetwork = json.measurements.filter((each: { network: string }) => each.network === name);
      expect(ofNetwork.map(({ losses }: { losses: number[] }) => losses)).toEqual(measurements);
    }
  });

  it.each([
    ['robustness', 0x0072b2],
    ['losses', 0xc44e00],
    ['task', 0x007f5c],
    ['chips-robust', 0x0072b2],
    ['attack-standard', 0xc44e00],
    ['memory-robust', 0x0072b2],
  ])('is its figures, also as pictures of twice the size in light colours (%s)', async (name, color) => {
    const { page } = site;
    await page.locator('#standard-attack').scrollIntoViewIfNeeded();
    await page.locator('#standard-attack path.mean').waitFor({ state: 'attached' });
    await page.locator('#data-set').scrollIntoViewIfNeeded();
    await page.locator('#data-set svg').waitFor();
    await page.locator('#robust-memory').scrollIntoViewIfNeeded();
    await expect.poll(() => page.textContent('#robust-memory .error')).toContain('mean error');
    const svg = (await saved(site.page, `#save-${name}-svg`)).toString();
    const [width, height] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).slice(1).map(Number);
    const png = await saved(site.page, `#save-${name}-png`);
    const picture = await page.evaluate(
      async ([bytes, wanted]) => {
        const response = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([response]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        const pixels = new Uint32Array(data.buffer);
        const [red, green, blue] = [wanted >> 16, (wanted >> 8) & 255, wanted & 255];
        const drawn = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
        return {
          size: [bitmap.width, bitmap.height],
          corner: Array.from(data.slice(0, 4)),
          drawn: pixels.filter((pixel) => pixel === drawn).length,
        };
      },
      [png.toString('base64'), color] as const,
    );
    expect(picture.size).toEqual([2 * width!, 2 * height!]);
    expect(picture.corner).toEqual([255, 255, 255, 255]);
    expect(picture.drawn).toBeGreaterThan(100);
    expect(site.errors()).toEqual([]);
  });

  it('is the first figure with all its lines, in colours that a viewer turns dark', async () => {
    const { page } = site;
    const svg = (await saved(page, '#save-chips-standard-svg')).toString();
    const lines = svg.match(/<path [^>]*>/g) ?? [];
    const ofNetwork = lines.filter((line) => line.includes('stroke="#c44e00"'));
    expect(ofNetwork).toHaveLength(await page.locator('#standard-fan path:is(.chip, .mean, .worst)').count());
    expect(lines).toHaveLength(await page.locator('#standard-fan .plot path').count());
    expect(svg).toContain('[stroke="#c44e00"]{stroke:#ff9555}');
    expect(svg).toMatch(/<title>Output of the standard network on 20 chips/);
    expect(svg).not.toContain('class=');
    expect(await page.locator('html').getAttribute('style')).toBe('');
  });

  it('says what is missing for a figure of losses', async () => {
    const { page } = site;
    await page.selectOption('#shown', 'pretrained');
    await page.click('#save-losses-png');
    await expect.poll(() => page.textContent('#take-status')).toContain('train your own in chapter 5');
    const run = readRunFile(await saved(site.page, '#save-run'));
    expect(run.settings).toMatchObject({ inputs: 400, epochs: 100 });
    expect(run.networks.robust?.stepLosses).toBeUndefined();
  });
});
