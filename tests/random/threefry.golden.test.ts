import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  bits,
  categorical,
  choice,
  foldIn,
  gamma,
  gumbel,
  key,
  laplace,
  normal,
  permutation,
  poisson,
  randint,
  split,
  truncatedNormal,
  uniform,
} from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import type { Tensor } from '../../src/trace/index.ts';
import { type GoldenArray, goldenNumber, goldenTensor } from '../golden/readGolden.ts';
import { inputsOf, keyOf, type ThreefryCase, threefryCases } from './threefryGolden.ts';

/** What a case draws with a key, by our functions. */
type Draw = (own: ReturnType<typeof keyOf>, ...rest: Tensor[]) => Tensor;

const draws: Record<string, (params: ThreefryCase['params']) => Draw> = {
  bits:
    ({ shape }) =>
    (own) =>
      bits(own, shape),
  uniform:
    ({ shape, minval, maxval }) =>
    (own) =>
      uniform(own, shape, minval, maxval),
  normal:
    ({ shape }) =>
    (own) =>
      normal(own, shape),
  truncatedNormal:
    ({ shape, lower, upper }) =>
    (own) =>
      truncatedNormal(own, goldenNumber(lower), goldenNumber(upper), shape),
  bernoulli:
    ({ shape, p }) =>
    (own) =>
      bernoulli(own, p, shape),
  randint:
    ({ shape, minval = 0, maxval = 0, dtype }) =>
    (own) =>
      randint(own, shape, minval, maxval, dtype),
  permutation:
    ({ n, axis = 0, independent = false }) =>
    (own, values) =>
      permutation(own, n ?? values!, { axis, independent }),
  choice:
    ({ n, shape, replace, axis = 0, hasP }) =>
    (own, ...rest) => {
      const p = rest.at(-1);
      return choice(own, n ?? rest[0]!, shape, { replace, axis, ...(hasP && p ? { p } : {}) });
    },
  laplace:
    ({ shape }) =>
    (own) =>
      laplace(own, shape),
  gumbel:
    ({ shape }) =>
    (own) =>
      gumbel(own, shape),
  categorical:
    ({ shape, axis = -1, replace }) =>
    (own, logits) =>
      categorical(own, logits!, { shape, axis, replace }),
  gamma:
    ({ shape }) =>
    (own, concentration) =>
      gamma(own, concentration!, shape),
  poisson:
    ({ shape }) =>
    (own, rate) =>
      poisson(own, rate!, shape),
};

/** Draws of a case with its key traced, and at once. */
function drawn({ op, layout, params, ...each }: ThreefryCase): [compiled: Tensor, eager: Tensor] {
  const draw = draws[op]!(params);
  const [words, ...rest] = inputsOf({ op, layout, params, ...each });
  const compiled = jit((given: Tensor, ...inputs: Tensor[]) => draw(keyOf(layout, given), ...inputs));
  return [compiled(words!, ...rest), draw(keyOf(layout, words!), ...rest)];
}

function expectExact(actual: Tensor, expected: GoldenArray): void {
  expect(actual.type).toEqual({ dtype: expected.dtype, shape: expected.shape });
  expect([...actual.toTypedArray()]).toEqual(expected.data.map(goldenNumber));
}

describe.each(['key', 'split', 'foldIn'])('%s gives the keys of JAX', (op) => {
  it.each(threefryCases(op))('%s', (_, each) => {
    const { layout, params, outputs } = each;
    const [words] = inputsOf(each);
    const keys: Record<string, () => Tensor[]> = {
      key: () => [key(BigInt(params.seed), layout).words],
      split: () => split(keyOf(layout, words!), params.num).map((own) => own.words),
      foldIn: () => [foldIn(keyOf(layout, words!), params.data).words],
    };
    const given = keys[op]!().flatMap((own) => [...own.toTypedArray()]);
    expect(given).toEqual(outputs[0]!.data);
  });
});

