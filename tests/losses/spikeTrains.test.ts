import { describe, expect, it } from 'vitest';
import { firingRateCost, membraneCost, vanRossumDistance } from '../../src/losses/index.ts';
import { grad, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

describe('costs of activity', () => {
  it('are the mean square of what is outside the range', () => {
    // Rates 0, ½ and 1½ per step.
    const spikes = tensor([
      [0, 1, 1],
      [0, 0, 2],
    ]);
    expect(firingRateCost(spikes, { lower: 0.25, upper: 1 }).item()).toBeCloseTo((0.0625 + 0.25) / 3, 6);
    expect(firingRateCost(spikes.expandDims(0), { upper: 1 }).item()).toBeCloseTo(0.25 / 3, 6);
    expect(membraneCost(tensor([-3, 0, 4]), { lower: -1, upper: 1 }).item()).toBeCloseTo(13 / 3, 6);
    const slope = grad((v: Tensor) => membraneCost(v, { lower: -1, upper: 1 }))(tensor([-3, 0, 4]));
    [-4 / 3, 0, 2].forEach((value, index) => {
      expect(slope.toTypedArray()[index]).toBeCloseTo(value, 5);
    });
  });

  it('report empty ranges and spikes without time', () => {
    expect(() => membraneCost(zeros([2]), { lower: 1, upper: 0 })).toThrow(
      'expected lower up to upper, got 1 and 0',
    );
    expect(() => firingRateCost(zeros([2]), {})).toThrow(
      'firingRateCost: expected spikes f32[time, neurons]',
    );
  });
});

describe('vanRossumDistance', () => {
  it('has a kernel of 10 ms and steps of 1 ms by default', () => {
    const trains = [tensor([[0], [1], [0], [0], [1]]), tensor([[1], [0], [0], [0], [1]])] as const;
    const byDefault = vanRossumDistance(...trains).item();
    expect(byDefault).toBe(vanRossumDistance(...trains, { tau: 0.01, dt: 1e-3 }).item());
    expect(byDefault).not.toBe(0);
  });

  it('is that of the closed form for a missing and for a shifted spike', () => {
    const train = (at: number, time = 400) =>
      tensor([...Array(time).keys()].map((step) => [Number(step === at)]));
    const options = { tau: 0.01, dt: 1e-3 };
    // One spike: Σ exp(-2 k dt / τ) dt / τ, over the steps from the spike on.
    const decay = Math.exp(-0.2);
    const missing = 0.1 / (1 - decay);
    expect(vanRossumDistance(train(3), zeros([400, 1]), options).item()).toBeCloseTo(missing, 5);
    // Two spikes k steps apart: 2 (1 - exp(-k dt / τ)) times that of one.
    const apart = 2 * (1 - Math.exp(-0.5)) * missing;
    expect(vanRossumDistance(train(3), train(8), options).item()).toBeCloseTo(apart, 5);
    expect(vanRossumDistance(train(8).expandDims(0), train(3).expandDims(0), options).item()).toBeCloseTo(
      apart,
      5,
    );
  });

  it('reports trains of other shapes and time constants that are not above 0', () => {
    expect(() => vanRossumDistance(zeros([4, 2]), zeros([4, 3]))).toThrow(
      'of one shape, got f32[4, 2] and f32[4, 3]',
    );
    expect(() => vanRossumDistance(zeros([4, 2]), zeros([4, 2]), { tau: 0 })).toThrow(
      'expected tau above 0 seconds, got 0',
    );
  });
});
