import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumpyIntegerType } from '../../src/random/maskedIntegers.ts';
import {
  type ChoiceOptions,
  type NumpyArray,
  type NumpyLegacyState,
  type NumpyRandomState,
  numpyRandomState,
} from '../../src/random/numpyLegacy.ts';

interface PrintedArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Shape = readonly number[];

/** One call on a generator, see tests/golden/numpyLegacy.py. */
type Call = PrintedArray &
  (
    | { readonly method: 'rand' | 'randn'; readonly arguments: readonly number[] }
    | { readonly method: 'uniform' | 'normal'; readonly arguments: readonly [number, number, Shape] }
    | { readonly method: 'randint'; readonly arguments: readonly [number, number, Shape, NumpyIntegerType] }
    | {
        readonly method: 'permutation';
        readonly arguments: readonly [number | readonly number[] | PrintedArray];
      }
    | { readonly method: 'shuffle'; readonly arguments: readonly [PrintedArray] }
    | {
        readonly method: 'choice';
        readonly arguments: readonly [number | readonly number[], Shape, ChoiceOptions];
      }
  );

interface Case {
  readonly name: string;
  readonly seed: number | readonly number[];
  readonly calls: readonly Call[];
  readonly state: {
    readonly position: number;
    readonly cachedGaussian: number | null;
    readonly keyHash: string;
  };
}

interface Golden {
  readonly cases: readonly Case[];
  readonly resumed: {
    readonly state: {
      readonly key: readonly number[];
      readonly position: number;
      readonly cachedGaussian: number;
    };
    readonly calls: readonly Call[];
  };
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../golden/numpyLegacy.json', import.meta.url), 'utf8'),
);

const read = ({ shape, data }: PrintedArray): NumpyArray => ({ shape, data: Float64Array.from(data) });

function perform(generator: NumpyRandomState, call: Call): NumpyArray {
  switch (call.method) {
    case 'rand':
    case 'randn':
      return generator[call.method](...call.arguments);
    case 'uniform':
    case 'normal':
      return generator[call.method](...call.arguments);
    case 'randint':
      return generator.randint(...call.arguments);
    case 'permutation': {
      const [values] = call.arguments;
      return generator.permutation(typeof values === 'object' && 'shape' in values ? read(values) : values);
    }
    case 'shuffle': {
      const values = read(call.arguments[0]);
      generator.shuffle(values);
      return values;
    }
    case 'choice':
      return generator.choice(...call.arguments);
  }
}

/** Normal numbers depend on a logarithm, which differs in the last bit; everything else is exact. */
function expectSame(actual: NumpyArray, call: Call): void {
  expect(actual.shape).toEqual(call.shape);
  if (call.method !== 'randn' && call.method !== 'normal') {
    expect(Array.from(actual.data)).toEqual(call.data);
    return;
  }
  expect(Array.from(Float32Array.from(actual.data))).toEqual(Array.from(Float32Array.from(call.data)));
  const relative = call.data.map((expected, index) => Math.abs(actual.data[index]! / expected - 1));
  expect(Math.max(0, ...relative)).toBeLessThan(1e-14);
}

describe("NumPy's legacy generator", () => {
  it.each(golden.cases)('draws as NumPy: $name', ({ seed, calls, state }) => {
    const generator = numpyRandomState(seed);
    for (const call of calls) expectSame(perform(generator, call), call);
    const { key, position, cachedGaussian } = generator.getState();
    expect(position).toBe(state.position);
    expect(createHash('sha256').update(new Uint8Array(key.buffer)).digest('hex')).toBe(state.keyHash);
    if (state.cachedGaussian === null) expect(cachedGaussian).toBeNull();
    else expect(Math.abs(cachedGaussian! / state.cachedGaussian - 1)).toBeLessThan(1e-14);
  });

  it('resumes from a state of NumPy, with the second number of a pair waiting', () => {
    const { state, calls } = golden.resumed;
    const generator = numpyRandomState(0);
    generator.setState({ ...state, key: Uint32Array.from(state.key) });
    for (const call of calls) expectSame(perform(generator, call), call);
  });
});

/** A mixture of draws, which leaves the generator anywhere in its sequence. */
const draw = (generator: NumpyRandomState, counts: readonly number[]): number[] =>
  counts.flatMap((count, index) => {
    const drawn = index % 2 === 0 ? generator.randn(count) : generator.rand(count);
    return Array.from(drawn.data);
  });

