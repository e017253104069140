import { describe, expect, it } from 'vitest';
import {
  type CompareMethodsOptions,
  type ComparisonRow,
  compareMethods,
  comparisonCells,
  comparisonLandscapes,
  evaluateHardware,
  evaluateMismatch,
  hardwareMeasurement,
  landscapeMeasurement,
  lossLandscape,
  type Measurement,
  mismatchMeasurement,
  verifiedMeasurement,
  worstCase,
  worstCaseMeasurement,
} from '../../src/evaluate/index.ts';
import {
  gaussianMismatch,
  hardwareModel,
  largestWeightNoise,
  powerLawDrift,
} from '../../src/hardware/index.ts';
import { accuracy, crossEntropy } from '../../src/losses/index.ts';
import { linear } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { type Key, key } from '../../src/random/key.ts';
import type { Tensor } from '../../src/trace/index.ts';

const net = linear({ inputs: 4, outputs: 3 });
type Parameters = ReturnType<typeof net.init>;
const inputs = normal(key(1), [12, 4]);
const best = net.init(key(0));
const data = [{ inputs, target: net.apply(best, inputs).output.argmax(-1) }];
const metric = (own: Parameters, x: Tensor, labels: Tensor) => accuracy(labels, net.apply(own, x).output);
const loss = (own: Parameters, x: Tensor, labels: Tensor) => crossEntropy(labels, net.apply(own, x).output);

async function rowsOf(options: CompareMethodsOptions<Parameters>): Promise<ComparisonRow[]> {
  const rows: ComparisonRow[] = [];
  for await (const row of compareMethods(options)) rows.push(row);
  return rows;
}

/** Doubles the number that a network is, and counts how often. */
function doubling(calls: number[], levels: readonly number[]): Measurement<number> {
  return {
    name: 'double',
    levels,
    samplesAt: () => 2,
    measure: (parameters, level) => {
      calls.push(level);
      const value = 2 * parameters * level;
      return Promise.resolve([value, value * value]);
    },
  };
}

