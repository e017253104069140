import type { Func } from '../../src/ir/func.ts';
import { printFunc } from '../../src/ir/printer.ts';
import { type Dtype, sizeOf, type TensorType } from '../../src/ir/types.ts';
import { allocateData, type TensorData } from '../../src/kernel/data.ts';
import type { Choices } from './choices.ts';

const specialFloats = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, Infinity, -Infinity, NaN],
  ...[1e-45, -1e-45, 1.17549435e-38, -1e-39, 3.4028234e38, -3.4028234e38],
  ...[2147483648, -2147483648, 4294967296, 2147483520, 16777217, 0.99999994, -0.99999994, 88.7, -103.9],
];
const specialIntegers = [0, 1, 2, -1, -2, 31, 32, 33, 0x7fffffff, -0x80000000, 0x7fc00001, 0x3f800000];

/** Numbers of a fixed sequence (Numerical Recipes' generator), for elements of tensors. */
export class Sequence {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  }

  /** A whole number below 2^32. */
  word(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state ^ (this.#state >>> 15)) >>> 0;
  }

  below(count: number): number {
    return Math.floor((this.word() / 2 ** 32) * count);
  }

  /** A number from -1 to 1. */
  signed(): number {
    return this.word() / 2 ** 31 - 1;
  }
}

function plainElement(dtype: Dtype, sequence: Sequence): number {
  if (dtype === 'bool') return sequence.below(2);
  if (dtype === 'f32') return sequence.signed() * 2 ** (sequence.below(6) - 3);
  return dtype === 'u32' ? sequence.below(12) : sequence.below(12) - 4;
}

function specialElement(dtype: Dtype, sequence: Sequence): number {
  if (dtype === 'bool') return sequence.below(2);
  const isRandomBits = sequence.below(4) === 0;
  if (dtype === 'f32' && sequence.below(5) === 0) return -0;
  if (dtype !== 'f32')
    return isRandomBits ? sequence.word() : specialIntegers[sequence.below(specialIntegers.length)]!;
  if (!isRandomBits) return specialFloats[sequence.below(specialFloats.length)]!;
  return new Float32Array(Uint32Array.of(sequence.word()).buffer)[0]!;
}

/** Elements of moderate size. */
export function plainData(type: TensorType, seed: number): TensorData {
  const sequence = new Sequence(seed);
  return allocateData(type.dtype, sizeOf(type.shape)).map(() => plainElement(type.dtype, sequence));
}

/** Elements that are often the special ones of their type, and sometimes any 32 bits. */
export function specialData(type: TensorType, seed: number): TensorData {
  const sequence = new Sequence(seed);
  return allocateData(type.dtype, sizeOf(type.shape)).map(() =>
    sequence.below(3) === 0 ? plainElement(type.dtype, sequence) : specialElement(type.dtype, sequence),
  );
}

/** Elements of one kind or the other. */
export const someData = (type: TensorType, choices: Choices): TensorData =>
  choices.onceIn(2) ? specialData(type, choices.below(1000)) : plainData(type, choices.below(1000));

/** The bits of the elements, every NaN as the canonical one. */
export function bitsOf(data: ArrayLike<number> & ArrayBufferView): number[] {
  if (!(data instanceof Float32Array)) return Array.from(data);
  const words = new Uint32Array(data.slice().buffer);
  return Array.from(words, (word, index) => (Number.isNaN(data[index]) ? 0x7fc00000 : word));
}

const show = (data: TensorData | undefined, index: number): string =>
  `${Object.is(data?.[index], -0) ? '-0' : data?.[index]}`;

/**
 * Compares results element by element and bit by bit.
 * @throws Error that shows the program and the first element that differs.
 */
export function expectSameBits(
  func: Func,
  got: readonly TensorData[],
  expected: readonly TensorData[],
  what = 'compiled',
): void {
  const fail = (problem: string): never => {
    throw new Error(`${what} code differs from the interpreter: ${problem}\n${printFunc(func)}`);
  };
  if (got.length !== expected.length) fail(`${got.length} outputs instead of ${expected.length}`);
  expected.forEach((data, output) => {
    const other = got[output]!;
    if (other.constructor !== data.constructor || other.length !== data.length) {
      fail(`output ${output} is ${other.constructor.name}(${other.length})`);
    }
    const [left, right] = [bitsOf(other), bitsOf(data)];
    const index = right.findIndex((word, position) => word !== left[position]);
    if (index >= 0)
      fail(`output ${output}, element ${index} is ${show(other, index)}, not ${show(data, index)}`);
  });
}
