import { describe, expect, it } from 'vitest';
import { inputAttack } from '../../src/attacks/index.ts';
import { mse } from '../../src/losses/index.ts';
import { linear } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { key } from '../../src/random/key.ts';
import { grad, type Tensor, tensor } from '../../src/trace/index.ts';

const net = linear({ inputs: 3, outputs: 2 });
const parameters = net.init(key(0));
const inputs = normal(key(1), [6, 3]);
const target = normal(key(2), [6, 2]);
const loss = (x: Tensor): Tensor => mse(target, net.apply(parameters, x).output);

describe('inputAttack', () => {
  it('makes the loss grow within its radius, which one long step reaches', () => {
    const attacked = inputAttack(inputs, loss, key(3), { radius: 0.25, attackSteps: 10 });
    expect(loss(attacked).item()).toBeGreaterThan(loss(inputs).item());
    // The largest of float32 sums of numbers of a size below 4.
    expect(attacked.sub(inputs).abs().max().item()).toBeCloseTo(0.25, 6);
  });

  it('starts anywhere within its radius', () => {
    const start = inputAttack(inputs, loss, key(3), { radius: 0.5, attackSteps: 0 }).sub(inputs);
    expect(start.abs().max().item()).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(start.abs().max().item()).toBeGreaterThan(0.25);
    expect(start.min().item()).toBeLessThan(0);
  });

  it('does not differentiate the deviation', () => {
    const attacked = (x: Tensor): Tensor =>
      inputAttack(x, (own) => own.square().sum(), key(0), { radius: 0.1 }).sum();
    expect(grad(attacked)(tensor([1, 2])).toArray()).toEqual([1, 1]);
  });

  it('refuses a radius below 0, and inputs without a gradient', () => {
    expect(() => inputAttack(inputs, loss, key(0), { radius: -1 })).toThrow(
      'inputAttack: expected radius to be a finite number from 0, got -1',
    );
    const counts = tensor([1, 2], { dtype: 'i32' });
    expect(() => inputAttack(counts, loss, key(0), { radius: 1 })).toThrow('expected f32 inputs, got i32');
  });
});
