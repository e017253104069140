import { describe, expect, it } from 'vitest';
import { lossLandscape, lossPlane, randomDirection, slopeOf } from '../../src/evaluate/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { key } from '../../src/random/key.ts';
import { type Tensor, tensor } from '../../src/trace/index.ts';

/** Σ (w x - w₀ x)², a quadratic with its minimum at the parameters. */
const parameters = { weight: tensor([2, -1, 0.5]) };
const inputs = tensor([1, 0.5, 3]);
const data = [{ inputs, target: parameters.weight.mul(inputs) }];
const loss = ({ weight }: typeof parameters, x: Tensor, target: Tensor): Tensor =>
  weight.mul(x).sub(target).square().sum();

describe('lossLandscape', () => {
  it('of a quadratic is c α², whose slope over ±2 is 2 c', async () => {
    const { alphas, losses, slope, slopes } = await lossLandscape({
      parameters,
      loss,
      data,
      trials: 3,
      points: 21,
    });
    const directions = [0, 1, 2].map((index) => randomDirection(parameters, { seed: 0, index })[0]!);
    const curvatures = directions.map((direction) => direction.mul(inputs).square().sum().item());
    expect([alphas[0], alphas[10], alphas[20]]).toEqual([-2, 0, 2]);
    losses.forEach((along, trial) => {
      along.forEach((value, point) => {
        expect(value / curvatures[trial]!).toBeCloseTo(alphas[point]! ** 2, 4);
      });
      // |α²| rises by 4 on either side of a way of length 4.
      expect(slopes[trial]! / curvatures[trial]!).toBeCloseTo(2, 4);
    });
    expect(slope).toBeCloseTo((slopes[0]! + slopes[1]! + slopes[2]!) / 3, 14);
    expect(new Set(slopes).size).toBe(3);
  });

  it('is the same for the same seed, and another for another', async () => {
    const measure = (seed: number) => lossLandscape({ parameters, loss, data, trials: 1, points: 3, seed });
    expect(await measure(1)).toEqual(await measure(1));
    expect((await measure(1)).losses).not.toEqual((await measure(2)).losses);
  });

  it('counts its points, and stops with the trials that are complete', async () => {
    const controller = new AbortController();
    const done: string[] = [];
    const { losses } = await lossLandscape({
      parameters,
      loss,
      data,
      trials: 2,
      points: 3,
      signal: controller.signal,
      onProgress: (count, total) => {
        done.push(`${count}/${total}`);
        if (count === 4) controller.abort();
      },
    });
    expect(done).toEqual(['1/6', '2/6', '3/6', '4/6']);
    expect(losses).toHaveLength(1);
  });

  it('refuses one point, no trials, and extents and scales that are not positive', async () => {
    const given = { parameters, loss, data };
    await expect(lossLandscape({ ...given, points: 1 })).rejects.toThrow(
      'expected points to be a whole number from 2',
    );
    await expect(lossLandscape({ ...given, trials: 0 })).rejects.toThrow(
      'expected trials to be a whole number from 1',
    );
    await expect(lossLandscape({ ...given, extent: 0 })).rejects.toThrow('expected a positive extent, got 0');
    await expect(lossLandscape({ ...given, scale: -1 })).rejects.toThrow(
      'expected scale to be a finite number above 0, got -1',
    );
  });
});

describe('lossPlane', () => {
  it('of a quadratic is that of α u + β v', async () => {
    const { alphas, betas, losses } = await lossPlane({ parameters, loss, data, points: 5, extent: 1 });
    const [u, v] = [0, 1].map((index) => randomDirection(parameters, { seed: 0, index })[0]!.mul(inputs));
    expect(alphas).toEqual([-1, -0.5, 0, 0.5, 1]);
    betas.forEach((beta, row) => {
      alphas.forEach((alpha, column) => {
        const expected = u!.mul(alpha).add(v!.mul(beta)).square().sum().item();
        expect(losses[row]![column]!).toBeCloseTo(expected, 5);
      });
    });
  });
});

describe('randomDirection', () => {
  const network = {
    bias: normal(key(1), [3]),
    kernel: normal(key(2), [2, 2, 4, 3]),
    weight: normal(key(3), [5, 2]),
  };
  const direct = (options: object) => randomDirection(network, { seed: 0, index: 0, ...options });

  it('is as long as the weights of each output when filter-normalised, and leaves biases', () => {
    const [bias, kernel, weight] = direct({ direction: 'filterNormalised', scale: 0.5 });
    const [, kernelDraw, weightDraw] = direct({ direction: 'unnormalised' });
    const lengths = (tensor: Tensor, axis: number[]) => tensor.square().sum({ axis }).sqrt();
    expect(bias!.abs().max().item()).toBe(0);
    for (const [own, nominal, draw, axis] of [
      [kernel!, network.kernel, kernelDraw!, [0, 1, 2]],
      [weight!, network.weight, weightDraw!, [0]],
    ] as const) {
      const ratios = lengths(own, [...axis]).div(lengths(nominal, [...axis]));
      expect(ratios.sub(0.5).abs().max().item()).toBeLessThan(1e-6);
      // One factor for all weights into an output: the draw keeps its direction.
      const factors = own.div(draw);
      const spread = factors.max({ axis: [...axis] }).sub(factors.min({ axis: [...axis] }));
      expect(spread.abs().max().item()).toBeLessThan(1e-6);
    }
  });

  it('is a fraction of each parameter when relative, and a plain draw when unnormalised', () => {
    const relative = direct({});
    const plain = direct({ direction: 'unnormalised', scale: 0.2 });
    const names = ['bias', 'kernel', 'weight'] as const;
    names.forEach((name, leaf) => {
      const difference = relative[leaf]!.sub(plain[leaf]!.mul(network[name].abs()));
      expect(difference.abs().max().item()).toBeLessThan(1e-6);
      expect(plain[leaf]!.abs().max().item()).toBeGreaterThan(0.1);
    });
  });

  it('moves only what is selected', () => {
    const [bias, kernel] = direct({ select: (path: string) => path === 'kernel' });
    expect(bias!.abs().max().item()).toBe(0);
    expect(kernel!.abs().max().item()).toBeGreaterThan(0);
  });
});

describe('slopeOf', () => {
  it('is the mean absolute difference of neighbours by their distance', () => {
    expect(slopeOf([0, 0.5, 1], [1, 3, 2])).toBe(3);
  });

  it('refuses places that make no curve', () => {
    expect(() => slopeOf([1], [1])).toThrow('slopeOf: expected two places or more that ascend');
    expect(() => slopeOf([1, 1], [1, 2])).toThrow('got [1, 1] and 2 losses');
    expect(() => slopeOf([1, 2], [1, 2, 3])).toThrow('got [1, 2] and 3 losses');
  });
});
