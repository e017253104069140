import { describe, expect, it } from 'vitest';
import {
  genericDevice,
  type HardwareStage,
  programmingFit,
  singleDevice,
  singlePair,
} from '../../../src/hardware/index.ts';
import { tensor } from '../../../src/trace/index.ts';
import { expectMoments } from '../moments.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

const COUNT = 10_000;

/** Conductances of many single devices at g µS of a range from gMin to gMax, after a stage. */
function conductances(stage: HardwareStage, g: number, gMin: number, gMax: number) {
  const { weight } = onChip(stage, { weight: tensor([gMin, gMax, ...new Array<number>(COUNT).fill(g)]) });
  return tensor(weight.toTypedArray().slice(2));
}

describe('genericDevice', () => {
  const mapping = singleDevice({ gMinMicroSiemens: 5, gMaxMicroSiemens: 50 });

  it.each([
    ['independent', 0.02 * 50],
    ['proportional', 0.02 * 20],
    ['inverse', (0.02 * 50) / 0.4],
  ] as const)('has an error that is %s: %f µS at 20 of 50 µS', (dependence, deviation) => {
    const stage = genericDevice({ size: 0.02, dependence, mapping });
    expectMoments(conductances(stage, 20, 5, 50), 20, deviation);
  });

  it('has uniform errors within half its size', () => {
    const found = conductances(genericDevice({ size: 0.1, distribution: 'uniform', mapping }), 20, 5, 50);
    expectMoments(found, 20, (0.1 * 50) / Math.sqrt(12), 1.8);
    const values = [...found.toTypedArray()];
    expect(Math.max(...values)).toBeLessThanOrEqual(22.5 + 1e-4);
  });

  it('has no inverse error at 0', () => {
    const stage = genericDevice({ size: 0.1, dependence: 'inverse' });
    expect(onChip(stage, { weight: tensor([0]) }).weight.toArray()).toEqual([0]);
  });

  it('refuses what there is not', () => {
    expect(() => genericDevice({ size: -1 })).toThrow('expected size to be a finite number from 0, got -1');
    expect(() => genericDevice({ size: 1, dependence: 'squared' as 'inverse' })).toThrow(
      'expected dependence to be independent, proportional or inverse, got squared',
    );
  });
  obeysStageLaws(() => genericDevice({ size: 0.05, dependence: 'inverse', distribution: 'uniform' }));
});

describe('programmingFit', () => {
  it.each([
    ['phaseChangeJoshi', 0.25, 25, 10, 0.28638599 + 0.07585724 * 10 - 0.00178767 * 100],
    ['reramMilo', 50, 225, 100, 4.782321 - 0.009107 * 100],
    ['reramWan', 0, 39.26, 20, 1.536e-4 * 8000 - 1.167e-2 * 400 + 0.2374 * 20 + 1.053],
  ] as const)('%s from %f to %f µS at %f µS has a deviation of %f µS', (fit, gMin, gMax, g, deviation) => {
    const mapping = singleDevice({ gMinMicroSiemens: gMin, gMaxMicroSiemens: gMax });
    expectMoments(conductances(programmingFit(fit, { mapping }), g, gMin, gMax), g, deviation);
  });

  it('refuses a fit that there is not, and conductances beyond it', () => {
    expect(() => programmingFit('sonos' as 'reramWan')).toThrow(
      'there is no fit sonos; expected phaseChangeJoshi, reramMilo, reramWan',
    );
    expect(() =>
      programmingFit('phaseChangeJoshi', { mapping: singlePair({ gMaxMicroSiemens: 30 }) }),
    ).toThrow('got one to 30 µS');
  });
  obeysStageLaws(() => programmingFit('reramMilo'));
});