const anyCounts = fc.array(fc.nat(400), { maxLength: 6 });
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the state of a generator', () => {
  it('continues any sequence elsewhere, and is not changed by what is drawn later', () => {
    fc.assert(
      fc.property(anySeed, anyCounts, anyCounts, (seed, before, after) => {
        const first = numpyRandomState(seed);
        draw(first, before);
        const state = first.getState();
        const expected = draw(first, after);
        const second = numpyRandomState(1);
        second.setState(state);
        expect(draw(second, after)).toEqual(expected);
        first.setState(state);
        expect(draw(first, after)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('is as new after seeding again, without the waiting normal number', () => {
    const generator = numpyRandomState(6);
    const expected = draw(generator, [5, 3]);
    generator.seed(6);
    expect(draw(generator, [5, 3])).toEqual(expected);
  });
});

describe('reordering', () => {
  it('shuffles lists of anything as arrays of numbers', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const array = { shape: [7], data: Float64Array.of(0, 1, 2, 3, 4, 5, 6) };
    const shuffled = [...names];
    numpyRandomState(3).shuffle(shuffled);
    numpyRandomState(3).shuffle(array);
    expect(shuffled).toEqual(Array.from(array.data, (index) => names[index]));
    expect(shuffled).not.toEqual(names);
  });

  it('permutes a copy', () => {
    const values = { shape: [3], data: Float64Array.of(1, 2, 3) };
    numpyRandomState(1).permutation(values);
    numpyRandomState(1).choice(values, [3], { replace: false });
    expect(values.data).toEqual(Float64Array.of(1, 2, 3));
  });
});

describe('bad arguments', () => {
  const generator = numpyRandomState(0);
  const state: NumpyLegacyState = generator.getState();
  it.each<[string, () => unknown, string]>([
    ['a negative seed', () => numpyRandomState(-1), 'seed: expected integers from 0 to 2^32 - 1, got -1'],
    ['a seed of 2^32', () => numpyRandomState(2 ** 32), 'got 4294967296'],
    ['a broken seed', () => numpyRandomState([1, 0.5]), 'got 0.5'],
    ['no seed', () => numpyRandomState([]), 'an empty array'],
    [
      'a negative extent',
      () => generator.rand(2, -1),
      'rand: expected extents that are integers of 0 or more, got the shape [2, -1]',
    ],
    [
      'an infinite range',
      () => generator.uniform(0, Infinity),
      'uniform: expected a finite range, got [0, Infinity)',
    ],
    [
      'a negative deviation',
      () => generator.normal(0, -1),
      'normal: expected a standard deviation of 0 or more, got -1',
    ],
    [
      'an empty range',
      () => generator.randint(3, 3),
      'randint: expected low below high, got the empty range [3, 3)',
    ],
    [
      'bounds outside the type',
      () => generator.randint(0, 257, [], 'uint8'),
      'from 0 to 256 for uint8, got [0, 257)',
    ],
    ['bounds that are no integers', () => generator.randint(0, 2.5), 'expected integer bounds'],
    ['a range float64 cannot count', () => generator.randint(-2, 2 ** 53 - 1), 'expected a range below 2^53'],
    [
      'a permutation of nothing',
      () => generator.permutation({ shape: [], data: Float64Array.of(1) }),
      'at least one axis',
    ],
    [
      'a shuffle of a single number',
      () => generator.shuffle({ shape: [], data: Float64Array.of(1) }),
      'at least one axis',
    ],
    [
      'a choice from nothing',
      () => generator.choice([], [1]),
      'choice: expected at least one value, got none',
    ],
    ['a choice along two axes', () => generator.choice(generator.rand(2, 2)), 'got the shape [2, 2]'],
    ['too few values', () => generator.choice(3, [4], { replace: false }), 'expected at least 4 values'],
    [
      'too few probabilities',
      () => generator.choice(3, [], { p: [0.5, 0.5] }),
      'expected 3 probabilities, one for each value, got 2',
    ],
    ['a negative probability', () => generator.choice(2, [], { p: [1.5, -0.5] }), 'got -0.5 at index 1'],
    ['a probability that is NaN', () => generator.choice(2, [], { p: [NaN, 1] }), 'got NaN at index 0'],
    [
      'probabilities that do not sum to 1',
      () => generator.choice(2, [], { p: [0.5, 0.25] }),
      'a sum of 0.75',
    ],
    [
      'too few possible values',
      () => generator.choice(3, [2], { replace: false, p: [0, 1, 0] }),
      'at least 2 probabilities above 0',
    ],
    [
      'a key that is too short',
      () => generator.setState({ ...state, key: new Uint32Array(3) }),
      'a key of 624 words, got 3',
    ],
    [
      'a position outside the key',
      () => generator.setState({ ...state, position: 625 }),
      'from 0 to 624, got 625',
    ],
  ])('are refused: %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
