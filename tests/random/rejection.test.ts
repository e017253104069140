import { describe, expect, it } from 'vitest';
import { gamma, type Key, key, poisson, split } from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { grad, stack, type Tensor, tensor, vmap } from '../../src/trace/index.ts';

const own = key(23);
const COUNT = 20_000;

/** How many standard errors a moment may be off: one in 10^8 samples is. */
const ERRORS = 5.7;

function expectMoments(numbers: Tensor, mean: number, variance: number, fourth: number): void {
  const all = [...numbers.toTypedArray()];
  const given = all.reduce((sum, each) => sum + each, 0) / COUNT;
  const spread = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / COUNT;
  expect(Math.abs(given - mean)).toBeLessThan(ERRORS * Math.sqrt(variance / COUNT));
  expect(Math.abs(spread - variance)).toBeLessThan(ERRORS * Math.sqrt((fourth - variance ** 2) / COUNT));
}

/** A draw with the words of the key traced. */
const compiled = (draw: (from: Key) => Tensor): Tensor =>
  jit((words: Tensor) => draw({ ...own, words }))(own.words);

describe('gamma', () => {
  it.each([0.1, 0.75, 1, 2, 30])('has the mean and the variance of its concentration %f', (a) => {
    const numbers = compiled((from) => gamma(from, a, [COUNT]));
    expectMoments(numbers, a, a, 3 * a * a + 6 * a);
  });

  it('has the shape of its concentrations where none is given', () => {
    expect(gamma(own, tensor([[1], [2]])).shape).toEqual([2, 1]);
    expect(gamma(own, 2).shape).toEqual([]);
    expect(gamma(own, 2, [0, 3]).shape).toEqual([0, 3]);
  });

  it.each([
    ['0', 0, 'gamma: expected a positive concentration, got 0'],
    ['an infinity', Infinity, 'gamma: expected a positive concentration, got Infinity'],
    ['a negative one among others', tensor([1, -2]), 'got -2 at position 1'],
    ['integers', tensor([1], { dtype: 'i32' }), 'an f32 tensor as concentration, got i32[1]'],
  ])('refuses %s as concentration', (_, concentration, message) => {
    expect(() => gamma(own, concentration, [2])).toThrow(message);
  });

  it('refuses concentrations that do not broadcast to the shape', () => {
    expect(() => gamma(own, tensor([1, 2]), [3])).toThrow('shape [2] does not broadcast');
  });
});

describe('poisson', () => {
  it.each([0.2, 9, 10, 150, 20_000])('has the mean and the variance of its rate %f', (rate) => {
    const numbers = compiled((from) => poisson(from, rate, [COUNT]));
    expect(numbers.dtype).toBe('i32');
    expectMoments(numbers, rate, rate, rate + 3 * rate * rate);
  });

  it('is 0 at the rate 0, beside any other rate', () => {
    const numbers = poisson(own, tensor([0, 5, 500]), [100, 3]).transpose();
    expect([...numbers.toTypedArray().slice(0, 100)]).toEqual(Array(100).fill(0));
  });

  it('has no gradient by its rate', () => {
    const loss = (rate: Tensor): Tensor => poisson(own, rate, [4, 2]).cast('f32').sum();
    expect([...grad(loss)(tensor([3, 30])).toTypedArray()]).toEqual([0, 0]);
  });

  it.each([
    ['a negative rate', -1, 'poisson: expected a rate from 0 to 2^30, got -1'],
    ['an infinite one', Infinity, 'got Infinity'],
    ['NaN among others', tensor([1, NaN]), 'got NaN at position 1'],
  ])('refuses %s', (_, rate, message) => {
    expect(() => poisson(own, rate, [2])).toThrow(message);
  });
});

describe.each([
  ['gamma', (from: Key): Tensor => gamma(from, tensor([0.3, 1, 4]), [5, 3])],
  ['poisson', (from: Key): Tensor => poisson(from, tensor([0.3, 8, 40]), [5, 3])],
])('%s over many keys at once', (_, draw) => {
  it('draws for each what it draws alone', () => {
    const keys = split(own, 4);
    const words = stack(keys.map((each) => each.words));
    const together = vmap((each: Tensor) => draw({ ...own, words: each }))(words);
    const alone = stack(keys.map(draw));
    expect([...together.toTypedArray()]).toEqual([...alone.toTypedArray()]);
  });
});
