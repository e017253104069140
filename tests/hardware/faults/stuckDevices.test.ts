import { describe, expect, it } from 'vitest';
import {
  devicePairs,
  phaseChangeMemory,
  singleDevice,
  singlePair,
  stuckDevices,
} from '../../../src/hardware/index.ts';
import { key } from '../../../src/random/index.ts';
import { full, grad, type Tensor, tensor } from '../../../src/trace/index.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

const COUNT = 10_000;
const HOUR = 3600;

/** What weights of 1 (25 µS on one device of each pair, 5 µS on the other) are where devices are stuck, and how many are. */
function counts(faults: Parameters<typeof stuckDevices>[0]): Map<number, number> {
  const mapping = singlePair({ gMinMicroSiemens: 5 });
  const { weight } = onChip(stuckDevices({ mapping, ...faults }), { weight: full([COUNT], 1) });
  const found = new Map<number, number>();
  for (const value of weight.toTypedArray()) {
    const rounded = Math.round(value * 1e4) / 1e4;
    found.set(rounded, (found.get(rounded) ?? 0) + 1);
  }
  return found;
}

describe('stuckDevices', () => {
  it('breaks as many devices as it says, each of a pair by itself', () => {
    const found = counts({ atGMin: 0.1 });
    expect([...found.keys()].sort()).toEqual([0, 1]);
    // A binomial count of 0.1 has a standard deviation of 30.
    expect(Math.abs(found.get(0)! - 1000)).toBeLessThan(120);
    // Both devices at the same conductance are 0 too: the positive one stuck at the least, or the negative one at the largest.
    expect(Math.abs(counts({ atGMax: 0.1 }).get(0)! - 1000)).toBeLessThan(120);
  });

  it('has the exact count of MemTorch where that is asked for', () => {
    expect(counts({ atGMin: 0.12345, exactCount: true }).get(0)).toBe(1234);
    const both = counts({ atGMin: 0.1, atGMax: 0.2, exactCount: true });
    // 1000 positive devices are at the least; of the negative ones 2000 are at the largest: together -1, or 0 with one of both.
    expect(2 * (both.get(-1) ?? 0) + (both.get(0) ?? 0)).toBe(3000);
  });

  it('knows dead devices, which conduct less than the least', () => {
    // The positive device dead: -5 µS of 20; the negative one: 25 µS; both: 0.
    expect([...counts({ dead: 0.05 }).keys()].sort((a, b) => a - b)).toEqual([-0.25, 0, 1, 1.25]);
  });

  it('knows devices that are stuck anywhere in the range', () => {
    const { weight } = onChip(stuckDevices({ atRandom: 1, mapping: singleDevice() }), {
      weight: tensor(Array.from({ length: COUNT }, (_, index) => index / (COUNT - 1))),
    });
    const values = [...weight.toTypedArray()];
    const mean = values.reduce((sum, each) => sum + each, 0) / COUNT;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / COUNT));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-6);
    expect(Math.max(...values)).toBeLessThanOrEqual(1 + 1e-6);
  });

  it('breaks different devices on each chip, and the same ones at every time', () => {
    const stage = phaseChangeMemory({
      faults: { atGMax: 0.2 },
      programmingScale: 0,
      driftScale: 0,
      readScale: 0,
    });
    const at = (time: number) => [...onChip(stage, { weight: full([50], 0.5) }, time).weight.toTypedArray()];
    expect(at(HOUR)).toEqual(at(0));
    expect(new Set(at(0)).size).toBeGreaterThan(1);
  });

  it('can be left out of a stage that has other effects', () => {
    const stage = phaseChangeMemory({ faults: { dead: 0.5 } });
    const weight = tensor([1, -0.5, 0.2]);
    expect(onChip(stage.without!.faults!(), { weight }, HOUR).weight.toArray()).toEqual(
      onChip(phaseChangeMemory(), { weight }, HOUR).weight.toArray(),
    );
    expect(stage.description).toContain('50% dead');
  });

  it('has no gradient where devices are stuck', () => {
    const stage = stuckDevices({ atGMin: 0.5, exactCount: true, mapping: devicePairs([1]) });
    const gradient = grad((weight: Tensor) => stage.apply({ weight }, key(0)).weight.sum())(
      full([8], 1).mul(tensor([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3])),
    );
    expect(
      [...gradient.toTypedArray()].filter((each) => Math.abs(each) < 1e-6).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it('refuses fractions that are none', () => {
    expect(() => stuckDevices({ dead: 0.6, atGMax: 0.5 })).toThrow(
      'at most 1 together, got dead 0.6, atGMin 0, atGMax 0.5, atRandom 0',
    );
    expect(() => stuckDevices({ dead: -0.1 })).toThrow('expected fractions of faults from 0');
  });
  obeysStageLaws(() => stuckDevices({ dead: 0.1, atGMax: 0.1, atRandom: 0.2 }));
  obeysStageLaws(() => stuckDevices({ atGMin: 0.4, exactCount: true }));
});
