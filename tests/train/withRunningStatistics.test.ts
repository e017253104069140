import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../src/losses/index.ts';
import { batchNormalisation, dropout, instant, lif, linear, sequential } from '../../src/nn/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { key } from '../../src/random/key.ts';
import { iota, slice, tensor, where, zeros } from '../../src/trace/index.ts';
import { fit, standard, withRunningStatistics } from '../../src/train/index.ts';

const batch = (rows: number[][]) => ({ inputs: tensor(rows), target: zeros([rows.length]) });

describe('withRunningStatistics', () => {
  it('moves mean and variance by the momentum at each batch, in turn', () => {
    const layer = batchNormalisation({ channels: 1, momentum: 0.5 });
    const parameters = layer.init(key(0));
    // Means 2 and 10, unbiased variances 2 and 8.
    const data = [batch([[1], [3]]), batch([[8], [12]])];
    const { mean, variance } = withRunningStatistics(layer, parameters, data, { updates: 3 }).initialState();
    expect(mean.toArray()).toEqual([((0 + 2) / 2 + 10) / 4 + 1]);
    expect(variance.toArray()).toEqual([((1 + 2) / 2 + 8) / 4 + 1]);
  });

  it('makes of trained parameters a network that does alone what it did in batches', async () => {
    const net = sequential(
      linear({ inputs: 2, outputs: 8 }),
      batchNormalisation({ channels: 8 }),
      dropout(0.1),
      instant((x) => x.relu()),
      linear({ inputs: 8, outputs: 2, bias: true }),
    );
    const data = [0, 1, 2].map((seed) => {
      const inputs = normal(key(seed), [32, 2]).mul(20).add(100);
      const target = where(inputs.sum({ axis: -1 }).greater(200), 1, 0).cast('i32');
      return { inputs, target };
    });
    const { parameters } = await fit({
      parameters: net.init(key(3)),
      data,
      loss: standard({ net, taskLoss: crossEntropy }),
      optimizer: adam(0.02),
      epochs: 40,
      key: key(4),
    });
    const settled = withRunningStatistics(net, parameters, data);
    const { inputs, target } = data[0]!;
    const accuracy = (own: typeof net | typeof settled): number => {
      const rows = [...iota([32]).toTypedArray()];
      const right = rows.filter((row) => {
        const one = slice(inputs, [{ start: row, stop: row + 1 }]);
        return own.apply(parameters, one).output.argmax(-1).item() === target.toTypedArray()[row];
      });
      return right.length / 32;
    };
    expect(accuracy(settled)).toBeGreaterThan(0.9);
    expect(accuracy(net)).toBeLessThan(0.8);
  });

  it('leaves spiking neurons at rest, for any batch', () => {
    const net = sequential(
      linear({ inputs: 2, outputs: 3 }),
      batchNormalisation({ channels: 3 }),
      lif({ neurons: 3 }),
    );
    const parameters = net.init(key(0));
    const inputs = normal(key(1), [4, 10, 2]);
    const settled = withRunningStatistics(net, parameters, [{ inputs, target: zeros([]) }], { updates: 5 });
    const [, statistics, neurons] = settled.initialState(2);
    expect(statistics.training).toBe(false);
    expect(statistics.mean.toArray()).not.toEqual([0, 0, 0]);
    expect(neurons.membrane.toArray()).toEqual(zeros([2, 3]).toArray());
    const given = settled.apply(parameters, inputs, settled.initialState(4)).output;
    expect(settled.apply(parameters, inputs).output.toArray()).toEqual(given.toArray());
  });
});
