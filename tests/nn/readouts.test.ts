import { describe, expect, it } from 'vitest';
import {
  ffwdStack,
  instant,
  lastStep,
  lif,
  linear,
  logSoftmax,
  maxOverTime,
  meanOverTime,
  residual,
  sequential,
  softmax,
  spikeCount,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { ones, tensor, zeros } from '../../src/trace/index.ts';

const input = tensor([
  [1, 5],
  [4, -2],
  [1, 0],
]);

describe('readouts', () => {
  it.each([
    [lastStep(), [1, 0]],
    [meanOverTime(), [2, 1]],
    [maxOverTime(), [4, 5]],
    [spikeCount(), [6, 3]],
  ])('%o leaves the axis of time out, with a batch and without', (layer, expected) => {
    expect(layer.apply({}, input).output.toArray()).toEqual(expected);
    expect(layer.apply({}, input.expandDims(0)).output.toArray()).toEqual([expected]);
  });

  it('report inputs without time', () => {
    expect(() => meanOverTime().apply({}, zeros([2]))).toThrow(
      'meanOverTime: expected inputs [time, channels] or [batch, time, channels], got f32[2]',
    );
    expect(() => lastStep().apply({}, zeros([0, 2]))).toThrow('lastStep: expected inputs');
  });
});

describe('softmax', () => {
  it('normalises the channels of each time step, also of large numbers', () => {
    const scores = tensor([
      [0, Math.log(3)],
      [1000, 1000],
    ]);
    const probabilities = softmax().apply({}, scores).output.toTypedArray();
    [0.25, 0.75, 0.5, 0.5].forEach((value, index) => {
      expect(probabilities[index]).toBeCloseTo(value, 6);
    });
    const logarithms = logSoftmax().apply({}, scores).output.toTypedArray();
    [0.25, 0.75, 0.5, 0.5].forEach((value, index) => {
      expect(logarithms[index]).toBeCloseTo(Math.log(value), 6);
    });
  });
});

describe('residual', () => {
  it('adds its input to its output', () => {
    const net = residual(
      linear({
        inputs: 2,
        outputs: 2,
        initialWeight: tensor([
          [2, 0],
          [1, 1],
        ]),
      }),
      instant((x) => x.neg()),
    );
    expect(net.apply(net.init(key(0)), tensor([[1, 10]])).output.toArray()).toEqual([[-11, 0]]);
    expect(() => residual(linear({ inputs: 2, outputs: 3 }))).toThrow(
      'residual: expected as many outputs as inputs, got 3 outputs for 2 inputs',
    );
  });
});

describe('ffwdStack', () => {
  it('is a sequential with weights between its layers', () => {
    const layers = [lif({ neurons: 3, initialBias: 0.4 }), lif({ neurons: 2 })] as const;
    const stack = ffwdStack(...layers);
    const parameters = stack.init(key(4));
    expect(parameters[1].weight.shape).toEqual([3, 2]);
    const plain = sequential(layers[0], linear({ inputs: 3, outputs: 2 }), layers[1]);
    expect(stack.apply(parameters, ones([5, 3])).output.toArray()).toEqual(
      plain.apply(parameters, ones([5, 3])).output.toArray(),
    );
  });

  it('reports layers whose channels it does not know', () => {
    const relu = instant((x) => x.relu());
    expect(() => ffwdStack(lif({ neurons: 3 }), relu)).toThrow(
      'the channels of layer 1 (instant) are not known',
    );
  });
});
