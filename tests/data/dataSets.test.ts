import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batches,
  inMemory,
  mapSamples,
  samplesOf,
  shuffled,
  splitSamples,
  standardisationOf,
  standardise,
  subset,
} from '../../src/data/index.ts';
import { mse } from '../../src/losses/index.ts';
import { sgd } from '../../src/optimizers/index.ts';
import { foldIn, key, permutation } from '../../src/random/index.ts';
import { type Tensor, tensor, zeros } from '../../src/trace/index.ts';
import { type DataSet, fit } from '../../src/train/index.ts';

/** Samples whose input and target say which one they are. */
const numbered = (length: number): DataSet => ({
  length,
  get: (index) => ({
    inputs: tensor([index, index + 0.5]),
    target: tensor(Int32Array.of(index)).reshape([]),
  }),
});

const targetsOf = (data: DataSet, epoch?: number): number[] =>
  Array.from({ length: data.length }, (_, index) => data.get(index, epoch).target.toTypedArray()).flatMap(
    (values) => [...values],
  );

describe('samplesOf', () => {
  const inputs = { shape: [3, 2, 2], data: Uint8Array.from({ length: 12 }, (_, index) => 20 * index) };
  const targets = { shape: [3], data: Uint8Array.of(7, 8, 9) };

  it('cuts arrays along their first axis, scales inputs and keeps labels whole', () => {
    const data = samplesOf(inputs, targets, { scale: 1 / 255, inputShape: [2, 2, 1] });
    expect(data.length).toBe(3);
    const { inputs: image, target } = data.get(2);
    expect(image.shape).toEqual([2, 2, 1]);
    expect([...image.toTypedArray()]).toEqual([160, 180, 200, 220].map((value) => Math.fround(value / 255)));
    expect([target.dtype, target.shape, target.item()]).toEqual(['i32', [], 9]);
  });

  it('refuses other numbers of samples and shapes that do not fit', () => {
    const message = 'got inputs [3, 2, 2] and targets [2]';
    expect(() => samplesOf(inputs, { shape: [2], data: targets.data.slice(1) })).toThrow(message);
    expect(() => samplesOf(inputs, targets, { inputShape: [5] })).toThrow(
      'an input of [2, 2] does not fill the shape [5]',
    );
    expect(() => samplesOf(inputs, { shape: [3, 2], data: targets.data })).toThrow(
      '3 numbers do not fill the shape [3, 2] of the targets',
    );
    expect(() => samplesOf(inputs, targets, { scale: Number.NaN })).toThrow('scale to be a finite number');
    expect(() => samplesOf(inputs, targets).get(3)).toThrow('an index of one of 3 samples, got 3');
  });
});