describe('bits', () => {
  const cases = threefryCases('bits');
  it.each(cases.filter(([, { outputs }]) => outputs.length > 0))('%s: those of JAX', (_, each) => {
    for (const result of drawn(each)) expectExact(result, each.outputs[0]!);
  });

  it.each(cases.filter(([, { outputs }]) => outputs.length === 0))('%s: the sums of JAX', (_, each) => {
    const [words] = drawn(each);
    const all = [...words.toTypedArray()];
    expect(all.reduce((sum, word) => (sum ^ word) >>> 0, 0)).toBe(each.params.xor);
    expect(all.reduce((sum, word) => (sum + word) >>> 0, 0)).toBe(each.params.sum);
  });
});

describe('uniform', () => {
  it.each(threefryCases('uniform'))('%s: the bits of JAX', (_, each) => {
    // XLA may round a product and a sum at once where there are bounds; the last output does not depend on that.
    const expected = goldenTensor(each.outputs.at(-1)!).bitcast('f32').toTypedArray();
    for (const result of drawn(each)) {
      expect(result.type).toEqual({ dtype: 'f32', shape: each.params.shape });
      expect([...result.toTypedArray()]).toEqual([...expected]);
    }
  });
});

describe('normal', () => {
  it.each(threefryCases('normal'))('%s: within 1e-6 of JAX', (_, each) => {
    const expected = each.outputs[0]!.data.map(goldenNumber);
    for (const result of drawn(each)) {
      expect(result.shape).toEqual(each.params.shape);
      result.toTypedArray().forEach((value: number, index: number) => {
        expect(Math.abs(value / expected[index]! - 1)).toBeLessThanOrEqual(1e-6);
      });
    }
  });
});

describe('truncatedNormal', () => {
  /** How much √2 erfinv(u) changes with u, at the result x. */
  const slope = (x: number): number => Math.sqrt(Math.PI / 2) * Math.exp((x * x) / 2);
  /** Between its bounds, XLA may round u's product and sum at once, and so differ by a unit of u, below 1. */
  const UNIT = 2 ** -24;

  it.each(threefryCases('truncatedNormal'))('%s: within 1e-6 of JAX, or a unit of u', (_, each) => {
    const expected = each.outputs[0]!.data.map(goldenNumber);
    const { lower, upper, shape } = each.params;
    for (const result of drawn(each)) {
      expect(result.shape).toEqual(shape);
      result.toTypedArray().forEach((value: number, index: number) => {
        const number = expected[index]!;
        expect(value).toBeGreaterThan(goldenNumber(lower));
        expect(value).toBeLessThan(goldenNumber(upper));
        const tolerance = 1e-6 * Math.abs(number) + UNIT * slope(number);
        expect(Math.abs(value - number), `${value} beside ${number}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
});

describe.each([
  ['laplace', 0],
  // The outer logarithm of a Gumbel number goes through 0, where its error is that of its argument near 1.
  ['gumbel', 1],
] as const)('%s', (op, scale) => {
  it.each(threefryCases(op))('%s: within 1e-6 of JAX', (_, each) => {
    const expected = each.outputs[0]!.data.map(goldenNumber);
    for (const result of drawn(each)) {
      expect(result.shape).toEqual(each.params.shape);
      result.toTypedArray().forEach((value: number, index: number) => {
        const number = expected[index]!;
        const tolerance = 1e-6 * Math.max(scale, Math.abs(number));
        expect(Math.abs(value - number), `${value} beside ${number}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
});

describe.each(['bernoulli', 'randint', 'permutation', 'choice', 'categorical', 'poisson'])(
  '%s gives the values of JAX',
  (op) => {
    it.each(threefryCases(op))('%s', (_, each) => {
      for (const result of drawn(each)) expectExact(result, each.outputs[0]!);
    });
  },
);

describe('gamma', () => {
  // A candidate is (1 + c x)³ of a normal number x, itself within 1e-6 of JAX; XLA flushes subnormal numbers to 0.
  it.each(threefryCases('gamma'))('%s: within 3e-6 of JAX', (_, each) => {
    const expected = each.outputs[0]!.data.map(goldenNumber);
    for (const result of drawn(each)) {
      expect(result.shape).toEqual(each.params.shape);
      result.toTypedArray().forEach((value: number, index: number) => {
        const number = expected[index]!;
        const tolerance = 3e-6 * number + 2 ** -126;
        expect(Math.abs(value - number), `${value} beside ${number}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
});
