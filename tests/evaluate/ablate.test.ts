import { describe, expect, it } from 'vitest';
import { ablate, type ChipMetric, evaluateHardware } from '../../src/evaluate/index.ts';
import {
  type CrossbarProductOptions,
  crossbarProduct,
  gaussianMismatch,
  hardwareModel,
  phaseChangeMemory,
  powerLawDrift,
} from '../../src/hardware/index.ts';
import { type Tensor, tensor } from '../../src/trace/index.ts';

const parameters = { bias: tensor([0.5]), weight: tensor([[2], [-1]]) };
type Parameters = typeof parameters;
const data = [{ inputs: tensor([[1, 1]]), target: tensor([[1.5]]) }];
const metric = ({ weight, bias }: Parameters, inputs: Tensor, target: Tensor): Tensor =>
  inputs.matmul(weight).add(bias).sub(target).square().mean();
const given = { parameters, metric, data, samples: 4, seed: 3 };
const DAY = 86_400;

describe('evaluateHardware', () => {
  it('measures each model at each time', async () => {
    const models = [hardwareModel(powerLawDrift()), hardwareModel()];
    const rows = await evaluateHardware({ ...given, models, times: [0, 10, 1000], samples: 1 });
    expect(rows.map(({ model, time }) => [models.indexOf(model), time])).toEqual([
      [0, 0],
      [0, 10],
      [0, 1000],
      [1, 0],
      [1, 10],
      [1, 1000],
    ]);
    // The output is 1 · 10^-0.1k + 0.5 after 10^k seconds.
    const expected = [0, 1, 3].map((k) => (10 ** (-0.1 * k) - 1) ** 2);
    rows.slice(0, 3).forEach(({ mean }, index) => {
      expect(mean).toBeCloseTo(expected[index]!, 5);
    });
    expect(rows[5]!.mean).toBe(0);
  });

  it('refuses no times', async () => {
    await expect(evaluateHardware({ ...given, models: [hardwareModel()], times: [] })).rejects.toThrow(
      'evaluateHardware: expected at least one time, got none',
    );
  });
});

describe('ablate', () => {
  const model = hardwareModel(gaussianMismatch(0.1), phaseChangeMemory());

  it('measures the model without each stage and each effect, on the same chips', async () => {
    const rows = await ablate({ ...given, model, time: DAY });
    expect(rows.map(({ without }) => without)).toEqual([
      'nothing',
      'gaussianMismatch',
      'phaseChangeMemory',
      'phaseChangeMemory.programming',
      'phaseChangeMemory.drift',
      'phaseChangeMemory.read',
      'everything',
    ]);
    const models = [
      model,
      hardwareModel(phaseChangeMemory()),
      hardwareModel(gaussianMismatch(0.1)),
      hardwareModel(gaussianMismatch(0.1), phaseChangeMemory({ programmingScale: 0 })),
      hardwareModel(gaussianMismatch(0.1), phaseChangeMemory({ driftScale: 0 })),
      hardwareModel(gaussianMismatch(0.1), phaseChangeMemory({ readScale: 0 })),
      hardwareModel(),
    ];
    const expected = await evaluateHardware({ ...given, models, times: [DAY] });
    expect(rows.map(({ samples }) => samples)).toEqual(expected.map(({ samples }) => samples));
  });

  it('says what each costs: the difference to the whole model', async () => {
    const [whole, , , , drift, , ideal] = await ablate({ ...given, model, time: DAY });
    expect(whole!.cost).toBe(0);
    expect(drift!.cost).toBeCloseTo(whole!.mean - drift!.mean, 10);
    expect(ideal!.cost).toBeCloseTo(whole!.mean, 10);
    const { low, high } = ideal!.costInterval;
    expect(low).toBeCloseTo(whole!.meanInterval.low, 10);
    expect(high).toBeCloseTo(whole!.meanInterval.high, 10);
  });

  it('refuses ideal hardware', async () => {
    await expect(ablate({ ...given, model: hardwareModel() })).rejects.toThrow('got ideal hardware');
  });

  it('measures metrics of networks without an effect of their products', async () => {
    const on =
      (sizes: Partial<CrossbarProductOptions>): ChipMetric<Parameters> =>
      ({ weight, bias }, inputs, target, chip) => {
        const product = crossbarProduct({ chip, use: chip, path: 'weight', outputNoise: 0, ...sizes });
        return product(inputs, weight).add(bias).sub(target).square().mean();
      };
    const sizes = { outputNoise: 0.1, outputOffset: 0.2 };
    const metrics = {
      whole: on(sizes),
      outputNoise: on({ ...sizes, outputNoise: 0 }),
      outputOffset: on({ ...sizes, outputOffset: 0 }),
    };
    const done: string[] = [];
    const { whole, ...withoutOne } = metrics;
    const rows = await ablate({
      ...given,
      metric: whole,
      metricWithout: { ...withoutOne, everything: metric },
      model: hardwareModel(),
      onProgress: (count, total) => done.push(`${count}/${total}`),
    });
    expect(rows.map(({ without }) => without)).toEqual([
      'nothing',
      'outputNoise',
      'outputOffset',
      'everything',
    ]);
    expect(done).toEqual(Array.from({ length: 16 }, (_, index) => `${index + 1}/16`));
    const models = [hardwareModel()];
    for (const [index, own] of Object.values(metrics).entries()) {
      const [expected] = await evaluateHardware({ ...given, metric: own, models });
      expect(rows[index]!.samples).toEqual(expected!.samples);
    }
    expect(rows[3]!.samples).toEqual([0, 0, 0, 0]);
    const costs = rows[1]!.samples.map((value, chip) => rows[0]!.samples[chip]! - value);
    expect(rows[1]!.cost).toBeCloseTo(costs.reduce((sum, each) => sum + each) / 4, 12);
  });
});
