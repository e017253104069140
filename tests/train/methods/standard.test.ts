import { describe, expect, it } from 'vitest';
import { crossEntropy, mse } from '../../../src/losses/index.ts';
import { batchNormalisation, dropout, lif, linear, sequential } from '../../../src/nn/index.ts';
import { normal } from '../../../src/random/distributions.ts';
import { key } from '../../../src/random/key.ts';
import { type Tensor, zeros } from '../../../src/trace/index.ts';
import { standard } from '../../../src/train/index.ts';
import { evaluate, inputs, net, parameters, problem, target } from './methodCases.ts';

describe('standard', () => {
  it('is the task loss', () => {
    const plain = crossEntropy(target, net.apply(parameters, inputs).output);
    expect(evaluate(standard(problem)).loss).toBe(plain.item());
  });

  it('draws dropout anew for every key', () => {
    const dropping = sequential(linear({ inputs: 4, outputs: 20 }), dropout(0.5));
    const loss = standard({ net: dropping, taskLoss: mse });
    const own = dropping.init(key(0));
    const value = (seed: number): number => (loss(own, inputs, zeros([10, 20]), key(seed)) as Tensor).item();
    expect(value(0)).toBe(value(0));
    expect(value(0)).not.toBe(value(1));
  });

  it('normalises by the batch', () => {
    const layer = batchNormalisation({ channels: 4 });
    const loss = standard({ net: layer, taskLoss: (_, output) => output.mean().abs() });
    const shifted = loss(layer.init(key(0)), inputs.add(7), target, key(0)) as Tensor;
    expect(shifted.item()).toBeLessThan(1e-5);
  });

  it.each([
    ['[time, channels]', [12, 4]],
    ['[batch, time, channels]', [3, 12, 4]],
  ])('takes spiking networks with inputs %s', (_, shape) => {
    const spiking = sequential(linear({ inputs: 4, outputs: 5 }), lif({ neurons: 5 }));
    const own = spiking.init(key(0));
    const x = normal(key(1), shape).mul(30);
    const rate = (_: Tensor, output: Tensor): Tensor => output.mean();
    const { output } = spiking.apply(own, x);
    expect((standard({ net: spiking, taskLoss: rate })(own, x, x, key(0)) as Tensor).item()).toBe(
      output.mean().item(),
    );
    expect(output.mean().item()).toBeGreaterThan(0);
  });
});
