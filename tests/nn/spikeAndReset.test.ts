import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalBounds, type Tensor, tensor } from '../../src/index.ts';
import { piecewiseLinear } from '../../src/nn/index.ts';
import { spikeAndReset } from '../../src/nn/spikeAndReset.ts';

const fire = (maxSpikes: number) => (v: Tensor, theta: Tensor) =>
  spikeAndReset(v, theta, piecewiseLinear(), maxSpikes);

/** Many numbers from low to high. */
const numbers = (low: number, high: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.nat(0xffff), { minLength: 32, maxLength: 32 })
    .map((each) => Float32Array.from(each, (place) => low + ((high - low) * place) / 0xffff));

const smaller = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((x, index) => Math.min(x, b[index]!));
const larger = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((x, index) => Math.max(x, b[index]!));

describe('the bounds of spikes and reset', () => {
  it('hold all potentials and thresholds between the ends', () => {
    const potentials = fc.tuple(numbers(-2, 6), numbers(-2, 6));
    const thresholds = fc.tuple(numbers(0.2, 3), numbers(0.2, 3));
    const place = numbers(0, 1);
    fc.assert(
      fc.property(potentials, thresholds, place, place, fc.constantFrom(1, 2, 100), (v, theta, ...rest) => {
        const [placeV, placeTheta, maxSpikes] = rest;
        const [lowV, highV, lowTheta, highTheta] = [
          smaller(...v),
          larger(...v),
          smaller(...theta),
          larger(...theta),
        ];
        const bounds = intervalBounds(fire(maxSpikes));
        const { lower, upper } = bounds([tensor(lowV), tensor(lowTheta)], [tensor(highV), tensor(highTheta)]);
        const at = (low: Float32Array, high: Float32Array, places: Float32Array): Tensor =>
          tensor(
            low.map((from, index) => Math.min(high[index]!, from + (high[index]! - from) * places[index]!)),
          );
        const given = fire(maxSpikes)(at(lowV, highV, placeV), at(lowTheta, highTheta, placeTheta));
        for (const name of ['membrane', 'spikes'] as const) {
          const [values, from, to] = [given, lower, upper].map((each) => each[name].toTypedArray());
          values!.forEach((value: number, index: number) => {
            expect(value).toBeGreaterThanOrEqual(from![index]!);
            expect(value).toBeLessThanOrEqual(to![index]!);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('know that the membrane stays below the threshold, and not below 0 after a spike', () => {
    const bounds = intervalBounds(fire(100))(
      [tensor([0.5, 2.2]), tensor([1, 1])],
      [tensor([1.5, 2.7]), tensor([1, 1.05])],
    );
    expect(bounds.lower.spikes.toArray()).toEqual([0, expect.closeTo(2, 5)]);
    expect(bounds.upper.spikes.toArray()).toEqual([expect.closeTo(1, 5), expect.closeTo(2, 5)]);
    expect(bounds.lower.membrane.toArray()).toEqual([expect.closeTo(0, 5), expect.closeTo(0.1, 5)]);
    expect(bounds.upper.membrane.toArray()).toEqual([expect.closeTo(1, 5), expect.closeTo(0.7, 5)]);
  });

  it('are not taken from a threshold that may be 0', () => {
    const { lower, upper } = intervalBounds(fire(100))(
      [tensor([0.5]), tensor([-0.1])],
      [tensor([1.5]), tensor([1])],
    );
    expect([lower.membrane.toArray(), upper.membrane.toArray()]).toEqual([[Number.NaN], [Number.NaN]]);
  });
});
