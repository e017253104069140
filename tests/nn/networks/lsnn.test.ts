import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import { ecgLsnn, speechLsnn } from '../../../src/nn/index.ts';
import { key, normal } from '../../../src/random/index.ts';
import { jit } from '../../../src/runtime/index.ts';
import { type Tensor, tensor, valueAndGrad } from '../../../src/trace/index.ts';
import { expectClose, goldenTensor } from '../../golden/readGolden.ts';
import { drawn, networkCase, parameterCount, parametersByRule } from './golden.ts';

const trained = (net: ReturnType<typeof speechLsnn>): number =>
  parameterCount(drawn(net), /(weight|weightRecurrent|bias)$/);

describe('the spiking networks of the paper', () => {
  it('have the constants of the authors’ code', () => {
    const [, { adaptation, tauAdaptation, tauMembrane, threshold }] = speechLsnn({ neurons: 4 }).init(key(0));
    const first = [adaptation, tauAdaptation, tauMembrane, threshold].map((each) => each.toTypedArray()[0]);
    expect(first).toEqual([2, 0.098, 0.02, 0.01].map(Math.fround));
  });

  it('have the sizes of the authors’ code', () => {
    expect(trained(speechLsnn())).toBe(40 * 256 + 256 * 256 + 256 * 6 + 6);
    expect(trained(ecgLsnn())).toBe(2 * 256 + 256 * 256 + 256 * 4 + 4);
  });

  it('spike and decide as the equations of the paper do', () => {
    const { inputs, outputs } = networkCase('lsnn');
    const [currents = tensor(0)] = inputs.map(goldenTensor);
    const net = speechLsnn({ inputs: 3, neurons: 6, classes: 4 });
    const { output, recording } = net.apply(parametersByRule(net.init(key(0))), currents);
    const [logits, spikes] = outputs;
    expect([...recording[1].output.toTypedArray()]).toEqual(spikes?.data);
    expectClose('logits', output, logits?.data ?? [], { ulps: 8 });
  });

  it('start without connections of neurons to themselves, and with weights of the stated spread', () => {
    const [first, second, , last] = speechLsnn({ neurons: 64 }).init(key(2));
    const deviation = (weight: Tensor): number => Math.sqrt(weight.mul(weight).mean().item());
    const { weightRecurrent } = second;
    for (const index of [0, 17, 63]) expect(weightRecurrent.toArray()).toHaveProperty(`${index}.${index}`, 0);
    expect(deviation(weightRecurrent) * 8).toBeCloseTo(1, 1);
    expect(deviation(first.weight) / Math.sqrt(2 / 104)).toBeCloseTo(1, 1);
    expect(last.weight.abs().max().item()).toBeLessThanOrEqual(0.02);
    expect(last.bias.abs().max().item()).toBe(0);
  });

  it('have gradients for weights, biases and time constants', () => {
    const net = ecgLsnn({ neurons: 12 });
    const beats = normal(key(1), [3, 30, 2]);
    const parameters = net.init(key(0));
    const loss = (p: typeof parameters): Tensor =>
      crossEntropy(tensor(Int32Array.of(0, 3, 1)), net.apply(p, beats).output);
    const [, [first, second, , last]] = jit(valueAndGrad(loss))(parameters);
    const leaves = [
      first.weight,
      second.weightRecurrent,
      second.tauMembrane,
      second.threshold,
      last.weight,
      last.bias,
    ];
    for (const leaf of leaves) expect(leaf.abs().max().item()).toBeGreaterThan(0);
  });
});
