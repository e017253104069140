import { describe, expect, it } from 'vitest';
import { type WorstCaseOptions, worstCase } from '../../src/evaluate/index.ts';
import { accuracy, crossEntropy, klDivergence, mse } from '../../src/losses/index.ts';
import { instant, linear, sequential } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { key } from '../../src/random/key.ts';
import { type Tensor, tensor } from '../../src/trace/index.ts';

const net = linear({ inputs: 3, outputs: 1 });
const weights = [0.5, -2, 0.25];
const rowsOfInputs = [
  [1, 0.5, -4],
  [-1, 2, 3],
];
const targets = [10, -20];
const data = rowsOfInputs.map((row, index) => ({
  inputs: tensor([row]),
  target: tensor([[targets[index]!]]),
}));

type Parameters = ReturnType<typeof net.init>;
const attack = (options: Partial<WorstCaseOptions<Parameters>> = {}) =>
  worstCase({
    net,
    parameters: { weight: tensor(weights.map((weight) => [weight])) },
    data,
    levels: [0, 0.1, 0.3],
    initialStd: 0,
    taskLoss: mse,
    ...options,
  });

/** The error y - w·x, which no deviation within these levels gives another sign. */
const errors = rowsOfInputs.map(
  (row, index) => targets[index]! - row.reduce((sum, x, at) => sum + x * weights[at]!, 0),
);
const reach = (level: number, row: readonly number[]) =>
  level * row.reduce((sum, x, at) => sum + Math.abs(x * weights[at]!), 0);

describe('worstCase', () => {
  it('of a linear network is the squared error, larger by level Σ |w x|', async () => {
    const rows = await attack();
    for (const { level, metric, loss, nominalMetric } of rows) {
      const worst = errors.map((error, at) => (Math.abs(error) + reach(level, rowsOfInputs[at]!)) ** 2);
      expect(metric / ((worst[0]! + worst[1]!) / 2)).toBeCloseTo(1, 5);
      expect(loss).toBeCloseTo(metric, 3);
      expect(nominalMetric / ((errors[0]! ** 2 + errors[1]! ** 2) / 2)).toBeCloseTo(1, 6);
    }
    expect(rows.map(({ level }) => level)).toEqual([0, 0.1, 0.3]);
  });

  it('of all data at once is a single chip: w moves by level |w| against the mean gradient', async () => {
    const rows = await attack({ attackOn: 'dataSet' });
    // The gradient of the mean squared error, -Σ e x, keeps its signs within these levels.
    const gradient = weights.map(
      (_, at) => -errors[0]! * rowsOfInputs[0]![at]! - errors[1]! * rowsOfInputs[1]![at]!,
    );
    for (const { level, loss, metric } of rows) {
      const moved = weights.map((weight, at) => weight + level * Math.abs(weight) * Math.sign(gradient[at]!));
      const losses = rowsOfInputs.map(
        (row, index) => (targets[index]! - row.reduce((sum, x, at) => sum + x * moved[at]!, 0)) ** 2,
      );
      expect(loss / ((losses[0]! + losses[1]!) / 2)).toBeCloseTo(1, 5);
      expect(metric / loss).toBeCloseTo(1, 5);
    }
  });

  it('attacks the divergence from the nominal output, which starts at 0, and measures another metric', async () => {
    const classifier = sequential(
      linear({ inputs: 4, outputs: 6 }),
      instant((x: Tensor) => x.tanh()),
      linear({ inputs: 6, outputs: 3 }),
    );
    const inputs = normal(key(1), [20, 4]);
    const parameters = classifier.init(key(0));
    const target = classifier.apply(parameters, inputs).output.argmax(-1);
    const measure = (options: object) =>
      worstCase({
        net: classifier,
        parameters,
        data: [{ inputs, target }],
        levels: [0, 0.05, 0.4],
        metric: accuracy,
        seed: 3,
        ...options,
      });
    const rows = await measure({ mismatchLoss: klDivergence });
    expect(rows[0]).toMatchObject({ metric: 1, nominalMetric: 1, loss: 0, nominalLoss: 0 });
    expect(rows[1]!.loss).toBeGreaterThan(0);
    expect(rows[2]!.loss).toBeGreaterThan(rows[1]!.loss);
    expect(rows[2]!.metric).toBeLessThan(0.9);
    expect(await measure({ mismatchLoss: klDivergence })).toEqual(rows);
    const [, , once] = await measure({ taskLoss: crossEntropy, attackSteps: 2, initialStd: 0.2 });
    const [, , often] = await measure({
      taskLoss: crossEntropy,
      attackSteps: 2,
      initialStd: 0.2,
      restarts: 8,
    });
    expect(often!.loss).toBeGreaterThan(once!.loss);
  });

  it('of size 0 is the network itself, unless noise may leave the box', async () => {
    const [inBox] = await attack({ levels: [0], initialStd: 0.5 });
    expect([inBox!.metric, inBox!.loss]).toEqual([inBox!.nominalMetric, inBox!.nominalLoss]);
    const [anywhere] = await attack({ levels: [0], initialStd: 0.5, projection: 'none' });
    expect(anywhere!.metric).not.toBe(anywhere!.nominalMetric);
  });

  it('draws its first noise by seed, 0 by default', async () => {
    const noise = { levels: [0.3], attackSteps: 0, initialStd: 0.2 };
    const [byDefault, zero, one] = await Promise.all(
      [{}, { seed: 0 }, { seed: 1 }].map((seed) => attack({ ...noise, ...seed })),
    );
    expect(byDefault![0]!.loss).toBe(zero![0]!.loss);
    expect(byDefault![0]!.loss).not.toBe(one![0]!.loss);
  });

  it('counts its attacks, and stops with the rows that are complete', async () => {
    const controller = new AbortController();
    const done: string[] = [];
    const rows = await attack({
      signal: controller.signal,
      onProgress: (count, total) => {
        done.push(`${count}/${total}`);
        if (count === 3) controller.abort();
      },
    });
    expect(done).toEqual(['1/6', '2/6', '3/6']);
    expect(rows).toHaveLength(1);
  });

  it('wants one loss, and a metric where the loss is of two outputs', async () => {
    await expect(attack({ mismatchLoss: mse })).rejects.toThrow(
      'either a taskLoss or a mismatchLoss, got both',
    );
    const { parameters } = { parameters: { weight: tensor(weights.map((weight) => [weight])) } };
    const bare = { net, parameters, data, levels: [0.1] };
    await expect(worstCase(bare)).rejects.toThrow('either a taskLoss or a mismatchLoss, got neither');
    await expect(worstCase({ ...bare, mismatchLoss: mse })).rejects.toThrow(
      'expected a metric to be measured',
    );
    await expect(attack({ levels: [-1] })).rejects.toThrow('worstCase: expected levels from 0');
    await expect(attack({ attackOn: 'set' as 'sample' })).rejects.toThrow(
      'worstCase: expected attackOn to be sample or dataSet, got set',
    );
  });
});
