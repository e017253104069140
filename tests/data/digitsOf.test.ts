import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { loadDigits } from '../../examples/spikingDigits/digits.ts';
import { type DigitFile, digitsOf } from '../../src/data/index.ts';

const { resolve } = createRequire(import.meta.url);
const files = Array.from(
  { length: 10 },
  (_, digit) => JSON.parse(readFileSync(resolve(`mnist/src/digits/${digit}.json`), 'utf8')) as DigitFile,
);

const blank = (images: number): DigitFile => ({ data: Array<number>(images * 784).fill(0.5) });

describe('digitsOf', () => {
  it('has the digits of the npm package, the last 100 of each to test with', () => {
    const { training, test } = digitsOf(files);
    expect([training.length, test.length]).toEqual([9000, 1000]);
    const example = loadDigits();
    for (const index of [0, 3210, 8999]) {
      const { inputs, target } = training.get(index);
      expect(inputs.shape).toEqual([28, 28, 1]);
      expect([...inputs.toTypedArray()]).toEqual([...(example.training.images[index] ?? [])]);
      expect(target.item()).toBe(example.training.labels[index]);
    }
    const labels = Array.from({ length: 1000 }, (_, index) => test.get(index).target.item());
    expect(labels).toEqual(example.test.labels);
    expect([...test.get(999).inputs.toTypedArray()]).toEqual([...(example.test.images[999] ?? [])]);
  });

  it('keeps as many as asked for', () => {
    const { training, test } = digitsOf([blank(3), blank(4)], { testPerClass: 2 });
    expect(Array.from({ length: training.length }, (_, i) => training.get(i).target.item())).toEqual([
      0, 1, 1,
    ]);
    expect(Array.from({ length: test.length }, (_, i) => test.get(i).target.item())).toEqual([0, 0, 1, 1]);
  });

  it.each([
    [
      'parts of images',
      [blank(3), { data: Array<number>(1000).fill(0) }],
      'digit 1: expected more than 2 images',
    ],
    ['too few images', [blank(2)], 'digit 0: expected more than 2 images of 784 pixels, got 1568 numbers'],
    [
      'bytes',
      [{ data: Array<number>(2352).fill(255) }],
      'digit 0: expected pixels from 0 to 1, got 255 at 0',
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => digitsOf(wrong, { testPerClass: 2 })).toThrow(message);
  });
});
