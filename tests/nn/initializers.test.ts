import { describe, expect, it } from 'vitest';
import {
  type Initializer,
  kaiming,
  normal,
  uniformSqrt,
  unitEigenvalues,
  xavier,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { readGolden } from '../golden/readGolden.ts';

interface InitializerCase {
  readonly name: string;
  readonly op: string;
  readonly params: { readonly shape: readonly number[] };
  readonly distribution?: 'uniform' | 'normal';
  readonly bound?: number;
  readonly std?: number;
}

const initializers: Record<string, Initializer> = { kaiming, xavier, uniformSqrt, unitEigenvalues };
const cases = readGolden<{ cases: readonly InitializerCase[] }>('initialisers').cases.filter(
  ({ op }) => op in initializers,
);

const draw = (initializer: Initializer, shape: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(4000 / shape.reduce((size, extent) => size * extent, 1)) }, (_, seed) => [
    ...initializer(key(seed), shape).toTypedArray(),
  ]).flat();

const deviation = (values: readonly number[], mean = 0): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);

describe('initialisers have the distributions of Rockpool', () => {
  it.each(cases.map((each) => [each.name, each] as const))(
    '%s',
    (_, { op, params, distribution, bound, std }) => {
      const values = draw(initializers[op]!, params.shape);
      // 4000 draws and more: the largest of uniform ones is within 1% of the bound, a deviation within 5%.
      if (distribution === 'uniform') {
        const largest = Math.max(...values.map(Math.abs));
        expect(largest).toBeLessThanOrEqual(bound! * (1 + 2 ** -23));
        expect(largest).toBeGreaterThan(0.99 * bound!);
        expect(Math.abs(deviation(values) / (bound! / Math.sqrt(3)) - 1)).toBeLessThan(0.05);
      } else {
        expect(Math.abs(deviation(values) / std! - 1)).toBeLessThan(0.05);
        expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(2.5 * std!);
      }
    },
  );

  it('draws normal numbers of a given mean and deviation', () => {
    const values = draw(normal(0.5, 3), [50, 40]);
    expect(Math.abs(deviation(values, 3) / 0.5 - 1)).toBeLessThan(0.05);
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 3)).toBeLessThan(0.03);
  });

  it('refuses a normal distribution that is none', () => {
    expect(() => normal(-1)).toThrow('normal: expected a standard deviation from 0 and a mean, both finite');
    expect(() => normal(1, Number.NaN)).toThrow('got 1 and NaN');
  });

  it('refuses a scalar shape', () => {
    expect(() => kaiming(key(0), [])).toThrow('kaiming: expected a shape of one axis or more, got []');
  });
});
