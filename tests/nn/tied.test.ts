import { describe, expect, expectTypeOf, it } from 'vitest';
import { pgaAttack } from '../../src/attacks/index.ts';
import { nameTensors, readSafetensors, takeTensors, writeSafetensors } from '../../src/files/index.ts';
import { gaussianMismatch } from '../../src/hardware/index.ts';
import { mse } from '../../src/losses/index.ts';
import {
  instant,
  lif,
  linear,
  type ParametersOf,
  residual,
  sequential,
  summary,
  type TensorPath,
  tied,
} from '../../src/nn/index.ts';
import { key, normal } from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { grad, type Tensor, zeros } from '../../src/trace/index.ts';
import { treePaths } from '../../src/tree/index.ts';

const untied = sequential(
  linear({ inputs: 3, outputs: 3, bias: true }),
  lif({ neurons: 3 }),
  residual(linear({ inputs: 3, outputs: 3 })),
);
const net = tied(untied, { '2.0.weight': '0.weight', '1.bias': '0.bias' });
const input = normal(key(8), [2, 10, 3]);

/** The parameters of the network that is not tied, with copies of the tied tensors. */
const copied = (parameters: ParametersOf<typeof net>): ParametersOf<typeof untied> => [
  parameters[0],
  { ...parameters[1], bias: parameters[0].bias },
  [{ weight: parameters[0].weight }],
];

describe('tied parameters', () => {
  it('are left out of the tree, in its type too', () => {
    expect(treePaths(net.init(key(1)))).toEqual([
      '0.bias',
      '0.weight',
      '1.tauMembrane',
      '1.tauSynapse',
      '1.threshold',
    ]);
    type Own = ParametersOf<typeof net>;
    expectTypeOf<keyof Own[1]>().toEqualTypeOf<'tauMembrane' | 'tauSynapse' | 'threshold'>();
    expectTypeOf<keyof Own[2][0]>().toEqualTypeOf<never>();
    expectTypeOf<Own[0]['weight']>().toEqualTypeOf<Tensor>();
    expectTypeOf<TensorPath<Own>>().toEqualTypeOf<
      '0.weight' | '0.bias' | '1.tauMembrane' | '1.tauSynapse' | '1.threshold'
    >();
    expect(summary(net).parameters).toBe(summary(untied).parameters - 9 - 3);
  });

  it('give what copies give, compiled too', () => {
    const parameters = net.init(key(1));
    const expected = untied.apply(copied(parameters), input);
    const given = net.apply(parameters, input);
    expect(given.output.toArray()).toEqual(expected.output.toArray());
    expect(jit((x: Tensor) => net.apply(parameters, x).output)(input).toArray()).toEqual(
      expected.output.toArray(),
    );
    const again = net.apply(parameters, input, given.state).output;
    expect(again.toArray()).toEqual(untied.apply(copied(parameters), input, expected.state).output.toArray());
  });

  it('have the sum of the gradients of their uses', () => {
    const parameters = net.init(key(1));
    const own = grad((p: typeof parameters) => net.apply(p, input).output.square().sum())(parameters);
    const whole = grad((p: ParametersOf<typeof untied>) => untied.apply(p, input).output.square().sum())(
      copied(parameters),
    );
    const sums = [
      [own[0].weight, whole[0].weight.add(whole[2][0].weight)],
      [own[0].bias, whole[0].bias.add(whole[1].bias)],
    ] as const;
    for (const part of [whole[0].weight, whole[2][0].weight, whole[0].bias, whole[1].bias]) {
      expect(part.abs().max().item()).toBeGreaterThan(0);
    }
    for (const [given, expected] of sums) {
      const error = given.sub(expected).abs().max().item();
      expect(error).toBeLessThan(1e-6 * expected.abs().max().item());
    }
  });

  it('deviate as one', () => {
    const parameters = net.init(key(1));
    const deviating = gaussianMismatch(0.3).apply(parameters, key(2));
    const expected = untied.apply(copied(deviating), input).output;
    expect(net.apply(deviating, input).output.toArray()).toEqual(expected.toArray());
    expect(deviating[0].weight.toArray()).not.toEqual(parameters[0].weight.toArray());
  });

  it('are attacked and stored as one', () => {
    const parameters = net.init(key(1));
    const { parameters: attacked } = pgaAttack(parameters, net, input, key(3), {
      mismatchLoss: mse,
      attackSteps: 2,
    });
    expect(treePaths(attacked)).toEqual(treePaths(parameters));
    expect(attacked[0].weight.toArray()).not.toEqual(parameters[0].weight.toArray());
    expect(net.apply(attacked, input).output.toArray()).toEqual(
      untied.apply(copied(attacked), input).output.toArray(),
    );
    const { tensors } = readSafetensors(writeSafetensors({ tensors: nameTensors(attacked), metadata: {} }));
    expect(Object.keys(tensors).sort()).toEqual(treePaths(parameters));
    const read = takeTensors(parameters, tensors);
    expect(net.apply(read, input).output.toArray()).toEqual(net.apply(attacked, input).output.toArray());
  });

  it('name what does not fit', () => {
    const wide = sequential(linear({ inputs: 3, outputs: 2 }), linear({ inputs: 2, outputs: 3 }));
    expect(() => tied(wide, { '1.weight': '0.weight' }).init(key(0))).toThrow(
      "tied: '1.weight' is f32[2, 3], and '0.weight' is f32[3, 2]; they cannot be one tensor",
    );
    expect(() => tied(untied, { '1.bias': '0.bias', '0.bias': '1.threshold' })).toThrow(
      "tied: '1.bias' is tied to '0.bias', which is tied itself; tie both to '1.threshold'",
    );
    const unknown: string = '3.weight';
    expect(() => tied(untied, { '1.bias': unknown as '0.bias' }).init(key(0))).toThrow(
      "tied: there are no parameters at '3.weight', but at 0.bias, 0.weight, 1.bias",
    );
    const parameters = net.init(key(0));
    const full = [parameters[0], { ...parameters[1], bias: zeros([3]) }, parameters[2]] as const;
    expect(() => net.apply(full, input)).toThrow(
      "sequential: parameters at 1.bias: expected none, as '0.bias' takes its place",
    );
    expect(() => net.apply(JSON.parse('[{}, {}, [{}]]'), input)).toThrow("expected a record with '0.weight'");
  });

  it('refuse paths that are not there, in the types', () => {
    // @ts-expect-error there is no such tensor
    expect(() => tied(untied, { '0.gain': '0.bias' }).init(key(0))).toThrow(
      "there are no parameters at '0.gain'",
    );
  });
});

