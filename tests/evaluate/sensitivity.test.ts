import { describe, expect, it } from 'vitest';
import { attackSensitivity, evaluateMismatch, sensitivity } from '../../src/evaluate/index.ts';
import { mse } from '../../src/losses/index.ts';
import { type Tensor, tensor } from '../../src/trace/index.ts';

/** y = a x + b, so that deviations of a cost x² as much as equally large ones of b. */
const parameters = { first: { weight: tensor([1, 1]) }, second: { bias: tensor([1]), tau: tensor([2]) } };
type Parameters = typeof parameters;
const net = {
  apply: ({ first, second }: Parameters, x: Tensor) => ({
    output: first.weight.mul(x).sum().add(second.bias).sub(second.tau.mul(0)),
    state: null,
    recording: null,
  }),
};
const x = tensor([3, 4]);
const data = [{ inputs: x, target: net.apply(parameters, x).output }];
const metric = (own: Parameters, inputs: Tensor, target: Tensor) =>
  mse(target, net.apply(own, inputs).output);
const measured = { parameters, metric, data, level: 0.1, samples: 400 };

describe('sensitivity', () => {
  it('of a linear network is its variance: level² Σ (w x)², the largest first', async () => {
    const rows = await sensitivity(measured);
    expect(rows.map(({ group, size }) => [group, size])).toEqual([
      ['first.weight', 2],
      ['second.bias', 1],
      ['second.tau', 1],
    ]);
    const expected = [0.01 * (9 + 16), 0.01, 0];
    rows.forEach(({ cost, costInterval, metric: value }, index) => {
      expect(costInterval.low).toBeLessThanOrEqual(expected[index]! + 1e-12);
      expect(costInterval.high).toBeGreaterThanOrEqual(expected[index]! - 1e-12);
      expect(cost).toBeCloseTo(value, 12);
    });
    expect(rows[0]!.costInterval.high).toBeLessThan(0.35);
  });

  it('has the largest cost first for measures that fall, too', async () => {
    const falling = (...given: [Parameters, Tensor, Tensor]) => metric(...given).neg();
    const rows = await sensitivity({ ...measured, metric: falling, samples: 20 });
    expect(rows.map(({ group }) => group)).toEqual(['first.weight', 'second.bias', 'second.tau']);
    expect(rows[0]!.cost).toBeLessThan(0);
  });

  it('uses the chips of evaluateMismatch', async () => {
    const [row] = await sensitivity({ ...measured, samples: 3, by: () => 'all' });
    const [whole] = await evaluateMismatch({ ...measured, samples: 3, levels: [0.1] });
    expect(row!.samples).toEqual(whole!.samples);
    expect(row!.size).toBe(4);
  });

  it('groups by layer and by family', async () => {
    const names = async (by: 'layer' | 'family') =>
      (await sensitivity({ ...measured, samples: 2, by })).map(({ group }) => group);
    expect(await names('layer')).toEqual(['first', 'second']);
    expect(await names('family')).toEqual(['weights', 'bias', 'taus']);
    await expect(sensitivity({ ...measured, level: -1 })).rejects.toThrow(
      'sensitivity: expected levels from 0',
    );
  });
});

describe('attackSensitivity', () => {
  it('of a linear network is (level Σ |w x|)²', async () => {
    const done: string[] = [];
    const rows = await attackSensitivity({
      net,
      parameters,
      // Off by a little, so that the first gradient has a sign.
      data: [{ inputs: x, target: tensor(8 - 2 ** -10) }],
      level: 0.1,
      by: 'layer',
      taskLoss: mse,
      initialStd: 0,
      onProgress: (count, total) => done.push(`${count}/${total}`),
    });
    expect(rows.map(({ group }) => group)).toEqual(['first', 'second']);
    expect(rows[0]!.cost).toBeCloseTo(0.7 ** 2, 2);
    expect(rows[1]!.cost).toBeCloseTo(0.1 ** 2, 3);
    expect(done).toEqual(['1/2', '2/2']);
  });
});
