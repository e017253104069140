import { describe, expect, it } from 'vitest';
import { filterBank, mfcc } from '../../../src/data/index.ts';
import {
  butterworthBandPass,
  butterworthLowPass,
  filterSignal,
} from '../../../src/data/sound/butterworth.ts';
import { type GoldenArray, goldenNumber, readGolden } from '../../golden/readGolden.ts';

interface Case {
  readonly name: string;
  readonly op: string;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs?: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>('soundFeatures');
const numbers = (arrays: readonly GoldenArray[] = []): number[] => (arrays[0]?.data ?? []).map(goldenNumber);

/** Numbers that differ by less than a fraction of the largest one. */
function expectNear(actual: ArrayLike<number>, expected: readonly number[], fraction: number): void {
  expect(actual.length).toBe(expected.length);
  const tolerance = fraction * Math.max(...expected.map(Math.abs));
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `number ${index}: ${actual[index]} for ${value}`).toBeLessThanOrEqual(tolerance);
  });
}

describe('Butterworth filters', () => {
  it.each(cases.filter(({ op }) => op.endsWith('Pass')))('answer an impulse as SciPy’s: $name', (one) => {
    const { order = 0, frequency = 0, low = 0, high = 0 } = one.params;
    const sections =
      one.op === 'lowPass'
        ? butterworthLowPass(order, frequency, 16_000)
        : butterworthBandPass(order, low, high, 16_000);
    const impulse = Float64Array.from({ length: 60 }, (_, index) => (index === 0 ? 1 : 0));
    expectNear(filterSignal(sections, impulse), numbers(one.outputs), 1e-11);
  });
});

describe('filterBank', () => {
  it('hears what SciPy’s filters hear', () => {
    const one = cases.find(({ op }) => op === 'filterBank');
    const bank = filterBank(one?.params)(numbers(one?.inputs));
    expect(bank.shape).toEqual([13, 5]);
    expectNear(bank.toTypedArray(), numbers(one?.outputs), 2e-7);
  });

  it('makes 100 steps of 40 channels of a second of sound', () => {
    const tone = Float32Array.from({ length: 16_000 }, (_, step) =>
      Math.sin((2 * Math.PI * 1000 * step) / 16_000),
    );
    const bank = filterBank()(tone);
    expect(bank.shape).toEqual([100, 40]);
    const last = [...bank.toTypedArray().subarray(99 * 40)];
    // Lower ends from 150 to 2788 mel; 1,000 Hz are 1000 mel, place 12.56 of 39.
    expect([12, 13]).toContain(last.indexOf(Math.max(...last)));
    expect(last[39]).toBeLessThan(0.001);
    // A filter with the tone in its middle lets it through unchanged: the mean absolute value of its 16 samples per period.
    const middle = filterBank({ channels: 1, lowest: 1000 / Math.sqrt(1.05), width: 0.05 })(tone);
    expect(middle.toTypedArray()[99]).toBeCloseTo(1 / (8 * Math.tan(Math.PI / 16)), 3);
  });

  it('refuses what does not fit together', () => {
    expect(() => filterBank({ frameRate: 300 })).toThrow('16000 / 300 = 53.3');
    expect(() => filterBank({ lowest: 8000 })).toThrow('expected a lowest frequency from 0 to');
    expect(() => filterBank({ channels: 0 })).toThrow('whole numbers of channels');
  });
});

describe('mfcc', () => {
  it.each(cases.filter(({ op }) => op.startsWith('mfcc')))(
    'is that of NumPy and SciPy: $name',
    ({ inputs, params, outputs }) => {
      const features = mfcc(params)(numbers(inputs));
      expect(features.shape).toEqual(outputs[0]?.shape);
      expectNear(features.toTypedArray(), numbers(outputs), 2e-7);
    },
  );

  it('makes the paper’s 98 steps of 40 channels of a second of sound', () => {
    expect(mfcc()(new Float32Array(16_000)).shape).toEqual([98, 40]);
    // Silence: the logarithm of 1e-12 in each band, so only the first coefficient, √(2 · 40) ln 1e-12, is not 0.
    const [first = 0, second = 1] = mfcc()(new Float32Array(480)).toTypedArray();
    expect(first).toBeCloseTo(Math.sqrt(80) * Math.log(1e-12), 3);
    expect(second).toBeCloseTo(0, 10);
  });

  it('refuses what does not fit together', () => {
    expect(() => mfcc()(new Float32Array(479))).toThrow('expected 480 samples or more, a window, got 479');
    expect(() => mfcc({ highest: 8001 })).toThrow('both in 0 to 8000 Hz');
    expect(() => mfcc({ stride: 0 })).toThrow('whole numbers');
  });
});
