import { describe, expect, it } from 'vitest';
import { type AttackedModule, drawNormal, pgaAttack } from '../../src/attacks/index.ts';
import { mse } from '../../src/losses/index.ts';
import { inFamilies, instant, linear, sequential } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { key, split } from '../../src/random/key.ts';
import { grad, ones, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const net = sequential(
  linear({ inputs: 3, outputs: 4, bias: true }),
  instant((x) => x.tanh()),
  linear({ inputs: 4, outputs: 2 }),
);
const parameters = net.init(key(5));
const inputs = normal(key(6), [7, 3]);

describe('pgaAttack', () => {
  it('stays in the ball of the level and the first noise, and makes the loss grow', () => {
    const options = { mismatchLoss: mse, mismatchLevel: 0.2, initialStd: 0.01, attackSteps: 5 };
    const { parameters: attacked, losses } = pgaAttack(parameters, net, inputs, key(0), options);
    const moved = attacked[0].weight.sub(parameters[0].weight).abs();
    // Five standard deviations of the first noise.
    expect(
      moved
        .lessEqual(parameters[0].weight.abs().mul(0.2 + 5 * 0.01))
        .all()
        .item(),
    ).toBe(1);
    const values = losses.map((loss) => loss.item());
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('does not move at all when it starts where it is', () => {
    const {
      parameters: attacked,
      losses,
      gradients,
    } = pgaAttack(parameters, net, inputs, key(0), {
      mismatchLoss: mse,
      initialStd: 0,
    });
    expect(losses.map((loss) => loss.item())).toEqual(new Array(10).fill(0));
    expect(attacked[2].weight.toArray()).toEqual(parameters[2].weight.toArray());
    expect(gradients[9]![2].weight.abs().max().item()).toBe(0);
  });

  it('has the derivative 1 + sign(Θ) Q by the nominal parameters, with sign(0) = 1', () => {
    const one: AttackedModule<{ readonly gain: Tensor }> = {
      apply: ({ gain }, x) => ({ output: x.mul(gain), state: {}, recording: {} }),
    };
    const gain = tensor([2, -3, 0]);
    const options = { mismatchLoss: mse, initialStd: 0.1, mismatchLevel: 0.5, attackSteps: 2 };
    const attack = (given: { readonly gain: Tensor }) => pgaAttack(given, one, ones([1, 3]), key(1), options);
    const { parameters: attacked, gradients } = attack({ gain });
    const draws = normal(split(key(1))[1], [3]).toTypedArray();
    const signs = gradients.map((each) => each.gain.sign().toTypedArray());
    const derivative = grad((given: { readonly gain: Tensor }) => attack(given).parameters.gain.sum())({
      gain,
    });
    [1, -1, 1].forEach((sign, index) => {
      const deviation = 0.1 * draws[index]! + (0.5 / 2) * (signs[0]![index]! + signs[1]![index]!);
      expect(derivative.gain.toTypedArray()[index]).toBeCloseTo(1 + sign * deviation, 6);
      const size = Math.abs(gain.toTypedArray()[index]!);
      expect(attacked.gain.toTypedArray()[index]).toBeCloseTo(
        gain.toTypedArray()[index]! + size * deviation,
        5,
      );
    });
  });

  it('leaves what is not f32 alone, and gives it no draw', () => {
    const counted: AttackedModule<{ readonly count: Tensor; readonly gain: Tensor }> = {
      apply: ({ gain }, x) => ({ output: x.mul(gain), state: {}, recording: {} }),
    };
    const given = { count: tensor([3], { dtype: 'i32' }), gain: tensor([2]) };
    const { parameters: attacked, gradients } = pgaAttack(given, counted, ones([1, 1]), key(0), {
      mismatchLoss: mse,
      attackSteps: 1,
    });
    expect(attacked.count).toBe(given.count);
    expect(gradients[0]!.count.toArray()).toEqual([0]);
    const first = given.gain.add(
      normal(split(key(0))[1], [1])
        .mul(1e-3)
        .mul(2),
    );
    const steps = attacked.gain.sub(first).div(0.025 * 2);
    expect(Math.abs(steps.item())).toBeCloseTo(1, 3);
  });

  it('moves each family by its level, and leaves families alone that have none', () => {
    const attackWith = (options: object) =>
      pgaAttack(parameters, net, inputs, key(0), { mismatchLoss: mse, attackSteps: 3, ...options })
        .parameters;
    const byFamily = attackWith({ mismatchLevel: { weights: 0.1 } });
    const selected = attackWith({ mismatchLevel: 0.1, select: inFamilies('weights') });
    const byPath = attackWith({ mismatchLevel: (path: string) => (path === '0.weight' ? 0.3 : 0.1) });
    expect(byFamily[2].weight.toArray()).toEqual(selected[2].weight.toArray());
    expect(byFamily[0].bias).toBe(parameters[0].bias);
    const reach = (attacked: Tensor, nominal: Tensor): number =>
      attacked.sub(nominal).div(nominal).abs().max().item();
    expect(reach(byPath[0].weight, parameters[0].weight)).toBeCloseTo(0.3, 2);
    expect(reach(byPath[2].weight, parameters[2].weight)).toBeCloseTo(0.1, 2);
  });

  it('reports sizes and steps out of range', () => {
    const run = (options: object) => () =>
      pgaAttack(parameters, net, inputs, key(0), { mismatchLoss: mse, ...options });
    expect(run({ mismatchLevel: -0.1 })).toThrow(
      'pgaAttack: expected mismatchLevel to be a fraction from 0, got -0.1',
    );
    expect(run({ initialStd: Number.NaN })).toThrow(
      'expected initialStd to be a finite number from 0, got NaN',
    );
    expect(run({ attackSteps: 2.5 })).toThrow('expected attackSteps to be a whole number from 0, got 2.5');
  });
});

describe('drawNormal', () => {
  it('splits the key once for each tensor, and hands on the first half', () => {
    const { draws, key: rest } = drawNormal(key(9), [zeros([2]), zeros([3])]);
    const [second, firstOwn] = split(key(9));
    const [third, secondOwn] = split(second);
    expect(draws.map((draw) => draw.toArray())).toEqual([
      normal(firstOwn, [2]).toArray(),
      normal(secondOwn, [3]).toArray(),
    ]);
    expect(rest.words.toArray()).toEqual(third.words.toArray());
  });
});
