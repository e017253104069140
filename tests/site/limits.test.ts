import { readFileSync } from 'node:fs';
import { resident } from 'limpet';
import type { TutorialParameters } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { adam } from 'limpet/optimizers';
import { key } from 'limpet/random';
import { adversarialLossWithTerms, trainingStep } from 'limpet/train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf, typescriptOf } from '../../site/src/code.ts';
import { drawTask, networkOf, parametersOf } from '../../site/src/experiment.ts';
import { memoryNeeded, numbersNeeded, programMemory, shortageOf } from '../../site/src/memoryNeeded.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { type OpenSite, openSite } from './openSite.ts';

/** The bytes that the engine reports of the robust training step after it has seen all classes. */
function reportedMemory(inputs: number): number {
  const task = drawTask({ inputs, seed: 0 });
  const net = networkOf(task);
  const { noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps } = defaultSettings;
  const attack = { noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps };
  const optimizer = adam(0.001);
  const parameters = parametersOf(task.weights);
  const start = { parameters, optimizerState: optimizer.init(parameters), key: key(0, 'original') };
  const step = trainingStep(
    (now: TutorialParameters, x, target, ownKey) =>
      adversarialLossWithTerms(now, {
        net,
        inputs: x,
        target,
        taskLoss: mse,
        mismatchLoss: mse,
        key: ownKey,
        ...attack,
      }),
    optimizer,
  );
  const program = resident(step, start, { name: 'trainingStep' });
  for (const { inputs: x, target } of task.classes) program.step(x, target);
  const [first] = task.classes;
  return program.compile(first!.inputs, first!.target).report.memory.total;
}

const wasmPage = 2 ** 16;

/** The memory of a process, with its part of what it shares with others. */
const residentBytes = (id: number): number =>
  1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0);

describe('the memory that a training needs', () => {
  it.each([50, 400, 1000, 2000])('is that of its data, its program and its losses (%i inputs)', (inputs) => {
    const epochs = 300;
    const data = 3 * 100 * (inputs + 2) * Float32Array.BYTES_PER_ELEMENT;
    const losses = 2 * epochs * 300 * Float32Array.BYTES_PER_ELEMENT;
    const program = reportedMemory(inputs);
    expect(Math.abs(programMemory({ inputs }) - program)).toBeLessThanOrEqual(wasmPage);
    const whole = 2 * (data + program + losses);
    expect(Math.abs(numbersNeeded({ inputs, epochs }) - whole)).toBeLessThanOrEqual(2 * wasmPage);
  });

  it('is short where WebAssembly cannot address it, or the device has no more than twice as much', () => {
    const size = { inputs: 2000, epochs: 300 };
    expect(shortageOf(size, undefined)).toBeUndefined();
    expect(shortageOf(size, 2 * memoryNeeded(size))).toBeUndefined();
    expect(shortageOf(size, 2 * memoryNeeded(size) - 1)).toEqual({ isCertain: false, inputs: 1950 });
    expect(shortageOf(size, 1e6)).toEqual({ isCertain: false });
    const beyond = shortageOf({ inputs: 4_000_000, epochs: 1 }, undefined);
    expect(beyond?.isCertain).toBe(true);
    expect(shortageOf({ inputs: beyond?.inputs ?? 0, epochs: 1 }, undefined)).toBeUndefined();
  });
});

