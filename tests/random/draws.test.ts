import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  bits,
  choice,
  foldIn,
  type Key,
  key,
  normal,
  permutation,
  randint,
  split,
  truncatedNormal,
  uniform,
} from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { arange, grad, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const own = key(5);
const numbers = (x: Tensor): number[] => [...x.toTypedArray()];

/** Every draw of a few elements. */
const draws: readonly (readonly [string, (from: Key) => Tensor])[] = [
  ['bits', (from) => bits(from, [9])],
  ['uniform', (from) => uniform(from, [9])],
  ['normal', (from) => normal(from, [9])],
  ['truncatedNormal', (from) => truncatedNormal(from, -1, 2, [9])],
  ['bernoulli', (from) => bernoulli(from, 0.5, [32])],
  ['randint', (from) => randint(from, [9], 0, 1000)],
  ['permutation', (from) => permutation(from, 9)],
  ['choice', (from) => choice(from, 100, [9])],
  ['split', (from) => split(from)[0].words],
  ['foldIn', (from) => foldIn(from, 3).words],
];

describe.each(draws.slice(0, -1))('%s', (_, draw) => {
  it('depends on the layout of the key', () => {
    expect(numbers(draw(key(5, 'original')))).not.toEqual(numbers(draw(key(5, 'partitionable'))));
  });
});

describe.each(draws)('%s', (_, draw) => {
  it('gives the same for the same key and other values for another', () => {
    expect(numbers(draw(key(5)))).toEqual(numbers(draw(own)));
    expect(numbers(draw(key(6)))).not.toEqual(numbers(draw(own)));
  });
});

describe('draws beyond the golden cases are those of jax.random with PRNGKey(5)', () => {
  it('integers over the whole of i32, and up to its largest', () => {
    const whole = [-1787507967, -1163020224, -1664956169, -994140664];
    expect(numbers(randint(own, [4], -(2 ** 31), 2 ** 31))).toEqual(whole);
    expect(numbers(randint(own, [4], 0, 2 ** 31))).toEqual([359975681, 984463424, 482527479, 1153342984]);
  });

  it('integers between bounds of a tensor', () => {
    const low = tensor([[0], [100]], { dtype: 'i32' });
    const high = tensor([10, 200, 300], { dtype: 'i32' });
    expect(numbers(randint(own, [2, 3], low, high))).toEqual([1, 48, 3, 100, 184, 201]);
  });

  it('truth values of several probabilities', () => {
    expect(numbers(bernoulli(own, tensor([0.1, 0.5, 0.9]), [2, 3]))).toEqual([0, 0, 1, 1, 0, 1]);
  });

  it('no truth where the uniform number is the probability itself', () => {
    expect(numbers(bernoulli(own, uniform(own, [9]), [9]))).toEqual(Array(9).fill(0));
  });

  it('normal numbers just inside an interval that float32 cannot resolve', () => {
    const inside = Math.fround(6 - 2 ** -21);
    expect(numbers(truncatedNormal(own, 5.5, 6, [2]))).toEqual([inside, inside]);
    expect(numbers(truncatedNormal(own, -6, -5.5, [2]))).toEqual([-inside, -inside]);
  });

  it('elements where some have probability 0', () => {
    const p = tensor([0, 0.5, 0, 0.25, 0.25, 0]);
    expect(numbers(choice(own, 6, [4], { p }))).toEqual([3, 1, 1, 4]);
    expect(numbers(choice(own, 6, [3], { p, replace: false }))).toEqual([1, 4, 3]);
  });

  it.each([
    [1625, 618394508],
    [1626, 607275194],
  ])('a permutation of %i, where one round of sorting becomes two', (count, sum) => {
    const order = numbers(jit((words: Tensor) => permutation({ ...own, words }, count))(own.words));
    expect(order.toSorted((a, b) => a - b)).toEqual(numbers(arange(count)));
    const weighted = order.map((value, index) => (value * (index + 1)) % 1000003);
    expect(weighted.reduce((total, value) => total + value, 0)).toBe(sum);
  });
});

describe('a draw has no gradient', () => {
  const x = tensor([0.2, 0.5, 0.8]);

  it('by the probability of a truth value', () => {
    const loss = (p: Tensor): Tensor => bernoulli(own, p, [4, 3]).cast('f32').sum();
    expect(numbers(grad(loss)(x))).toEqual([0, 0, 0]);
  });

  it('by the probabilities of a choice', () => {
    const loss = (p: Tensor): Tensor => choice(own, x, [2], { p }).sum();
    expect(numbers(grad(loss)(x))).toEqual([0, 0, 0]);
  });

  it('but what is multiplied by it has, and what it picks from', () => {
    const drawn = normal(own, [3]);
    expect(numbers(grad((y: Tensor) => y.mul(normal(own, [3])).sum())(x))).toEqual(numbers(drawn));
    const shuffled = (y: Tensor): Tensor =>
      permutation(own, y)
        .mul(tensor([1, 2, 4]))
        .sum();
    const order = numbers(permutation(own, 3));
    const weights = [0, 1, 2].map((element) => 2 ** order.indexOf(element));
    expect(numbers(grad(shuffled)(x))).toEqual(weights);
  });
});

describe('wrong arguments are refused', () => {
  const integers = tensor([1, 2], { dtype: 'i32' });
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a probability above 1', () => bernoulli(own, 1.5, [2]), /bernoulli: .* from 0 to 1, got 1.5/],
    ['a negative probability', () => bernoulli(own, -0.1), /bernoulli: .* from 0 to 1, got -0.1/],
    ['NaN as probability', () => bernoulli(own, Number.NaN), /bernoulli: .* as p, got NaN/],
    ['integers as probabilities', () => bernoulli(own, integers), /bernoulli: .* as p, got i32\[2\]/],
    [
      'probabilities of another shape',
      () => bernoulli(own, zeros([3]), [2]),
      /\[3\] does not broadcast .* \[2\]/,
    ],
    ['no interval', () => truncatedNormal(own, 1, 1, [2]), /empty interval \(1, 1\)/],
    ['a bound that is NaN', () => truncatedNormal(own, Number.NaN, 1, [2]), /as lower, got NaN/],
    ['floats as integer bounds', () => randint(own, [2], zeros([2]), 5), /tensor as low, got f32\[2\]/],
    ['a fraction as integer bound', () => randint(own, [2], 0.5, 5), /as low for i32, got 0.5/],
    ['a bound outside i32', () => randint(own, [2], 0, 2 ** 31 + 1), /to 2147483648 as high for i32/],
    ['a negative bound of u32', () => randint(own, [2], -1, 5, 'u32'), /from 0 to 4294967295 as low for u32/],
    [
      'another element type',
      () => randint(own, [2], 0, 5, JSON.parse('"f32"') as 'i32'),
      /expected the dtype i32 or u32, got "f32"/,
    ],
    ['a negative count', () => permutation(own, -1), /permutation: expected a count .* got -1/],
    ['a scalar to shuffle', () => permutation(own, tensor(3)), /permutation: .* got f32\[\]/],
    [
      'an axis that is not there',
      () => permutation(own, zeros([2, 3]), { axis: 2 }),
      /axis 2 is out of range/,
    ],
    ['nothing to choose from', () => choice(own, 0, [1]), /at least one element to draw from, got none/],
    [
      'more draws than elements without replacement',
      () => choice(own, 3, [2, 2], { replace: false }),
      /at least 4 elements to draw 4 without replacement, got 3/,
    ],
    [
      'too few probabilities above 0 without replacement',
      () => choice(own, 3, [2], { replace: false, p: tensor([0, 1, 0]) }),
      /at least 2 probabilities above 0 .* got 1/,
    ],
    [
      'a probability too few',
      () => choice(own, 3, [2], { p: zeros([2]) }),
      /each of 3 elements, got f32\[2\]/,
    ],
    ['integer probabilities', () => choice(own, 2, [1], { p: integers }), /f32 probabilities, got i32\[2\]/],
    [
      'a negative weight',
      () => choice(own, 2, [1], { p: tensor([2, -1]) }),
      /probabilities from 0 to 1, got 2/,
    ],
    ['a negative extent', () => normal(own, [-1]), /extents of whole numbers from 0/],
  ];

  it.each(cases)('%s', (_, draw, message) => {
    expect(draw).toThrow(message);
  });
});
