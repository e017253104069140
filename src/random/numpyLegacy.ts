import { log } from '../elementary/index.ts';
import { shapeError, valueError } from '../errors.ts';
import { formatShape, type Shape, sizeOf } from '../ir/types.ts';
import { maskedInteger, maskedIntegers, type NumpyIntegerType } from './maskedIntegers.ts';
import { MersenneTwister, type MersenneTwisterState } from './mersenneTwister.ts';
import { checkProbabilities, distinctWeightedIndices, weightedIndices } from './weightedChoice.ts';

/** Float64 values in row-major order; a single number has the shape `[]`. */
export interface NumpyArray {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Where a `NumpyRandomState` stands, as NumPy's `get_state`. */
export interface NumpyLegacyState extends MersenneTwisterState {
  /** The second normal number of the last pair, where it has not been used yet. */
  readonly cachedGaussian: number | null;
}

/** A row that `shuffle` reorders in place. */
export interface MutableRow<T> {
  readonly length: number;
  [index: number]: T;
}

/** How `choice` draws. */
export interface ChoiceOptions {
  /** Whether a value may be drawn more than once; default true. */
  readonly replace?: boolean;
  /** The probability of each value; default: all the same. */
  readonly p?: ArrayLike<number>;
}

/**
 * NumPy's legacy generator with a seed from 0 to 2^32 - 1, or an array of them: `numpy.random.RandomState(seed)`, which is also what
 * `numpy.random.seed(seed)` and the functions of `numpy.random` use.
 */
export const numpyRandomState = (seed: number | ArrayLike<number>): NumpyRandomState =>
  new NumpyRandomState(seed);

/**
 * Draws the numbers of `numpy.random.RandomState` in NumPy 2: uniform numbers and integers exactly, normal ones to 1e-14
 * (NumPy's logarithm depends on the machine; ours does not). Distribution parameters are numbers, not arrays.
 */
export class NumpyRandomState {
  readonly #twister = new MersenneTwister();
  #cachedGaussian: number | null = null;

  constructor(seed: number | ArrayLike<number>) {
    this.seed(seed);
  }

  /** Starts anew from a seed, or from an array of seeds; `[s]` and `s` differ, as for a Python list. */
  seed(seed: number | ArrayLike<number>): void {
    const seeds = typeof seed === 'number' ? [seed] : Array.from(seed);
    if (seeds.length === 0) throw valueError('seed: expected a seed or an array of them, got an empty array');
    for (const each of seeds) {
      if (each >>> 0 !== each) throw valueError(`seed: expected integers from 0 to 2^32 - 1, got ${each}`);
    }
    if (typeof seed === 'number') this.#twister.seed(seed);
    else this.#twister.seedByArray(seeds);
    this.#cachedGaussian = null;
  }