describe('compareMethods', () => {
  it('gives one row for each network, measurement, level and sample', async () => {
    const networks = [
      { method: 'standard', parameters: 3 },
      { method: 'robust', seed: 1, parameters: () => Promise.resolve(5) },
    ];
    const rows: ComparisonRow[] = [];
    for await (const row of compareMethods({ networks, measurements: [doubling([], [1, 2])] }))
      rows.push(row);
    const place = { measurement: 'double' };
    expect(rows).toEqual([
      { ...place, method: 'standard', seed: 0, level: 1, sample: 0, value: 6 },
      { ...place, method: 'standard', seed: 0, level: 1, sample: 1, value: 36 },
      { ...place, method: 'standard', seed: 0, level: 2, sample: 0, value: 12 },
      { ...place, method: 'standard', seed: 0, level: 2, sample: 1, value: 144 },
      { ...place, method: 'robust', seed: 1, level: 1, sample: 0, value: 10 },
      { ...place, method: 'robust', seed: 1, level: 1, sample: 1, value: 100 },
      { ...place, method: 'robust', seed: 1, level: 2, sample: 0, value: 20 },
      { ...place, method: 'robust', seed: 1, level: 2, sample: 1, value: 400 },
    ]);
  });

  it('goes on after any row, and measures nothing twice but the level it was interrupted in', async () => {
    const networks = [{ method: 'standard', parameters: 3 }];
    const all: ComparisonRow[] = [];
    for await (const row of compareMethods({ networks, measurements: [doubling([], [1, 2, 4])] }))
      all.push(row);
    for (let count = 0; count <= all.length; count++) {
      const calls: number[] = [];
      const known = all.slice(0, count);
      const rest: ComparisonRow[] = [];
      for await (const row of compareMethods({ networks, measurements: [doubling(calls, [1, 2, 4])], known }))
        rest.push(row);
      expect([...known, ...rest]).toEqual(all);
      expect(calls).toEqual([1, 2, 4].slice(Math.floor(count / 2)));
    }
  });

  it('does not load a network of which everything is known, and stops by a signal', async () => {
    const controller = new AbortController();
    let loads = 0;
    const load = () => {
      loads++;
      return 3;
    };
    const networks = [{ method: 'standard', parameters: load }];
    const measurements = [doubling([], [1, 2])];
    const known: ComparisonRow[] = [];
    for await (const row of compareMethods({ networks, measurements, signal: controller.signal })) {
      known.push(row);
      controller.abort();
    }
    expect([known.length, loads]).toEqual([2, 1]);
    const whole = [...known, ...known.map((row) => ({ ...row, level: 2 }))];
    for await (const row of compareMethods({ networks, measurements, known: whole })) known.push(row);
    expect([known.length, loads]).toEqual([2, 1]);
  });

  it('measures all chips at level 0 where the metric may draw from their keys', async () => {
    const noisy = (own: Parameters, x: Tensor, labels: Tensor, chip: Key) =>
      loss(own, x, labels).add(normal(chip, []));
    const options = { metric: noisy, data, levels: [0], samples: 5 };
    const rows = await rowsOf({
      networks: [{ method: 'best', parameters: best }],
      measurements: [mismatchMeasurement(options)],
    });
    const [undisturbed] = await evaluateMismatch({ ...options, parameters: best });
    expect(rows.map(({ value }) => value)).toEqual(undisturbed!.samples);
    expect(new Set(undisturbed!.samples).size).toBe(5);
  });

  it('measures what the measurements do by themselves', async () => {
    const model = hardwareModel(gaussianMismatch(0.2), powerLawDrift());
    const worst = { net, data, taskLoss: crossEntropy, metric: accuracy, attackSteps: 3 };
    const rows = await rowsOf({
      networks: [{ method: 'best', parameters: best }],
      measurements: [
        mismatchMeasurement({ metric, data, levels: [0, 0.3], samples: 10 }),
        worstCaseMeasurement({ ...worst, levels: [0, 0.3] }),
        landscapeMeasurement({ loss, data, levels: [-2, 0, 2], trials: 2 }),
        hardwareMeasurement({ model, metric: loss, data, levels: [0, 3600], samples: 4 }),
        hardwareMeasurement({
          ...{ name: 'noise', metric: loss, data, levels: [0.1, 0.5], samples: 4 },
          model: (level) => hardwareModel(largestWeightNoise(level)),
        }),
        verifiedMeasurement({ logits: (own, x) => net.apply(own, x).output, data, levels: [0] }),
      ],
    });
    const drifted = await evaluateHardware({
      ...{ parameters: best, models: [model], times: [0, 3600], metric: loss, data, samples: 4 },
    });
    const numbersOf = (measurement: string, level: number) =>
      rows.filter((row) => row.measurement === measurement && row.level === level).map(({ value }) => value);
    const [chips] = await evaluateMismatch({ parameters: best, metric, data, levels: [0.3], samples: 10 });
    expect(numbersOf('mismatch', 0.3)).toEqual(chips!.samples);
    expect(numbersOf('mismatch', 0)).toEqual([1]);
    expect(comparisonCells(rows, 'mismatch')[1]!.mean).toBe(chips!.mean);
    const [, attacked] = await worstCase({ ...worst, parameters: best, levels: [0, 0.3] });
    expect(numbersOf('worstCase', 0)).toEqual([1]);
    expect(numbersOf('worstCase', 0.3)).toEqual([attacked!.metric]);
    const { alphas, losses, slopes, slope } = await lossLandscape({
      ...{ parameters: best, loss, data, points: 3, trials: 2 },
    });
    alphas.forEach((alpha, place) => {
      expect(numbersOf('landscape', alpha)).toEqual(losses.map((along) => along[place]));
    });
    expect(comparisonLandscapes(rows, 'landscape')).toEqual([
      { method: 'best', alphas, losses, slopes, slope },
    ]);
    const noises = await evaluateHardware({
      ...{ parameters: best, metric: loss, data, samples: 4 },
      models: [0.1, 0.5].map((level) => hardwareModel(largestWeightNoise(level))),
    });
    expect([0.1, 0.5].map((level) => numbersOf('noise', level))).toEqual(
      noises.map(({ samples }) => samples),
    );
    expect(drifted.map(({ time }) => numbersOf('hardware', time))).toEqual(
      drifted.map(({ samples }) => samples),
    );
    expect(drifted[0]!.samples).not.toEqual(drifted[1]!.samples);
    expect(numbersOf('verified', 0)).toEqual([1]);
  });

  it('refuses names that would be the same, and measurements that miss a number', async () => {
    const networks = [{ method: 'standard', parameters: 1 }];
    const one = doubling([], [1]);
    const first = async (options: { networks: typeof networks; measurements: Measurement<number>[] }) =>
      compareMethods(options).next();
    await expect(first({ networks: [...networks, ...networks], measurements: [one] })).rejects.toThrow(
      'two networks are called standard with seed 0',
    );
    await expect(first({ networks, measurements: [one, one] })).rejects.toThrow(
      'two measurements are called double',
    );
    await expect(first({ networks, measurements: [{ ...one, samplesAt: () => 3 }] })).rejects.toThrow(
      'expected 3 numbers of the measurement double at level 1, got 2',
    );
  });
});