describe('the page at its limits', () => {
  let site: OpenSite;

  beforeEach(async () => {
    site = await openSite();
  });

  afterEach(() => site?.close());

  it('refuses a training that does not fit in memory before its first step, and offers a smaller one', async () => {
    const { page } = site;
    await page.addInitScript(() => {
      delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker;
    });
    await page.route(/\/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      const body = `const Whole = WebAssembly.Memory;
        WebAssembly.Memory = class extends Whole {
          constructor(size) {
            if (size.initial > 4) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
            super(size);
          }
        };
        ${await response.text()}`;
      await route.fulfill({ response, body });
    });
    await site.load('#inputs=2000&epochs=1');
    expect(await page.textContent('#memory-needed')).toContain('about 220 MB');
    await page.click('#run');
    await page
      .getByText('did not give the memory that training networks of 2000 inputs needs, about')
      .waitFor();
    expect(await page.textContent('#run')).toBe('Run');
    expect(await page.textContent('#robust-progress .step')).toBe('0 / 300');
    await page.getByRole('button', { name: 'Take 50 inputs' }).click();
    expect(await page.textContent('#memory-needed')).toContain('about 80 MB');
    await page.click('#run');
    await page.getByText(/^Done\./).waitFor({ timeout: 20_000 });
    expect(site.errors()).toEqual([]);
  });

  it('warns before a training that takes more than the device has, offers one that fits, and runs at a second press', async () => {
    const { page } = site;
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'deviceMemory', { value: 0.25, configurable: true });
    });
    await site.load('#inputs=2000&epochs=1');
    const status = (): Promise<string | null> => page.textContent('#training-status');
    await page.click('#run');
    expect(await status()).toContain(
      'and this device has 250 MB for everything. Press again to try it all the same.',
    );
    expect(await page.textContent('#run')).toBe('Run');
    expect(await page.textContent('#robust-progress .step')).toBe('0 / 300');
    await page.getByRole('button', { name: /^Take \d+ inputs$/ }).click();
    const inputs = Number(await page.inputValue('#control-inputs'));
    expect(inputs).toBeGreaterThan(50);
    expect(memoryNeeded({ inputs, epochs: 1 })).toBeLessThanOrEqual(125e6);
    expect(memoryNeeded({ inputs: inputs + 50, epochs: 1 })).toBeGreaterThan(125e6);
    await page.click('#run');
    await page.getByText(/^Done\./).waitFor({ timeout: 20_000 });
    await site.load('#inputs=2000&epochs=2&networks=own');
    await page.getByRole('button', { name: 'Train them' }).first().click();
    expect(await status()).toContain('Press again to try it all the same.');
    expect(await page.locator('.shown-networks').first().textContent()).toContain('has not trained yet');
    await page.click('#step');
    await expect.poll(() => page.textContent('#robust-progress .step')).toBe('1 / 600');
    expect(site.errors()).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux').each([400, 2000])(
    'takes about as much of the device as it says (%i inputs)',
    async (inputs) => {
      const { page } = site;
      const session = await page.context().browser()!.newBrowserCDPSession();
      const used = async (): Promise<number> => {
        const { processInfo } = await session.send('SystemInfo.getProcessInfo');
        const renderers = processInfo.filter(({ type }) => type === 'renderer');
        return renderers.reduce((sum, { id }) => sum + residentBytes(id), 0);
      };
      await site.load(`#inputs=${inputs}&epochs=100`);
      const before = await used();
      await page.click('#run');
      // The most of it, as the browser clears copies away at times of its own.
      let most = 0;
      const steps = async (): Promise<number> => {
        most = Math.max(most, (await used()) - before);
        return Number.parseInt((await page.textContent('#robust-progress .step')) ?? '', 10);
      };
      await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(2000);
      const estimate = memoryNeeded({ inputs, epochs: 100 });
      expect(most / estimate).toBeGreaterThan(1 / 2);
      expect(most / estimate).toBeLessThan(2);
    },
  );

  it('says so where WebAssembly SIMD is missing, and nothing else breaks', async () => {
    const { page } = site;
    await site.load();
    await page.addInitScript(() => {
      WebAssembly.validate = () => false;
    });
    await page.reload();
    await page.getByText('This browser lacks WebAssembly SIMD').waitFor();
    expect(await page.locator('#notices p').count()).toBe(1);
    expect(site.errors()).toEqual([]);
  });

  it('copies the command, the code and the link as they are', async () => {
    const { page } = site;
    const chosen = { inputs: 50, seed: 12, betaRobustness: 0.5 };
    await site.load('#betaRobustness=0.5&inputs=50&seed=12');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (button: string, what: string): Promise<string> => {
      await page.click(button);
      await page.getByText(`${what} is on the clipboard.`).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const command = commandOf({ ...defaultSettings, ...chosen });
    expect(await copied('#copy-command', 'The command')).toBe(command);
    expect(await page.textContent('#command')).toBe(command);
    expect(await copied('#copy-code', 'The TypeScript')).toBe(
      typescriptOf({ ...defaultSettings, ...chosen }),
    );
    expect(await copied('#copy-link', 'The link')).toBe(page.url());
  });

  it('says so where the clipboard is forbidden', async () => {
    const { page } = site;
    await site.load();
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await page.click('#copy-command');
    await page.getByText('The command could not be copied').waitFor();
  });
});
