import { describe, expect, it } from 'vitest';
import { irDrop } from '../../../src/hardware/index.ts';
import { ones, tensor } from '../../../src/index.ts';
import { key, uniform } from '../../../src/random/index.ts';
import { type GoldenArray, goldenTensor, readGolden } from '../../golden/readGolden.ts';

interface LadderCase {
  readonly name: string;
  readonly input: GoldenArray;
  readonly weight: GoldenArray;
  readonly ideal: number;
  readonly current: number;
}

describe('the drop of voltage along columns', () => {
  it.each(readGolden<{ cases: readonly LadderCase[] }>('resistorLadder').cases)(
    'is near the exact solution of the resistor network: $name',
    ({ input, weight, ideal: sum, current }) => {
      const [x, w] = [goldenTensor(input), goldenTensor(weight)];
      const drop = irDrop(x.expandDims(0), w.expandDims(1)).item();
      // The equation leaves out the wire before cell 0, of equal cells 2.25 / n of the drop, and is of first order in the load.
      const load = x.size * sum * 0.35 * 5e-6;
      expect(Math.abs(drop / (sum - current) - 1)).toBeLessThan(2.25 / x.size + load);
    },
  );

  it('takes more from cells that lie farther from the output', () => {
    const near = tensor([[1, 0, 0, 0]]);
    const far = tensor([[0, 0, 0, 1]]);
    const cells = ones([4, 1]);
    expect(irDrop(near, cells).item()).toBe(0);
    expect(irDrop(far, cells).item()).toBeGreaterThan(0);
  });

  it('falls behind the load of large arrays, as the equation says', () => {
    const n = 800;
    const load = (n * n) / (1 / (0.35 * 5e-6));
    const strength = load * (load * (0.05 * load - 0.2) + 0.5);
    // Σ_j (1 - (1 - j / n)²) over rows j.
    const places = n - 1 - ((n - 1) * (2 * n - 1)) / (6 * n);
    const drop = irDrop(ones([1, n]), ones([n, 1])).item();
    // Sums of 800 numbers in float32.
    expect(drop / (strength * places)).toBeCloseTo(1, 4);
  });

  it('is at most a small part for random weights of a small array', () => {
    const [x, w] = [uniform(key(1), [3, 16], -1, 1), uniform(key(2), [16, 5], -1, 1)];
    const part = irDrop(x, w).abs().max().item() / x.matmul(w).abs().max().item();
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(1e-3);
  });
});
