import { describe, expect, it } from 'vitest';
import { batchesOf, loadDigits, shuffledBatches } from '../../examples/spikingDigits/digits.ts';
import { runNetwork } from '../../examples/spikingDigits/experiment.ts';
import { accuracyTable, figuresOf, reportOf } from '../../examples/spikingDigits/report.ts';
import { settings } from '../../examples/spikingDigits/settings.ts';
import { subset } from '../../src/data/index.ts';
import type { DataSet } from '../../src/train/index.ts';

const digits = loadDigits();

const labelsOf = (set: DataSet): number[] =>
  Array.from({ length: set.length }, (_, index) => set.get(index).target.item());

/** The first digits of each class. */
const some = (set: DataSet, count: number): DataSet => {
  const labels = labelsOf(set);
  const places = Array.from({ length: 10 }, (_, label) => labels.indexOf(label)).flatMap((first) =>
    Array.from({ length: count }, (_, index) => first + index),
  );
  return subset(set, places);
};

describe('the digits', () => {
  it('are 9,000 to train with and 100 of each class to test with', () => {
    expect(digits.training.length).toBe(9000);
    const labels = labelsOf(digits.test);
    const counts = Array.from({ length: 10 }, (_, label) => labels.filter((each) => each === label));
    expect(counts.map(({ length }) => length)).toEqual(new Array(10).fill(100));
  });

  it('come as their rows, each held for some time steps', () => {
    const [first] = batchesOf(digits.test, { batch: 2, stepsPerRow: 3 });
    expect(first!.inputs.shape).toEqual([2, 84, 28]);
    const image = digits.test.get(1).inputs.toTypedArray();
    const own = first!.inputs.toTypedArray().subarray(84 * 28);
    for (const step of [0, 29, 30, 31, 83]) {
      const row = Math.floor(step / 3) * 28;
      expect(own.slice(step * 28, step * 28 + 28)).toEqual(image.slice(row, row + 28));
    }
  });

  it('are all seen once in each epoch, in another order', () => {
    const few = some(digits.training, 3);
    const { data, perEpoch } = shuffledBatches(few, { batch: 10, stepsPerRow: 1, epochs: 2, seed: 0 });
    const sums = Array.from({ length: data.length }, (_, index) => {
      const { inputs } = data.get(index);
      return [...inputs.sum({ axis: [1, 2] }).toTypedArray()];
    });
    const [one, two] = [sums.slice(0, perEpoch).flat(), sums.slice(perEpoch).flat()];
    const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    expect(one).toHaveLength(30);
    expect(new Set(one).size).toBe(30);
    expect(ascending(two)).toEqual(ascending(one));
    expect(two).not.toEqual(one);
  });
});

describe('the example of spiking digits', () => {
  it('trains both networks, measures them on chips and draws its figures', async () => {
    const quick = { ...settings, neurons: 24, epochs: 3, batch: 10, levels: [0, 0.3], chips: 2 };
    const few = { training: some(digits.training, 60), test: some(digits.test, 20) };
    const results = {
      robust: await runNetwork('robust', { ...quick, attack: { ...quick.attack, attackSteps: 1 } }, few),
      standard: await runNetwork('standard', quick, few),
    };
    for (const { epochLosses, accuracy } of Object.values(results)) {
      expect(epochLosses[1]).toBeLessThan(epochLosses[0]!);
      expect(accuracy[0]!.std).toBe(0);
      expect(accuracy[1]!.std).toBeGreaterThan(0);
    }
    expect(results.standard.accuracy[0]!.mean).toBeGreaterThan(0.3);
    expect(Object.keys(figuresOf(results))).toEqual(['accuracy.svg', 'losses.svg']);
    expect(accuracyTable(reportOf(quick, results)).split('\n')).toHaveLength(4);
  });
});