describe('tied layers', () => {
  const tanh = instant((x) => x.tanh());
  const layers = sequential(
    linear({ inputs: 3, outputs: 3, bias: true }),
    tanh,
    linear({ inputs: 3, outputs: 3, bias: true }),
    residual(linear({ inputs: 3, outputs: 3, bias: true })),
  );
  const shared = tied(layers, { '2': '0', '3.0': '0' });

  it('have the parameters of one, in the tree and in its type', () => {
    const parameters = shared.init(key(1));
    type Own = ParametersOf<typeof shared>;
    expectTypeOf<keyof Own[2]>().toEqualTypeOf<never>();
    expectTypeOf<keyof Own[3][0]>().toEqualTypeOf<never>();
    expectTypeOf<keyof Own[0]>().toEqualTypeOf<'weight' | 'bias'>();
    expect(parameters).toEqual([parameters[0], {}, {}, [{}]]);
    expect(treePaths(parameters)).toEqual(['0.bias', '0.weight']);
    const [own] = parameters;
    const expected = layers.apply([own, {}, own, [own]], input).output;
    expect(shared.apply(parameters, input).output.toArray()).toEqual(expected.toArray());
  });

  it('may be whole networks, of which one tensor is tied to a third', () => {
    const encoder = sequential(linear({ inputs: 3, outputs: 3 }), tanh, linear({ inputs: 3, outputs: 3 }));
    const pair = tied(sequential(encoder, encoder, linear({ inputs: 3, outputs: 3 })), {
      '1': '0',
      '2.weight': '0.2.weight',
    });
    const parameters = pair.init(key(4));
    expect(treePaths(parameters)).toEqual(['0.0.weight', '0.2.weight']);
    const [own] = parameters;
    const twice = encoder.apply(own, encoder.apply(own, input).output).output;
    expect(pair.apply(parameters, input).output.toArray()).toEqual(twice.matmul(own[2].weight).toArray());
  });

  it('of an autoencoder share a matrix and its transpose', () => {
    const plain = sequential(linear({ inputs: 5, outputs: 2 }), tanh, linear({ inputs: 2, outputs: 5 }));
    const autoencoder = tied(plain, { '2.weight': { transposeOf: '0.weight' } });
    const parameters = autoencoder.init(key(5));
    expect(treePaths(parameters)).toEqual(['0.weight']);
    const x = normal(key(6), [7, 5]);
    const { weight } = parameters[0];
    const expected = x.matmul(weight).tanh().matmul(weight.transpose());
    expect(autoencoder.apply(parameters, x).output.toArray()).toEqual(expected.toArray());
    const own = grad((p: typeof parameters) => autoencoder.apply(p, x).output.square().sum())(parameters);
    const whole = grad((p: ParametersOf<typeof plain>) => plain.apply(p, x).output.square().sum())([
      { weight },
      {},
      { weight: weight.transpose() },
    ]);
    const sum = whole[0].weight.add(whole[2].weight.transpose());
    expect(own[0].weight.sub(sum).abs().max().item()).toBeLessThan(1e-5 * sum.abs().max().item());
  });

  it('name what does not fit', () => {
    const different = sequential(
      linear({ inputs: 3, outputs: 3 }),
      linear({ inputs: 3, outputs: 3, bias: true }),
    );
    expect(() => tied(different, { '1': '0' }).init(key(0))).toThrow(
      "tied: expected '1' and '0' to have the same parameters, got bias, weight and weight",
    );
    expect(() => tied(different, { '1': '0.weight' }).init(key(0))).toThrow(
      "tied: expected '1' and '0.weight' to have the same parameters, got bias, weight and a tensor",
    );
    expect(() => tied(layers, { '2': '0', '2.bias': '0.bias' })).toThrow(
      "tied: '2' and '2.bias' overlap; tie one of them",
    );
    expect(() => tied(layers, { '2': '0', '0.weight': '3.0.weight' })).toThrow(
      "tied: '2' is tied to '0', which is tied itself, by '0.weight'",
    );
    expect(() => tied(layers, { '2': '2' })).toThrow(
      "tied: '2' is tied to '2', which is tied itself, by '2'",
    );
    const wide = sequential(linear({ inputs: 3, outputs: 2 }), linear({ inputs: 2, outputs: 4 }));
    expect(() => tied(wide, { '1.weight': { transposeOf: '0.weight' } }).init(key(0))).toThrow(
      "'1.weight' is f32[2, 4], and '0.weight' is f32[3, 2]; they cannot be one tensor and its transpose",
    );
    expect(() => tied(layers, { '1': '0' }).init(key(0))).toThrow("there are no parameters at '1'");
    expect(() => shared.apply(JSON.parse('[{}, {}, {}, [{}]]'), input)).toThrow("expected a record with '0'");
  });
});
