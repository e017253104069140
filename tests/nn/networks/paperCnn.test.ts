import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import { forTraining, paperCnn } from '../../../src/nn/index.ts';
import { key, normal } from '../../../src/random/index.ts';
import { jit } from '../../../src/runtime/index.ts';
import { type Tensor, tensor, valueAndGrad } from '../../../src/trace/index.ts';
import { treeLeaves, treePaths } from '../../../src/tree/index.ts';
import { expectClose, goldenTensor } from '../../golden/readGolden.ts';
import { drawn, networkCase, orderByRule, parameterCount, parametersByRule } from './golden.ts';

describe('paperCnn', () => {
  it('has the layers of the paper: 1,600 features and roughly 500k parameters', () => {
    const parameters = drawn(paperCnn());
    const shapes = treeLeaves<Tensor>(parameters)
      .filter((_, index) => treePaths(parameters)[index]?.endsWith('weight'))
      .map(({ shape }) => shape);
    expect(shapes).toEqual([
      [4, 4, 1, 64],
      [4, 4, 64, 64],
      [1600, 256],
      [256, 64],
      [64, 10],
    ]);
    const count = parameterCount(parameters);
    expect(count).toBe(16 * 64 + 64 + 16 * 64 * 64 + 64 + 1600 * 256 + 256 + 256 * 64 + 64 + 640 + 10);
    expect(Math.round(count / 100_000)).toBe(5);
  });

  it('draws weights with variance 2 / (fan-in + fan-out), and no biases', () => {
    const [first, , , second, , , , dense] = paperCnn({ imageSize: 14, channels: 32, hidden: [128, 8] }).init(
      key(3),
    );
    const variance = (weight: Tensor): number => weight.mul(weight).mean().item();
    // 16,384 and 16,384 draws: a deviation of their mean square of 0.05 would be 4.5 standard deviations, √(2 / n) each.
    expect(variance(second.weight) / (2 / (16 * 64))).toBeCloseTo(1, 1);
    expect(variance(dense.weight) / (2 / (128 + 128))).toBeCloseTo(1, 1);
    expect(first.bias.abs().max().item()).toBe(0);
  });

  it('gives the logits and gradients of JAX', () => {
    const { inputs, outputs, gradients = [] } = networkCase('paperCnn');
    const [images = tensor(0), labels = tensor(0)] = inputs.map(goldenTensor);
    const net = paperCnn({ classes: 3, imageSize: 13, inputs: 2, channels: 4, hidden: [6, 5] });
    const parameters = parametersByRule(net.init(key(0)));
    expectClose('logits', net.apply(parameters, images).output, outputs[0]?.data ?? [], { ulps: 16 });
    const loss = (p: typeof parameters): Tensor => crossEntropy(labels, net.apply(p, images).output);
    const [, gradient] = jit(valueAndGrad(loss))(parameters);
    const leaves = treeLeaves<Tensor>(gradient);
    const paths = treePaths(parameters);
    const order = orderByRule(parameters);
    expect(order).toHaveLength(10);
    order.forEach((path, index) => {
      const leaf = leaves[paths.indexOf(path)] ?? tensor(0);
      expectClose(path, leaf, gradients[index]?.data ?? [], { ulps: 32 });
    });
  });

  it('gives logits, and gradients for every parameter', () => {
    const net = paperCnn({ classes: 3, imageSize: 12, inputs: 2, channels: 4, hidden: [8, 6] });
    const images = normal(key(1), [5, 12, 12, 2]);
    const loss = (parameters: ReturnType<typeof net.init>): Tensor =>
      crossEntropy(tensor([0, 1, 2, 0, 1], { dtype: 'i32' }), net.apply(parameters, images).output);
    const parameters = net.init(key(0));
    expect(net.apply(parameters, images).output.shape).toEqual([5, 3]);
    const [, gradient] = jit(valueAndGrad(loss))(parameters);
    for (const leaf of treeLeaves<Tensor>(gradient)) expect(leaf.abs().max().item()).toBeGreaterThan(0);
  });

  it('refuses images that the convolutions do not fit in', () => {
    expect(paperCnn({ imageSize: 10 }).layers[7].inputs).toBe(64);
    expect(() => paperCnn({ imageSize: 9 })).toThrow('expected images of 10 rows and columns or more, got 9');
    expect(() => paperCnn({ classes: 0 })).toThrow('classes');
  });
});

describe('the options of paperCnn', () => {
  const images = normal(key(5), [2, 28, 28, 1]);
  const net = paperCnn({ channels: 8, hidden: [16, 12] });
  const parameters = net.init(key(4));

  it('drop units in training only', () => {
    const dropping = paperCnn({ channels: 8, hidden: [16, 12], dropoutProbability: 0.3 });
    const { output } = net.apply(parameters, images);
    expect(dropping.apply(parameters, images).output.toArray()).toEqual(output.toArray());
    const state = forTraining(dropping.initialState(2), key(6));
    expect(dropping.apply(parameters, images, state).output.toArray()).not.toEqual(output.toArray());
  });

  it('choose how the second convolution is computed', () => {
    const fast = paperCnn({ channels: 8, hidden: [16, 12], algorithm: 'winograd' });
    const [direct, winograd] = [net, fast].map((each) =>
      each.apply(parameters, images).output.toTypedArray(),
    );
    expect(winograd).not.toEqual(direct);
    winograd?.forEach((value, index) => {
      expect(value).toBeCloseTo(direct?.[index] as number, 4);
    });
  });
});
