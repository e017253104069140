import { describe, expect, it } from 'vitest';
import {
  type EvaluateMismatchOptions,
  evaluateHardware,
  evaluateMismatch,
  mismatchChips,
} from '../../src/evaluate/index.ts';
import { chipKey, deploy, gaussianMismatch, hardwareModel } from '../../src/hardware/index.ts';
import { mse } from '../../src/losses/index.ts';
import { linear } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { type Key, key } from '../../src/random/key.ts';
import { type Tensor, zeros } from '../../src/trace/index.ts';
import type { Sample } from '../../src/train/index.ts';

const net = linear({ inputs: 3, outputs: 2, bias: true });
const parameters = net.init(key(0));
type Parameters = typeof parameters;
const samples: Sample[] = [0, 1].map((seed) => ({
  inputs: normal(key(seed), [4, 3]),
  target: normal(key(seed + 10), [4, 2]),
}));
const metric = (own: Parameters, inputs: Tensor, target: Tensor): Tensor =>
  mse(target, net.apply(own, inputs).output);

const measure = (options: Partial<EvaluateMismatchOptions<Parameters>> = {}) =>
  evaluateMismatch({ parameters, metric, data: samples, levels: [0, 0.2], samples: 3, ...options });

describe('evaluateMismatch', () => {
  it('measures every chip by name, as anyone can deploy it', async () => {
    const [ideal, rough] = await measure({ seed: 4 });
    const losses = [0, 1, 2].map((chip) => {
      const own = deploy(hardwareModel(gaussianMismatch(0.2)), parameters, { seed: 4, chip });
      const [first, second] = samples.map(({ inputs, target }) => metric(own, inputs, target).item());
      return (first! + second!) / 2;
    });
    expect(rough!.samples).toEqual(losses);
    expect(rough!.level).toBe(0.2);
    expect(rough!.mean).toBeCloseTo((losses[0]! + losses[1]! + losses[2]!) / 3, 14);
    expect(ideal!.std).toBeLessThan(1e-15);
  });

  it('weighs samples by how often they occur, and measures each once', async () => {
    const taken: number[] = [];
    const repeated = [samples[0]!, samples[0]!, samples[1]!, samples[0]!];
    const get = (index: number): Sample => {
      taken.push(index);
      return repeated[index]!;
    };
    const [row] = await measure({ data: { length: 4, get }, levels: [0], samples: 1 });
    const [first, second] = samples.map(({ inputs, target }) => metric(parameters, inputs, target).item());
    expect(row!.mean).toBeCloseTo((3 * first! + second!) / 4, 14);
    // After the checks, the two that differ.
    expect(taken).toEqual([0, 0, 1, 2, 3, 0, 2]);
  });

  it('gives each level the same chips, and the tutorial order others', async () => {
    const [one, two] = await measure({ levels: [0.1, 0.1] });
    expect(one!.samples).toEqual(two!.samples);
    const [first, second] = await measure({ levels: [0.1, 0.1], keyOrder: 'tutorial' });
    expect(first!.samples).not.toEqual(second!.samples);
  });

  it('counts the chips, and stops with the rows that are complete', async () => {
    const controller = new AbortController();
    const done: string[] = [];
    const rows = await measure({
      onProgress: (count, total) => {
        done.push(`${count}/${total}`);
        if (count === 4) controller.abort();
      },
      signal: controller.signal,
    });
    expect(done).toEqual(['1/6', '2/6', '3/6', '4/6']);
    expect(rows.map(({ level }) => level)).toEqual([0]);
  });

  it('refuses no levels, negative ones, no chips and metrics that are no scalars', async () => {
    await expect(measure({ levels: [] })).rejects.toThrow(
      'evaluateMismatch: expected at least one level, got none',
    );
    await expect(measure({ levels: [0.1, -0.2] })).rejects.toThrow(
      'expected levels from 0 (fractions of each parameter',
    );
    await expect(measure({ samples: 0 })).rejects.toThrow(
      'expected samples to be a whole number from 1, got 0',
    );
    await expect(measure({ data: [] })).rejects.toThrow('evaluateMismatch: the data set is empty');
    await expect(measure({ metric: () => zeros([2]) })).rejects.toThrow(
      'expected the metric to give an f32 scalar, got f32[2]',
    );
    const one = (() => 1) as unknown as EvaluateMismatchOptions<Parameters>['metric'];
    await expect(measure({ metric: one })).rejects.toThrow('got 1 (number)');
  });
});

describe('mismatchChips', () => {
  it.each(['chips', 'tutorial'] as const)(
    'makes the chips that were measured, in the order of %s',
    async (keyOrder) => {
      const levels = [0, 0.1, 0.3];
      const rows = await measure({ levels, seed: 6, keyOrder });
      for (const [place, row] of rows.entries()) {
        const chips = mismatchChips({ parameters, levels, samples: 3, seed: 6, keyOrder, place });
        const losses = chips.map((chip) => {
          const [first, second] = samples.map(({ inputs, target }) => metric(chip, inputs, target).item());
          return (first! + second!) / 2;
        });
        expect(losses).toEqual(row.samples);
      }
    },
  );

  it.each([-1, 2, 0.5])('refuses the place %d of two levels', (place) => {
    expect(() => mismatchChips({ parameters, levels: [0, 0.1], place })).toThrow(
      `mismatchChips: expected the place of one of 2 levels, got ${place}`,
    );
  });
});

describe('evaluateHardware', () => {
  it('gives the chips of a model the values of the level it stands for', async () => {
    const models = [hardwareModel(), hardwareModel(gaussianMismatch(0.2))];
    const rows = await evaluateHardware({ parameters, metric, data: samples, models, samples: 3, seed: 4 });
    const levels = await measure({ seed: 4 });
    expect(rows.map((row) => row.samples)).toEqual(levels.map((row) => row.samples));
    expect(rows[1]!.model).toBe(models[1]);
    await expect(evaluateHardware({ parameters, metric, data: samples, models: [] })).rejects.toThrow(
      'at least one hardware model',
    );
    await expect(
      evaluateHardware({ parameters, metric, data: samples, models, times: [0, -1] }),
    ).rejects.toThrow('evaluateHardware: expected times in seconds since programming, from 0, got -1');
  });

  it('tells the metric the key of the chip, the same for every model', async () => {
    const drawnOn = (_: unknown, inputs: Tensor, __: Tensor, chip: Key): Tensor =>
      normal(chip, []).add(inputs.sum().mul(0));
    const models = [hardwareModel(), hardwareModel(gaussianMismatch(0.2))];
    const options = { parameters, data: samples, models, samples: 3, seed: 4 };
    const rows = await evaluateHardware({ ...options, metric: drawnOn });
    const expected = [0, 1, 2].map((chip) => normal(chipKey({ seed: 4, chip }), []).item());
    for (const row of rows)
      row.samples.forEach((value, chip) => {
        expect(value).toBeCloseTo(expected[chip]!, 6);
      });
    const [level] = await measure({ metric: drawnOn, levels: [0.1], seed: 4 });
    expect(level!.samples).toEqual(rows[0]!.samples);
  });
});
