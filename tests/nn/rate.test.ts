import { describe, expect, it } from 'vitest';
import { expSmooth, expSyn, rate } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { grad, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

describe('rate', () => {
  it('has a leaky relu with a slope below the threshold, unlike Rockpool', () => {
    const layer = rate({ neurons: 3, activation: 'leakyRelu', initialTau: 1, dt: 1, initialThreshold: 0.5 });
    const run = (input: Tensor): Tensor => layer.apply(layer.init(key(0)), input).output;
    const input = tensor([[2, 0.5, -1.5]]);
    [1.5, 0, -0.02].forEach((value, index) => {
      expect(run(input).toTypedArray()[index]).toBeCloseTo(value, 7);
    });
    const slopes = grad((x: Tensor) => run(x).sum())(input).toTypedArray();
    [1, 1, 0.01].forEach((slope, index) => {
      expect(slopes[index]).toBeCloseTo(slope, 7);
    });
  });

  it('takes any function of state and threshold as its activation', () => {
    const layer = rate({ neurons: 2, activation: (x, threshold) => x.mul(threshold), initialTau: 1, dt: 1 });
    const parameters = { ...layer.init(key(0)), threshold: tensor([3, 4]) };
    expect(layer.apply(parameters, tensor([[1, 2]])).output.toArray()).toEqual([[3, 8]]);
  });

  it('reports activations it does not know, matrices that are not square, and states of another batch', () => {
    // @ts-expect-error there is no such activation
    expect(() => rate({ neurons: 2, activation: 'step' })).toThrow(
      'rate: expected an activation of relu, leakyRelu, tanh, sigmoid, rockpoolLeakyRelu, or a function, got step',
    );
    const layer = rate({ neurons: 2, recurrent: true, initialWeightRecurrent: zeros([2, 3]) });
    expect(() => layer.init(key(0))).toThrow(
      'rate: parameters at weightRecurrent: expected f32[2, 2], got f32[2, 3]',
    );
    const plain = rate({ neurons: 2 });
    expect(() => plain.apply(plain.init(key(0)), zeros([4, 5, 2]), plain.initialState())).toThrow(
      'rate: state at x: expected f32[4, 2], got f32[2]; for this input start from initialState(4)',
    );
    expect(() => rate({ neurons: 2, initialTau: -1 }).init(key(0))).toThrow(
      'rate: parameters at tau: expected numbers above 0, got -1',
    );
  });
});

describe('exponential filters', () => {
  it('report channels, time constants and states that do not fit', () => {
    const synapses = expSyn({ channels: 2 });
    expect(() => synapses.apply(synapses.init(key(0)), zeros([3, 4]))).toThrow(
      'expSyn: expected inputs with 2 channels, got f32[3, 4]',
    );
    expect(() => expSyn({ channels: 2, initialTau: 0 }).init(key(0))).toThrow(
      'expected numbers above 0, got 0',
    );
    expect(() => expSmooth({ channels: 2, initialTau: zeros([3]) })).toThrow(
      'expSmooth: parameters at tau: expected f32[] or f32[2], got f32[3]',
    );
    const filter = expSmooth({ channels: 2 });
    expect(() => filter.apply(filter.init(key(0)), zeros([3, 2]), filter.initialState(1))).toThrow(
      'expSmooth: state at smoothed: expected f32[2], got f32[1, 2]; for this input start from initialState()',
    );
  });
});
