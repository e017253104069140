import { describe, expect, it } from 'vitest';
import { doReFa, dropConnect, largestWeightNoise, polynomialNoise } from '../../../src/hardware/index.ts';
import { type Tensor, tensor } from '../../../src/trace/index.ts';
import { expectMoments } from '../moments.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

const COUNT = 10_000;

/** Many weights of one size after a stage, beside one of 2 that sets the scale. */
const many = (stage: Parameters<typeof onChip>[0], size: number): Tensor =>
  tensor(
    onChip(stage, { weight: tensor([2, ...new Array<number>(COUNT).fill(size)]) })
      .weight.toTypedArray()
      .slice(1),
  );

describe('polynomialNoise', () => {
  it.each([0, 0.25, 1])('has the deviation of its polynomial at r = %f', (r) => {
    // As phase-change memory is programmed, in units of 25 µS at the largest weight.
    const deviation = (2 * (0.26348 + 1.965 * r - 1.1731 * r * r)) / 25;
    expectMoments(many(polynomialNoise(), 2 * r), 2 * r, deviation);
  });

  it('takes other coefficients, and a scale', () => {
    expectMoments(
      many(polynomialNoise({ coefficients: [0.1, 0.2], scale: 0.5 }), -1),
      -1,
      0.5 * 2 * (0.1 + 0.2 * 0.5),
    );
  });

  it('reflects noise where signs stay', () => {
    const options = { coefficients: [0.2], keepSign: true };
    const values = many(polynomialNoise(options), -0.1).toTypedArray();
    expect(Math.max(...values)).toBeLessThanOrEqual(0);
    const free = many(polynomialNoise({ coefficients: [0.2] }), -0.1).toTypedArray();
    expect([...values]).toEqual([...free].map((each) => -Math.abs(each)));
  });

  it('refuses no coefficients', () => {
    expect(() => polynomialNoise({ coefficients: [] })).toThrow(
      'polynomialNoise: expected coefficients to be one finite number or more, got []',
    );
  });
  obeysStageLaws(() => polynomialNoise({ scope: 'output' }));
  obeysStageLaws(() => polynomialNoise({ keepSign: true }));
});

describe('largestWeightNoise that multiplies', () => {
  it('has the size of both weights', () => {
    expectMoments(many(largestWeightNoise(0.1, { multiplicative: true }), 0.5), 0.5, 0.1 * 2 * 0.5);
  });
  obeysStageLaws(() => largestWeightNoise(0.1, { multiplicative: true }));
});

describe('doReFa', () => {
  it('squashes and rounds', () => {
    const weight = [0.1, -0.4, 1.3, -2, 0];
    const found = onChip(doReFa({ bits: 5 }), { weight: tensor(weight) }).weight.toTypedArray();
    const expected = weight.map((w) => Math.round((15 * 0.6 * Math.tanh(w)) / Math.tanh(2)) / 15);
    expected.forEach((value, index) => {
      expect(found[index]).toBeCloseTo(value, 6);
    });
  });

  it('refuses a clip beyond 1', () => {
    expect(() => doReFa({ clip: 1.5 })).toThrow('doReFa: expected clip above 0 and at most 1, got 1.5');
  });
  obeysStageLaws(() => doReFa({ rounding: 'stochastic', scope: 'output' }));
});

describe('dropConnect', () => {
  it('drops as many as it says, and leaves the others as they are', () => {
    const values = many(dropConnect(0.3), 0.5).toTypedArray();
    const dropped = values.filter((each) => each === 0).length;
    // A binomial count of 0.3 has a standard deviation of 45.8.
    expect(Math.abs(dropped - 0.3 * COUNT)).toBeLessThan(4 * 45.8);
    expect(values.filter((each) => each === 0.5).length).toBe(COUNT - dropped);
  });

  it('refuses a probability beyond 1', () => {
    expect(() => dropConnect(1.1)).toThrow('dropConnect: expected a probability from 0 to 1, got 1.1');
  });
  obeysStageLaws(() => dropConnect(0.2));
});
