import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import { forTraining, resNet32 } from '../../../src/nn/index.ts';
import { key, normal } from '../../../src/random/index.ts';
import { jit } from '../../../src/runtime/index.ts';
import { type Tensor, tensor, valueAndGrad } from '../../../src/trace/index.ts';
import { treeLeaves } from '../../../src/tree/index.ts';
import { expectClose, goldenTensor } from '../../golden/readGolden.ts';
import { drawn, networkCase, parameterCount, parametersByRule } from './golden.ts';

describe('resNet32', () => {
  it('has 31 convolutions, a dense layer and 0.46 M parameters, as in He et al.', () => {
    const parameters = drawn(resNet32());
    expect(treeLeaves<Tensor>(parameters).filter(({ shape }) => shape.length === 4)).toHaveLength(31);
    const count = parameterCount(parameters);
    // Kernels of 3×3, two numbers for each normalised channel, and the dense layer.
    const kernels = 3 * 16 + 10 * 16 * 16 + 16 * 32 + 9 * 32 * 32 + 32 * 64 + 9 * 64 * 64;
    expect(count).toBe(9 * kernels + 2 * (11 * 16 + 10 * 32 + 10 * 64) + 64 * 10 + 10);
    expect(count).toBe(464_154);
  });

  it('gives the logits of JAX, by running means and by those of the batch', () => {
    const { inputs, outputs } = networkCase('resNet32');
    const [images = tensor(0)] = inputs.map(goldenTensor);
    const net = resNet32();
    const parameters = parametersByRule(drawn(net));
    const [byRunning, byBatch] = outputs;
    const evaluated = net.apply(parameters, images);
    expectClose('logits', evaluated.output, byRunning?.data ?? [], { ulps: 64 });
    const trained = net.apply(parameters, images, forTraining(net.initialState(2), key(1)));
    expectClose('logits in training', trained.output, byBatch?.data ?? [], { ulps: 256 });
    expect(trained.state[1].mean.abs().max().item()).toBeGreaterThan(0);
  });

  it('has gradients for every parameter', () => {
    const net = resNet32({ classes: 3, inputs: 1, channels: [2, 4, 8] });
    const images = normal(key(1), [4, 8, 8, 1]);
    const parameters = net.init(key(0));
    const state = forTraining(net.initialState(4), key(2));
    const loss = (p: typeof parameters): Tensor =>
      crossEntropy(tensor(Int32Array.of(0, 1, 2, 0)), net.apply(p, images, state).output);
    const [, gradient] = jit(valueAndGrad(loss))(parameters);
    const sizes = treeLeaves<Tensor>(gradient).map((leaf) => leaf.abs().max().item());
    expect(sizes).toHaveLength(3 * 31 + 2);
    for (const size of sizes) expect(size).toBeGreaterThan(0);
  });
});
