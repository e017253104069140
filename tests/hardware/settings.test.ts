import { describe, expect, it } from 'vitest';
import {
  compensateDrift,
  convert,
  crossbarProduct,
  driftCompensation,
  phaseChangeMemory,
  polynomialNoise,
  powerLawDrift,
  stateIndependent,
  uniformQuantisation,
} from '../../src/hardware/index.ts';
import { LimpetError, tensor } from '../../src/index.ts';
import { key } from '../../src/random/index.ts';
import { onChip } from './onChip.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Settings that would give NaN or other numbers than were meant, and what is said of them. */
const refused: Readonly<Record<string, readonly [make: () => unknown, message: string]>> = {
  'a first read that comes before one takes': [
    () => phaseChangeMemory({ readDuration: 100 }),
    'driftingDevice: expected firstReadTime to be no less than readDuration, got 20 and 100 s',
  ],
  'a negative time to the first read': [
    () => stateIndependent({ firstReadTime: -5 }),
    'driftingDevice: expected firstReadTime to be a finite number above 0, got -5',
  ],
  'a read that takes no time': [
    () => phaseChangeMemory({ readDuration: 0 }),
    'driftingDevice: expected readDuration to be a finite number above 0, got 0',
  ],
  'half a read': [
    () => phaseChangeMemory({ readIndex: 0.5 }),
    'phaseChangeMemory: expected readIndex to be a whole number from 0, got 0.5',
  ],
  'a drift table with NaN': [
    () => phaseChangeMemory({ driftTable: { gMicroSiemens: [0, 25], mean: [0.1, nan], deviation: [0, 0] } }),
    'driftTable: expected at least two points that ascend and as many values, all finite, got [0, 1] and [0.1, NaN]',
  ],
  'a drift that is no number': [
    () => stateIndependent({ driftMean: nan }),
    'stateIndependent: expected driftMean to be a finite number, got NaN',
  ],
  'a polynomial without coefficients': [
    () => stateIndependent({ programmingMicroSiemens: [] }),
    'stateIndependent: expected programmingMicroSiemens to be one finite number or more, got []',
  ],
  'a coefficient that is no number': [
    () => polynomialNoise({ coefficients: [0.1, nan] }),
    'polynomialNoise: expected coefficients to be one finite number or more, got [0.1, NaN]',
  ],
  'an infinite deviation of drift': [
    () => powerLawDrift({ deviation: infinity }),
    'powerLawDrift: expected deviation to be a finite number from 0, got Infinity',
  ],
  'steps of a range without end': [
    () => crossbarProduct({ chip: key(0), use: key(1), path: 'a', input: { bound: infinity } }),
    'crossbarProduct: expected input.steps to be infinite where the bound is, as it has no steps, got 126',
  ],
  'a converter of no range': [
    () => convert(tensor([1]), { bound: -1, steps: 10 }),
    'convert: expected converter.bound to be a number above 0, got -1',
  ],
  'a converter of no steps': [
    () => convert(tensor([1]), { bound: 1, steps: 0 }),
    'convert: expected converter.steps to be a number above 0, got 0',
  ],
  'a rounding that there is not': [
    () => uniformQuantisation({ rounding: 'up' as 'nearest' }),
    'uniformQuantisation: expected rounding to be nearest or stochastic, got up',
  ],
  'a scope that there is not': [
    () => onChip(uniformQuantisation({ scope: 'column' as 'output' }), { weight: tensor([[1, 2]]) }),
    'hardware: expected scope to be tensor or output, got column',
  ],
  'a reference that there is not': [
    () => compensateDrift(phaseChangeMemory(), { reference: 'ideal' as 'exact' }),
    'compensateDrift: expected reference to be programmed or exact, got ideal',
  ],
  'weights of two shapes': [
    () => driftCompensation(tensor([[1, 2]]), tensor([[1, 2, 3]])),
    'driftCompensation: expected weights of one shape, got [1, 2] and [1, 3]',
  ],
};

describe('hardware models', () => {
  it.each(Object.entries(refused))('refuse %s', (_, [make, message]) => {
    expect(make).toThrow(LimpetError);
    expect(make).toThrow(message);
  });

  it('take a converter without range and steps for none', () => {
    const x = tensor([0.3, -1e6]);
    expect(convert(x, { bound: infinity, steps: infinity }).toArray()).toEqual(x.toArray());
  });
});
