import { describe, expect, expectTypeOf, it } from 'vitest';
import { linear, moduleOf, normal, type ParametersOf, sequential, summary } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { grad, ones, type Tensor, tensor } from '../../src/trace/index.ts';

const bilinear = moduleOf({
  name: 'bilinear',
  inputs: 3,
  outputs: 2,
  init: (own) => ({ left: normal(1)(own, [3, 2]), scale: ones([2]) }),
  apply: ({ left, scale }, input: Tensor) => input.matmul(left).square().mul(scale),
});

describe('moduleOf', () => {
  it('makes a layer that other layers go with', () => {
    const net = sequential(bilinear, linear({ inputs: 2, outputs: 4 }));
    expectTypeOf<ParametersOf<typeof net>[0]['left']>().toEqualTypeOf<Tensor>();
    const parameters = net.init(key(1));
    const input = tensor([[1, 2, 3]]);
    const hidden = input.matmul(parameters[0].left).square();
    expect(net.apply(parameters, input).output.toArray()).toEqual(
      hidden.matmul(parameters[1].weight).toArray(),
    );
    expect(summary(net).parameters).toBe(3 * 2 + 2 + 2 * 4);
    expect(summary(net).layers[0]).toMatchObject({ name: 'bilinear', inputs: 3, outputs: 2 });
  });

  it('has gradients by its parameters', () => {
    const loss = (parameters: ParametersOf<typeof bilinear>): Tensor =>
      bilinear.apply(parameters, tensor([[1, 0, 2]])).output.sum();
    const left = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    // (1 + 2 · 5)² and (2 + 2 · 6)²; by left 2 · 11 · [1, 0, 2] and 2 · 14 · [1, 0, 2].
    const gradients = grad(loss)({ left, scale: ones([2]) });
    expect(gradients.scale.toArray()).toEqual([121, 196]);
    expect(gradients.left.toArray()).toEqual([
      [22, 28],
      [0, 0],
      [44, 56],
    ]);
  });

  it('refuses channels that do not fit, parameters that are no tensors, and results that are none', () => {
    expect(() => sequential(linear({ inputs: 2, outputs: 4 }), bilinear)).toThrow(
      'sequential: layer 1 (bilinear) takes 3 channels, the layers before it give 4',
    );
    const wrong = moduleOf({ name: 'wrong', init: () => ({ a: [1] }), apply: (_, x) => x });
    expect(() => wrong.init(key(0))).toThrow('wrong: parameters at a.0: expected a tensor, got 1 (number)');
    expect(() => wrong.apply({ a: [2] }, ones([2, 2]))).toThrow('expected a tensor, got 2 (number)');
    const none = moduleOf({ name: 'none', init: () => ({}), apply: (): Tensor => JSON.parse('3') });
    expect(() => sequential(none).apply([{}], ones([2, 2]))).toThrow(
      'none (layer 0 of sequential): expected the function to return a tensor, got 3 (number)',
    );
  });
});
