import { describe, expect, it } from 'vitest';
import { bits, foldIn, type KeyLayout, key, split } from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const own = key(5);
const numbers = (x: Tensor): number[] => [...x.toTypedArray()];
const i32 = (value: number): Tensor => tensor(value, { dtype: 'i32' });

describe('a seed', () => {
  it('counts by its low 32 bits, as a number or a bigint', () => {
    expect(numbers(key(-3).words)).toEqual([0, 4294967293]);
    expect(numbers(key(2 ** 40 + 5).words)).toEqual(numbers(key(5n).words));
    expect(numbers(key(2n ** 63n + 7n).words)).toEqual([0, 7]);
  });

  it.each([1.5, Number.NaN, 2 ** 53])('is no %d', (seed) => {
    expect(() => key(seed)).toThrow(`key: expected a whole number below 2^53 as seed, got ${seed}`);
  });

  it('is no text, and not left out', () => {
    const given: readonly unknown[] = ['0', undefined];
    for (const seed of given)
      expect(() => key(seed as number)).toThrow('key: expected a whole number below 2^53');
  });

  it('takes one of two layouts', () => {
    const layout = JSON.parse('"legacy"') as KeyLayout;
    expect(() => key(0, layout)).toThrow('expected the layout partitionable or original, got "legacy"');
  });
});

describe('foldIn', () => {
  // JAX: jax.random.fold_in(jax.random.PRNGKey(5), jnp.int32(-3))
  const folded = [2983835777, 3667757183];

  it('takes negative numbers and integer tensors, traced too', () => {
    expect(numbers(foldIn(own, -3).words)).toEqual(folded);
    expect(numbers(foldIn(own, i32(-3)).words)).toEqual(folded);
    expect(numbers(foldIn(own, tensor([4294967293], { dtype: 'u32' })).words)).toEqual(folded);
    expect(numbers(jit((data: Tensor) => foldIn(own, data).words)(i32(-3)))).toEqual(folded);
  });

  it.each([
    ['a fraction', 0.5, 'expected a whole number below 2^53, got 0.5'],
    ['a float tensor', tensor(1), 'expected a whole number or a u32 or i32 tensor, got f32[]'],
    ['several integers', tensor([1, 2], { dtype: 'i32' }), 'expected one element, got i32[2]'],
  ])('refuses %s', (_, data, message) => {
    expect(() => foldIn(own, data)).toThrow(`foldIn: ${message}`);
  });
});

it.each([0, -1, 1.5])('split refuses the count %d', (count) => {
  expect(() => split(own, count)).toThrow(`split: expected a count of 1 or more, got ${count}`);
});

it('words that are no key are refused', () => {
  expect(() => bits({ ...own, words: zeros([2]) }, [1])).toThrow('expected key words u32[2], got f32[2]');
});

it('a key is an argument and a result of compiled functions', () => {
  const next = jit((from: typeof own) => split(from)[1]);
  expect(next(own).layout).toBe('partitionable');
  expect(numbers(next(own).words)).toEqual(numbers(split(own)[1].words));
});
