import { resident } from 'limpet';
import type { TutorialParameters } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { adam } from 'limpet/optimizers';
import { key } from 'limpet/random';
import { adversarialLossWithTerms, trainingStep } from 'limpet/train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf, typescriptOf } from '../../site/src/code.ts';
import { drawTask, networkOf, parametersOf } from '../../site/src/experiment.ts';
import { memoryNeeded } from '../../site/src/memoryNeeded.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { type OpenSite, openSite } from './openSite.ts';

/** The bytes that the engine reports of the robust training step after it has seen all classes. */
function reportedMemory(inputs: number): number {
  const task = drawTask({ inputs, seed: 0 });
  const net = networkOf(task);
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
      }),
    optimizer,
  );
  const program = resident(step, start, { name: 'trainingStep' });
  for (const { inputs: x, target } of task.classes) program.step(x, target);
  const [first] = task.classes;
  return program.compile(first!.inputs, first!.target).report.memory.total;
}

describe('the memory that a training needs', () => {
  it.each([400, 2000])('is that of its data, its program and its losses (%i inputs)', (inputs) => {
    const epochs = 300;
    const data = 3 * 100 * (inputs + 2) * Float32Array.BYTES_PER_ELEMENT;
    const losses = 2 * epochs * 300 * Float32Array.BYTES_PER_ELEMENT;
    const whole = 2 * (data + reportedMemory(inputs) + losses);
    const needed = memoryNeeded({ inputs, epochs });
    expect(needed / whole).toBeGreaterThan(0.95);
    expect(needed / whole).toBeLessThan(1.1);
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
    expect(await page.textContent('#memory-needed')).toContain('about 11 MB');
    await page.click('#run');
    await page.getByText('did not give the memory that networks of 2000 inputs need, about 11 MB').waitFor();
    expect(await page.textContent('#run')).toBe('Run');
    expect(await page.textContent('#robust-progress .step')).toBe('0 / 300');
    await page.getByRole('button', { name: 'Take 50 inputs' }).click();
    expect(await page.textContent('#memory-needed')).toContain('about 1 MB');
    await page.click('#run');
    await page.getByText(/^Done\./).waitFor({ timeout: 20_000 });
    expect(site.errors()).toEqual([]);
  });

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
