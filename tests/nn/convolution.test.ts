import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../src/losses/index.ts';
import {
  avgPool,
  conv1d,
  conv2d,
  flatten,
  instant,
  linear,
  ModuleError,
  maxPool,
  sequential,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { ones, type Tensor, tensor, valueAndGrad, zeros } from '../../src/trace/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

interface NetworkCase {
  readonly inputs: readonly [GoldenArray, GoldenArray];
  readonly params: Readonly<Record<string, GoldenArray>>;
  readonly outputs: readonly [GoldenArray, GoldenArray];
  readonly gradients: Readonly<Record<string, GoldenArray>>;
}

const relu = instant((x) => x.relu());

describe('a convolutional network', () => {
  const [golden] = readGolden<{ cases: readonly [NetworkCase] }>('convolutionLayers').cases;
  const net = sequential(
    conv2d({ inputs: 2, outputs: 4, kernel: 3 }),
    relu,
    maxPool({ window: 2 }),
    conv2d({ inputs: 4, outputs: 6, kernel: 2, padding: 'SAME', groups: 2 }),
    relu,
    avgPool({ window: 2, strides: 1 }),
    flatten(),
    linear({ inputs: 24, outputs: 5, bias: true }),
  );
  const layer = (number: number) => ({
    weight: goldenTensor(golden.params[`weight${number}`]!),
    bias: goldenTensor(golden.params[`bias${number}`]!),
  });
  const parameters = [layer(1), {}, {}, layer(2), {}, {}, {}, layer(3)] as const;
  const [images, labels] = golden.inputs.map(goldenTensor) as [Tensor, Tensor];

  it('has the logits, the loss and the gradients of JAX', () => {
    const loss = (given: typeof parameters): Tensor => crossEntropy(labels, net.apply(given, images).output);
    expectClose('logits', net.apply(parameters, images).output, golden.outputs[0].data, { ulps: 4 });
    const [value, gradient] = valueAndGrad(loss)(parameters);
    expectClose('loss', value, golden.outputs[1].data, { ulps: 4 });
    for (const [number, index] of [
      [1, 0],
      [2, 3],
      [3, 7],
    ] as const) {
      for (const name of ['weight', 'bias'] as const) {
        const { data } = golden.gradients[`${name}${number}`]!;
        expectClose(`${name}${number}`, gradient[index][name], data, { ulps: 4 });
      }
    }
  });
});

describe('conv2d and conv1d', () => {
  it('draw weights and biases uniformly within the root of the fan-in, as PyTorch does', () => {
    const { weight, bias } = conv2d({ inputs: 8, outputs: 64, kernel: [3, 5], groups: 2 }).init(key(3));
    expect([weight.shape, bias.shape]).toEqual([[3, 5, 4, 64], [64]]);
    const limit = Math.sqrt(1 / (3 * 5 * 4));
    for (const drawn of [weight, bias]) {
      const top = drawn.abs().max().item();
      expect(top).toBeLessThanOrEqual(limit);
      expect(top).toBeGreaterThan(0.9 * limit);
      expect(Math.abs(drawn.mean().item())).toBeLessThan(0.2 * limit);
    }
  });

  it('take an input without a batch, and options for strides and dilation', () => {
    const weight = tensor([[[1]], [[10]]]);
    const layer = conv1d({ inputs: 1, outputs: 1, kernel: 2, kernelDilation: 2, strides: 2, bias: false });
    const { output } = layer.apply({ weight }, tensor([[1], [2], [3], [4], [5]]));
    expect(output.toArray()).toEqual([[31], [53]]);
  });

  it('refuse inputs, counts and parameters that do not fit, naming the layer', () => {
    const layer = conv2d({ inputs: 3, outputs: 4, kernel: 3 });
    const parameters = layer.init(key(0));
    expect(() => layer.apply(parameters, ones([5, 5, 2]))).toThrow(
      /conv2d: expected inputs f32\[height, width, 3\] or f32\[batch, height, width, 3\], got f32\[5, 5, 2\]/,
    );
    expect(() => layer.apply(parameters, ones([5, 5, 3]).cast('i32'))).toThrow(ModuleError);
    expect(() => layer.apply({ ...parameters, bias: zeros([3]) }, ones([5, 5, 3]))).toThrow(
      /conv2d: parameters at bias: expected f32\[4\], got f32\[3\]/,
    );
    expect(() =>
      sequential(layer, conv1d({ inputs: 4, outputs: 1, kernel: 1 })).apply(
        [parameters, { weight: ones([1, 4, 1]), bias: ones([1]) }],
        ones([1, 2, 9, 3]),
      ),
    ).toThrow(/conv2d \(layer 0 of sequential\): convolve: along axis 0 of space a window takes 3 elements/);
    expect(() => conv2d({ inputs: 3, outputs: 4, kernel: 3, groups: 2 })).toThrow(
      /3 inputs and 4 outputs cannot be cut in 2 groups/,
    );
    expect(() => conv2d({ inputs: 0, outputs: 4, kernel: 3 })).toThrow(
      /conv2d: expected inputs to be a whole number/,
    );
    expect(() => conv2d({ inputs: 1, outputs: 4, kernel: [3] })).toThrow(
      /conv2d: expected kernel of 2 whole numbers/,
    );
    expect(() => flatten().apply({}, tensor(1))).toThrow(
      /flatten: expected inputs \[batch, ...\], got f32\[\]/,
    );
  });
});