describe('batches', () => {
  it('stack samples in their order', () => {
    const data = batches(numbered(6), { size: 3 });
    expect(data.length).toBe(2);
    expect(data.get(1).inputs.toArray()).toEqual([
      [3, 3.5],
      [4, 4.5],
      [5, 5.5],
    ]);
    expect(data.get(1).target.shape).toEqual([3]);
    expect(targetsOf(data)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('leave samples that are left over out only when told so', () => {
    expect(targetsOf(batches(numbered(7), { size: 3, last: 'drop' }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(() => batches(numbered(7), { size: 3 })).toThrow('7 samples make batches of 3 with 1 left over');
    expect(() => batches(numbered(2), { size: 3, last: 'drop' })).toThrow(
      'batches: expected at least one batch of 3 samples, got 2 samples',
    );
    expect(() => batches(numbered(7), { size: 0 })).toThrow('expected a size of 1 or more samples, got 0');
  });

  it('refuse samples of different shapes', () => {
    const target = tensor([0]);
    const mixed = [
      { inputs: zeros([2]), target },
      { inputs: zeros([3]), target },
    ];
    expect(() => batches(mixed, { size: 2 }).get(0)).toThrow('got f32[2] and f32[3] in one batch');
  });

  it('take samples only when they are asked for', () => {
    const taken: number[] = [];
    const data = mapSamples(numbered(4), (sample) => {
      taken.push(sample.target.item());
      return sample;
    });
    const streamed = batches(data, { size: 2 });
    expect(taken).toEqual([]);
    streamed.get(1);
    expect(taken).toEqual([2, 3]);
  });
});

describe('inMemory', () => {
  it('makes each sample once', () => {
    let made = 0;
    const data = mapSamples(numbered(4), (sample) => {
      made++;
      return sample;
    });
    const samples = inMemory(data);
    expect(targetsOf(batches(samples, { size: 2 }))).toEqual([0, 1, 2, 3]);
    expect(targetsOf(shuffled(samples, key(1))).toSorted()).toEqual([0, 1, 2, 3]);
    expect(made).toBe(4);
  });
});

describe('shuffled', () => {
  it('has all samples once, in the order of the permutation of the epoch', () => {
    const data = shuffled(numbered(20), key(5));
    const orders = [0, 1, 2].map((epoch) => targetsOf(data, epoch));
    orders.forEach((order, epoch) => {
      expect(order).toEqual([...permutation(foldIn(key(5), epoch), 20).toTypedArray()]);
      expect(order.toSorted((a, b) => a - b)).toEqual(targetsOf(numbered(20)));
    });
    expect(new Set(orders.map(String)).size).toBe(3);
    expect(targetsOf(data)).toEqual(orders[0]);
  });

  it.each(['partitionable', 'original'] as const)(
    'has the same orders of many samples, where they are compiled: %s',
    (layout) => {
      const data = shuffled(numbered(1500), key(6, layout));
      for (const epoch of [0, 3]) {
        expect(targetsOf(data, epoch)).toEqual([
          ...permutation(foldIn(key(6, layout), epoch), 1500).toTypedArray(),
        ]);
      }
    },
  );

  it('has the same order when an earlier epoch comes again', () => {
    const data = batches(shuffled(numbered(8), key(1)), { size: 4 });
    const first = targetsOf(data, 0);
    expect(targetsOf(data, 1)).not.toEqual(first);
    expect(targetsOf(data, 0)).toEqual(first);
  });

  it('is shuffled anew in each epoch of fit, and as much where a run is resumed', async () => {
    const data = shuffled(numbered(5), key(2));
    const parameters = { weight: zeros([2]) };
    const loss = (p: typeof parameters, inputs: Tensor): Tensor => mse(inputs, p.weight);
    const run = { data, parameters, loss, optimizer: sgd(0.05), key: key(0) };
    const asked: number[] = [];
    const counting: DataSet = {
      length: 5,
      get: (index, epoch = 0) => {
        asked.push(epoch);
        return data.get(index, epoch);
      },
    };
    const whole = await fit({ ...run, data: counting, epochs: 3 });
    expect(asked.slice(-15)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    const half = await fit({ ...run, epochs: 1 });
    const resumed = await fit({ ...run, epochs: 3, resume: half });
    expect(resumed.parameters.weight.toArray()).toEqual(whole.parameters.weight.toArray());
  });
});

describe('splitSamples', () => {
  it('takes the last samples in their order', () => {
    const { training, validation, test } = splitSamples(numbered(10), { validation: 2, test: 0.35 });
    expect([training, validation, test].map((part) => targetsOf(part))).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6],
      [7, 8, 9],
    ]);
  });

  it('has every sample in one part, whatever the sizes and the key', () => {
    const sizes = fc.record({ validation: fc.nat(5), test: fc.nat(5), seed: fc.nat() });
    fc.assert(
      fc.property(sizes, ({ seed, ...counts }) => {
        const { training, validation, test } = splitSamples(numbered(11), { ...counts, key: key(seed) });
        expect([validation.length, test.length]).toEqual([counts.validation, counts.test]);
        const all = [training, validation, test].flatMap((part) => targetsOf(part));
        expect(all.toSorted((a, b) => a - b)).toEqual(targetsOf(numbered(11)));
      }),
      { numRuns: 20 },
    );
    const order = (seed: number) =>
      targetsOf(splitSamples(numbered(11), { test: 2, key: key(seed) }).training);
    expect(order(1)).not.toEqual(order(2));
  });

  it('refuses to leave nothing to train with, and parts of samples', () => {
    expect(() => splitSamples(numbered(3), { validation: 1, test: 2 })).toThrow(
      'leave none of 3 to train with',
    );
    expect(() => splitSamples(numbered(3), { test: 1.5 })).toThrow('expected test to be a whole number');
  });
});

describe('subset', () => {
  it('has the chosen samples, and refuses others', () => {
    expect(targetsOf(subset(numbered(5), [4, 0]))).toEqual([4, 0]);
    expect(() => subset(numbered(5), [5])).toThrow('expected indices from 0 to 4, got 5');
    expect(() => subset(numbered(5), [1]).get(1)).toThrow('expected an index of one of 1 samples, got 1');
  });
});

describe('standardisation', () => {
  const target = zeros([]);
  // Values of the two channels: 1, 3, 5, 7 (mean 4, variance 5) and 2 everywhere.
  const samples = [
    {
      inputs: tensor([
        [1, 2],
        [3, 2],
      ]),
      target,
    },
    {
      inputs: tensor([
        [5, 2],
        [7, 2],
      ]),
      target,
    },
  ];

  it('has the mean and deviation of each channel; a constant one is not scaled', () => {
    const { mean, std } = standardisationOf(samples);
    expect(mean.toArray()).toEqual([4, 2]);
    expect(std.toArray()).toEqual([Math.fround(Math.sqrt(5)), 1]);
    const data = standardise(samples, { mean, std });
    const again = standardisationOf(data);
    for (const value of again.mean.toTypedArray()) expect(value).toBeCloseTo(0, 6);
    expect(again.std.toArray()).toEqual([expect.closeTo(1, 6), 1]);
  });

  it('has those of each element where it is asked for', () => {
    const { mean, std } = standardisationOf(samples, { per: 'element' });
    expect(mean.toArray()).toEqual([
      [3, 2],
      [5, 2],
    ]);
    expect(std.toArray()).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  it('refuses samples of different shapes', () => {
    const mixed = [
      { inputs: zeros([2]), target },
      { inputs: zeros([3]), target },
    ];
    expect(() => standardisationOf(mixed)).toThrow('[2], got [3]');
  });
});
