import { describe, expect, it } from 'vitest';
import { bits, choice, key, randint, split, truncatedNormal, uniform } from '../../src/random/index.ts';
import { jaxErf } from '../../src/random/jaxErf.ts';
import { stack, type Tensor, tensor, vjp } from '../../src/trace/index.ts';

const own = key(5);
const numbers = (x: Tensor): number[] => [...x.toTypedArray()];
const low = tensor([-1, 0, -0.5]);
const high = tensor([0.5, 2, 0.25]);

function expectNear(actual: Tensor, expected: readonly number[]): void {
  numbers(actual).forEach((value, index) => {
    expect(Math.abs(value / expected[index]! - 1)).toBeLessThanOrEqual(2e-6);
  });
}

/** A distribution with bounds that are tensors, and the gradients of the sum of its draws. */
const sumAndGradients = (draw: (lower: Tensor, upper: Tensor) => Tensor) => {
  const { value, pullback } = vjp(draw, low, high);
  return [value, ...pullback(value.mul(0).add(1))] as const;
};

describe('gradients reach the bounds as in JAX (PRNGKey(5), shape [2, 3])', () => {
  it('of uniform', () => {
    const [, byLow, byHigh] = sumAndGradients((lower, upper) => uniform(own, [2, 3], lower, upper));
    expectNear(byLow, [1.4385387, 0.16462934, 0.5864606]);
    expectNear(byHigh, [0.5614613, 1.8353707, 1.4135394]);
  });

  it('of truncatedNormal', () => {
    const [drawn, byLower, byUpper] = sumAndGradients((lower, upper) =>
      truncatedNormal(own, lower, upper, [2, 3]),
    );
    expectNear(drawn, [-0.23489317, 1.5505093, 0.05529101, -0.8087991, 1.5255585, 0.01301834]);
    expectNear(byLower, [1.0939305, 0.53699446, 0.5179304]);
    expectNear(byUpper, [0.53946567, 0.8108676, 1.371196]);
  });
});

describe('truncatedNormal', () => {
  it.each([1, -1])(
    'takes every number strictly between bounds that are close together, at %d / 2',
    (sign) => {
      const places = [0, 1, 2, 3].map((place) => sign * (0.5 + place * 2 ** -24));
      const [first, last] = [Math.min(...places), Math.max(...places)];
      const drawn = new Set(numbers(truncatedNormal(own, first, last, [64])));
      expect(drawn).toEqual(new Set(places.slice(1, 3)));
    },
  );
});

describe('randint', () => {
  it('gives the plain bits over the whole of u32', () => {
    const [, lower] = split(own);
    const words = numbers(bits(lower, [32]));
    expect(numbers(randint(own, [32], 0, 2 ** 32, 'u32'))).toEqual(words);
    expect(numbers(randint(own, [32], 0, 2 ** 31))).toEqual(words.map((word) => word % 2 ** 31));
  });

  it('clips bounds of the other type, and counts the largest value where the upper one is above it', () => {
    const above = tensor(2 ** 31, { dtype: 'u32' });
    expect(numbers(randint(own, [5], 0, above))).toEqual(numbers(randint(own, [5], 0, 2 ** 31)));
    expect(numbers(randint(own, [5], above, above))).toEqual(Array(5).fill(2 ** 31 - 1));
    const below = tensor(-7, { dtype: 'i32' });
    expect(numbers(randint(own, [5], below, 9, 'u32'))).toEqual(numbers(randint(own, [5], 0, 9, 'u32')));
  });
});

it('choice takes the first element whose cumulated probability reaches the drawn level', () => {
  const level = uniform(own, []).neg().add(1);
  const p = stack([level, level.neg().add(1)]);
  expect(choice(own, 2, [], { p }).item()).toBe(0);
});

it('choice counts the proportions of probabilities alone', () => {
  const p = tensor([0.125, 0.5, 0.25]);
  for (const replace of [true, false]) {
    const scaled = choice(own, 3, [3], { replace, p: p.mul(0.25) });
    expect(numbers(choice(own, 3, [3], { replace, p }))).toEqual(numbers(scaled));
  }
});

it('choice of nothing is empty, in the type and shape of the values', () => {
  expect(choice(own, 0, [0]).type).toEqual({ dtype: 'i32', shape: [0] });
  const values = tensor([[1, 2, 3]]);
  expect(choice(own, values, [2, 0], { axis: 1 }).type).toEqual({ dtype: 'f32', shape: [1, 2, 0] });
});

it('jaxErf agrees with its tabulated values (Abramowitz and Stegun, table 7.1), is odd, and ends in 1', () => {
  const table = [
    [0.1, 0.1124629],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [1.5, 0.9661051465],
    [2, 0.995322265],
  ] as const;
  for (const [x, expected] of table) {
    const [value, opposite] = numbers(jaxErf(tensor([x, -x])));
    expect(Math.abs(value! - expected), String(x)).toBeLessThanOrEqual(2e-7);
    expect(opposite).toBe(-value!);
  }
  expect(numbers(jaxErf(tensor([0, 4, Infinity, -Infinity, Number.NaN])))).toEqual([0, 1, 1, -1, Number.NaN]);
});
