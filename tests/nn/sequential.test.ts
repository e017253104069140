import { describe, expect, expectTypeOf, it } from 'vitest';
import { instant, linear, type ParametersOf, sequential } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { concatenate, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const net = sequential(
  linear({ inputs: 4, outputs: 3, bias: true }),
  instant((x) => x.tanh(), { name: 'tanh' }),
  linear({ inputs: 3, outputs: 2 }),
);
const parameters = net.init(key(3));
const input = tensor(
  [...Array(8).keys()].map((value) => value / 8),
  { shape: [2, 4] },
);

describe('sequential', () => {
  it('passes each output on, and records it', () => {
    const [first, , second] = parameters;
    const sum = input.matmul(first.weight).add(first.bias);
    const hidden = sum.tanh();
    const { output, recording } = net.apply(parameters, input);
    expect(output.toArray()).toEqual(hidden.matmul(second.weight).toArray());
    expect(recording.map((layer) => layer.output.toArray())).toEqual(
      [sum, hidden, output].map((each) => each.toArray()),
    );
  });

  it('has a tuple of parameters with the types of its layers', () => {
    expectTypeOf<ParametersOf<typeof net>>().toExtend<
      readonly [{ readonly weight: Tensor; readonly bias: Tensor }, object, { readonly weight: Tensor }]
    >();
    // @ts-expect-error the last layer has no bias
    expect(parameters[2].bias).toBeUndefined();
    expect(parameters[0].bias.shape).toEqual([3]);
  });

  it('draws the parameters of its layers from different keys', () => {
    const twice = sequential(linear({ inputs: 2, outputs: 2 }), linear({ inputs: 2, outputs: 2 }));
    const [first, second] = twice.init(key(0));
    expect(first.weight.toArray()).not.toEqual(second.weight.toArray());
  });

  it('knows the channels it takes and gives', () => {
    expect([net.inputs, net.outputs]).toEqual([4, 2]);
    const outer = sequential(
      net,
      instant((x) => concatenate([x, x], -1), { inputs: 2, outputs: 4 }),
      net,
    );
    expect([outer.inputs, outer.outputs]).toEqual([4, 2]);
    expect(outer.apply(outer.init(key(0)), input).output.shape).toEqual([2, 2]);
  });
});

describe('sequential reports', () => {
  it('the layer that does not fit its input, and both shapes', () => {
    const bad = sequential(
      instant((x) => x),
      linear({ inputs: 8, outputs: 8 }),
      instant((x) => x.reshape([4, 2])),
      linear({ inputs: 8, outputs: 2 }),
    );
    const start = bad.init(key(0));
    expect(() => bad.apply(start, zeros([100, 7]))).toThrow(
      'linear (layer 1 of sequential): expected inputs with 8 channels, got f32[100, 7]',
    );
    expect(() => bad.apply(start, zeros([1, 8]))).toThrow(
      'linear (layer 3 of sequential): expected inputs with 8 channels, got f32[4, 2]',
    );
  });

  it('layers inside layers, innermost first', () => {
    const outer = sequential(
      instant((x) => x),
      net,
    );
    expect(() => outer.apply(outer.init(key(0)), zeros([5, 6]))).toThrow(
      'linear (layer 0 of sequential in layer 1 of sequential): expected inputs with 4 channels, got f32[5, 6]',
    );
  });

  it('the path of parameters that do not fit', () => {
    const [first, second, third] = parameters;
    const wrong = { ...third, weight: zeros([3, 3]) };
    expect(() => net.apply([first, second, wrong], input)).toThrow(
      'linear (layer 2 of sequential): parameters at 2.weight: expected f32[3, 2], got f32[3, 3]',
    );
    // @ts-expect-error a layer is missing
    expect(() => net.apply([first, second], input)).toThrow(
      'sequential: parameters: expected a tuple of 3, one for each layer, got [{ bias: *, weight: * }, {}]',
    );
    const outer = sequential(net);
    expect(() => outer.apply([[first, second, wrong]], input)).toThrow(
      'parameters at 0.2.weight: expected f32[3, 2]',
    );
  });

  it('channels that do not fit together, when it is made', () => {
    expect(() =>
      sequential(
        linear({ inputs: 4, outputs: 3 }),
        instant((x) => x),
        linear({ inputs: 8, outputs: 2 }),
      ),
    ).toThrow('sequential: layer 2 (linear) takes 8 channels, the layers before it give 3');
    expect(() => sequential()).toThrow('expected at least one module, got none');
  });

  it('what a function did wrong, and where', () => {
    const bad = sequential(instant((x) => x.reshape([3, 3]), { name: 'fold' }));
    expect(() => bad.apply([{}], zeros([2, 4]))).toThrow('fold (layer 0 of sequential): reshape: f32[2, 4]');
    // @ts-expect-error the function returns no tensor
    const none = sequential(instant(() => 3));
    expect(() => none.apply([{}], zeros([2, 4]))).toThrow(
      'expected the function to return a tensor, got 3 (number)',
    );
  });
});
