import { describe, expect, it } from 'vitest';
import {
  arctangent,
  exponential,
  fastSigmoid,
  periodicExponential,
  piecewiseLinear,
  type Surrogate,
  spike,
  triangular,
} from '../../src/nn/index.ts';
import { tensor, vjp } from '../../src/trace/index.ts';

const membranes = [-1, 0.1, 1.4, 1.5, 1.9, 2, 2.7, 2.9, 4.1, 9];
const threshold = 2;

/** Each surrogate beside its formula in double precision. */
const cases: readonly [string, Surrogate, (v: number, theta: number) => number][] = [
  ['piecewiseLinear', piecewiseLinear(0.25), (v, theta) => Number(v >= theta - 0.25)],
  [
    'triangular',
    triangular({ height: 0.3, width: 0.5 }),
    (v, theta) => 0.3 * Math.max(0, 1 - Math.abs((v - theta) / theta) / 0.5),
  ],
  ['fastSigmoid', fastSigmoid(10), (v, theta) => 1 / (1 + 10 * Math.abs(v / theta - 1)) ** 2],
  ['arctangent', arctangent(3), (v, theta) => 1.5 / (1 + ((Math.PI / 2) * 3 * (v / theta - 1)) ** 2)],
  ['exponential', exponential(0.2), (v, theta) => Math.exp(-Math.abs(v / theta - 1) / 0.2)],
  [
    'periodicExponential',
    periodicExponential(0.5),
    (v, theta) => {
      const distances = [1, 2, 3, 4, 5].map((multiple) => Math.abs(v - multiple * theta));
      return Math.exp(-Math.min(...distances) / 0.5);
    },
  ],
];

describe('spike', () => {
  it('counts how often the threshold goes into the potential, up to the limit', () => {
    const counts = spike(tensor(membranes), tensor(threshold), piecewiseLinear(), 3);
    expect(counts.toArray()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 2, 3]);
    expect(spike(tensor([9, -0.5]), tensor([2, -1]), piecewiseLinear(), 9).toArray()).toEqual([4, 0]);
  });

  it('stays at the limit where a potential is infinite', () => {
    const counts = spike(tensor([Infinity, -Infinity]), tensor(threshold), piecewiseLinear(), 3);
    expect(counts.toArray()).toEqual([3, 0]);
  });

  it.each(cases)('has the derivatives of %s times v / θ', (_, surrogate, formula) => {
    const v = tensor(membranes);
    const theta = tensor(membranes.map(() => threshold));
    const { value, pullback } = vjp((a: typeof v, b: typeof v) => spike(a, b, surrogate, 3), v, theta);
    const [byMembrane, byThreshold] = pullback(value.mul(0).add(1));
    membranes.forEach((potential, index) => {
      const slope = formula(potential, threshold);
      expect(byMembrane.toTypedArray()[index]).toBeCloseTo(slope / threshold, 6);
      expect(byThreshold.toTypedArray()[index]).toBeCloseTo((-slope * potential) / threshold ** 2, 6);
    });
  });

  it('has no surrogates of widths, slopes and heights that are not above 0', () => {
    expect(() => triangular({ width: 0 })).toThrow(
      'triangular: expected width to be a number above 0, got 0',
    );
    expect(() => triangular({ height: -1 })).toThrow('expected height to be a number above 0, got -1');
    expect(() => fastSigmoid(Number.NaN)).toThrow('expected slope to be a number above 0, got NaN');
    expect(() => arctangent(0)).toThrow('expected slope to be a number above 0, got 0');
    expect(() => exponential(0)).toThrow('expected width to be a number above 0, got 0');
    expect(() => periodicExponential(-2)).toThrow('expected window to be a number above 0, got -2');
    expect(() => piecewiseLinear(-0.5)).toThrow('piecewiseLinear: expected a window from 0, got -0.5');
  });
});