  /** Uniform numbers in [0, 1), of 53 bits. */
  rand(...shape: number[]): NumpyArray {
    return filled('rand', shape, () => this.#twister.nextDouble());
  }

  /** Standard normal numbers. */
  randn(...shape: number[]): NumpyArray {
    return filled('randn', shape, () => this.#gaussian());
  }

  /** Uniform numbers in [low, high). */
  uniform(low = 0, high = 1, shape: Shape = []): NumpyArray {
    const range = high - low;
    if (!Number.isFinite(range)) throw valueError(`uniform: expected a finite range, got [${low}, ${high})`);
    return filled('uniform', shape, () => low + range * this.#twister.nextDouble());
  }

  /** Normal numbers of mean `loc` and standard deviation `scale`. */
  normal(loc = 0, scale = 1, shape: Shape = []): NumpyArray {
    if (scale < 0) throw valueError(`normal: expected a standard deviation of 0 or more, got ${scale}`);
    return filled('normal', shape, () => loc + scale * this.#gaussian());
  }

  /**
   * Uniform integers in [low, high), by masked rejection. The type decides how many random bits a draw takes; the
   * result is float64 in any case, so 64-bit integers are limited to what float64 holds exactly.
   */
  randint(low: number, high: number, shape: Shape = [], type: NumpyIntegerType = 'int64'): NumpyArray {
    return { shape, data: maskedIntegers(this.#twister, checkedSize('randint', shape), low, high, type) };
  }

  /** The integers below a number in random order, or a copy of the values, shuffled along the first axis. */
  permutation(values: number | ArrayLike<number> | NumpyArray): NumpyArray {
    const permuted = typeof values === 'number' ? range('permutation', values) : copied(values);
    const [rows] = permuted.shape;
    if (rows === undefined)
      throw shapeError('permutation: expected at least one axis, got an array of shape []');
    const order = range('permutation', rows);
    this.#shuffleRow(order.data);
    return { shape: permuted.shape, data: takeRows(permuted, order.data) };
  }

  /** Reorders in place: the elements of a list, or an array along its first axis. */
  shuffle<T>(values: MutableRow<T> | NumpyArray): void {
    if ('shape' in values) this.#shuffleArray(values);
    else this.#shuffleRow(values);
  }

  /**
   * Draws from the values of one axis, or from the integers below a number.
   * @throws LimpetError (`value`) where there are too few values or the probabilities are none.
   */
  choice(
    values: number | ArrayLike<number> | NumpyArray,
    shape: Shape = [],
    options: ChoiceOptions = {},
  ): NumpyArray {
    const population = typeof values === 'number' ? range('choice', values) : copied(values);
    const count = checkedSize('choice', shape);
    if (population.shape.length !== 1) {
      throw shapeError(
        `choice: expected values along one axis, got the shape ${formatShape(population.shape)}`,
      );
    }
    if (population.data.length === 0 && count > 0)
      throw valueError('choice: expected at least one value, got none');
    const indices = this.#chosenIndices(population.data.length, count, options);
    return { shape, data: indices.map((index) => population.data[index]!) };
  }

  /** A copy of where the sequence stands; `setState` resumes there. */
  getState(): NumpyLegacyState {
    return { ...this.#twister.state, cachedGaussian: this.#cachedGaussian };
  }

  /** Resumes where a state was taken, from this generator, another one, or NumPy's `get_state`. */
  setState({ key, position, cachedGaussian }: NumpyLegacyState): void {
    if (key.length !== 624) throw valueError(`setState: expected a key of 624 words, got ${key.length}`);
    if (!Number.isInteger(position) || position < 0 || position > 624) {
      throw valueError(`setState: expected a position from 0 to 624, got ${position}`);
    }
    this.#twister.state = { key, position };
    this.#cachedGaussian = cachedGaussian;
  }

  /** One standard normal number, by Marsaglia's polar method, which makes two; the second waits for the next call. */
  #gaussian(): number {
    const cached = this.#cachedGaussian;
    if (cached !== null) {
      this.#cachedGaussian = null;
      return cached;
    }
    let first: number;
    let second: number;
    let squaredRadius: number;
    do {
      first = 2 * this.#twister.nextDouble() - 1;
      second = 2 * this.#twister.nextDouble() - 1;
      squaredRadius = first * first + second * second;
    } while (squaredRadius >= 1 || squaredRadius === 0);
    const factor = Math.sqrt((-2 * log(squaredRadius)) / squaredRadius);
    this.#cachedGaussian = factor * first;
    return factor * second;
  }

  #chosenIndices(candidates: number, count: number, { replace = true, p }: ChoiceOptions): Float64Array {
    const drawUniforms = (uniforms: number): Float64Array => this.rand(uniforms).data;
    const probabilities = p && Float64Array.from(p);
    if (probabilities) checkProbabilities(probabilities, candidates);
    if (!replace && count > candidates) {
      throw valueError(
        `choice: expected at least ${count} values to draw from without replacement, got ${candidates}`,
      );
    }
    if (probabilities && replace) return weightedIndices(probabilities, drawUniforms(count));
    if (probabilities) return distinctWeightedIndices(probabilities, count, drawUniforms);
    if (!replace) return this.permutation(candidates).data.slice(0, count);
    return count === 0 ? new Float64Array(0) : this.randint(0, candidates, [count]).data;
  }

  #shuffleArray(values: NumpyArray): void {
    const [rows] = values.shape;
    if (rows === undefined) throw shapeError('shuffle: expected at least one axis, got an array of shape []');
    if (values.data.length === 0) return;
    const order = range('shuffle', rows);
    this.#shuffleRow(order.data);
    values.data.set(takeRows(values, order.data));
  }

  #shuffleRow<T>(row: MutableRow<T>): void {
    for (let last = row.length - 1; last > 0; last--) {
      const other = maskedInteger(this.#twister, last);
      [row[last], row[other]] = [row[other]!, row[last]!];
    }
  }
}

function checkedSize(what: string, shape: Shape): number {
  if (shape.every((extent) => Number.isInteger(extent) && extent >= 0)) return sizeOf(shape);
  throw shapeError(
    `${what}: expected extents that are integers of 0 or more, got the shape ${formatShape(shape)}`,
  );
}

function filled(what: string, shape: Shape, next: () => number): NumpyArray {
  const data = new Float64Array(checkedSize(what, shape));
  for (let i = 0; i < data.length; i++) data[i] = next();
  return { shape, data };
}

const range = (what: string, end: number): NumpyArray => ({
  shape: [end],
  data: Float64Array.from({ length: checkedSize(what, [end]) }, (_, index) => index),
});

const copied = (values: ArrayLike<number> | NumpyArray): NumpyArray =>
  'shape' in values
    ? { shape: values.shape, data: values.data.slice() }
    : { shape: [values.length], data: Float64Array.from(values) };

/** The rows along the first axis in the given order. */
function takeRows({ shape, data }: NumpyArray, order: Float64Array): Float64Array {
  const width = sizeOf(shape.slice(1));
  const taken = new Float64Array(data.length);
  order.forEach((from, to) => {
    for (let i = 0; i < width; i++) taken[to * width + i] = data[from * width + i]!;
  });
  return taken;
}
