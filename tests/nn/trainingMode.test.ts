import { describe, expect, it } from 'vitest';
import {
  batchNormalisation,
  dropout,
  forEvaluation,
  forTraining,
  layerNormalisation,
  lif,
  sequential,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { grad, ones, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const input = tensor([
  [1, 20],
  [2, 0],
  [6, -20],
]);

/** Expects the numbers of a tensor to six digits. */
function expectNumbers(actual: Tensor, expected: readonly number[]): void {
  expect(actual.size).toBe(expected.length);
  expected.forEach((value, index) => {
    expect(actual.toTypedArray()[index]).toBeCloseTo(value, 4);
  });
}

describe('dropout', () => {
  const layer = dropout(0.25);

  it('passes its input as it is where it is not trained', () => {
    expect(layer.apply({}, input).output.toArray()).toEqual(input.toArray());
  });

  it('drops a share of the inputs in training and scales the others, with its gradient', () => {
    const state = forTraining(layer.initialState(), key(1));
    const { output, state: next } = layer.apply({}, ones([100, 40]), state);
    const values = [...output.toTypedArray()];
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    // 4,000 draws: the standard deviation of the share is .007.
    expect(values.filter((value) => value === 0).length / 4000).toBeCloseTo(0.25, 1);
    const again = layer.apply({}, ones([100, 40]), next).output;
    expect(again.toArray()).not.toEqual(output.toArray());
    const slopes = grad((x: Tensor) => layer.apply({}, x, state).output.sum())(ones([100, 40]));
    expect(slopes.toArray()).toEqual(output.toArray());
    expect(layer.apply({}, input, forEvaluation(next)).output.toArray()).toEqual(input.toArray());
  });

  it('reports probabilities out of range', () => {
    expect(() => dropout(1)).toThrow('dropout: expected a probability from 0 and below 1, got 1');
  });
});

describe('forTraining', () => {
  it('gives each module of a network a key of its own', () => {
    const net = sequential(dropout(), lif({ neurons: 2, noiseStd: 1 }), dropout());
    const [first, noisy, last] = forTraining(net.initialState(), key(0));
    const words = [first.dropoutKey, noisy.key, last.dropoutKey].map((each) => String(each?.words.toArray()));
    expect(new Set(words).size).toBe(3);
    expect(noisy.membrane.toArray()).toEqual([0, 0]);
    const [quiet, stillNoisy] = forEvaluation([first, noisy, last] as const);
    expect(quiet.dropoutKey).toBeNull();
    expect(stillNoisy.key).toEqual(noisy.key);
  });
});

describe('layerNormalisation', () => {
  it('normalises the channels of each time step', () => {
    const layer = layerNormalisation({ channels: 2, epsilon: 1e-8 });
    const parameters = { bias: tensor([1, 2]), scale: tensor([3, 4]) };
    expectNumbers(layer.apply(parameters, input).output, [-2, 6, 4, -2, 4, -2]);
    expect(() => layerNormalisation({ channels: 2, epsilon: 0 })).toThrow('expected epsilon above 0, got 0');
  });
});

describe('batchNormalisation', () => {
  const layer = batchNormalisation({ channels: 2, momentum: 0.5 });
  const parameters = { bias: zeros([2]), scale: ones([2]) };

  it('normalises by the batch in training, and moves the running mean and variance', () => {
    const { output, state } = layer.apply(parameters, input, forTraining(layer.initialState(), key(0)));
    // Means 3 and 0; variances 14/3 and 800/3, unbiased 7 and 400.
    const [first, second] = [Math.sqrt(14 / 3), Math.sqrt(800 / 3)];
    expectNumbers(output, [-2 / first, 20 / second, -1 / first, 0, 3 / first, -20 / second]);
    expectNumbers(state.mean, [1.5, 0]);
    expectNumbers(state.variance, [4, 200.5]);
    expect(layer.apply(parameters, input.expandDims(0), state).output.toArray()).toEqual([output.toArray()]);
  });

  it('normalises by the running mean and variance else, and keeps them', () => {
    const state = { mean: tensor([1, 0]), training: false, variance: tensor([4, 100]) };
    const result = layer.apply(parameters, input, state);
    expectNumbers(result.output, [0, 2, 0.5, 0, 2.5, -2]);
    expect(result.state).toBe(state);
    expect(() => batchNormalisation({ channels: 2, momentum: 0 })).toThrow('expected a momentum above 0');
  });
});
