import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
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
    const pixelsOf = (label: number, image: number): number[] =>
      (files[label]?.data ?? []).slice(image * 784, (image + 1) * 784).map(Math.fround);
    const counts = files.map(({ data }) => data.length / 784);
    const [zeros = 0, ones = 0] = counts;
    for (const [index, label, image] of [
      [0, 0, 0],
      [zeros - 100, 1, 0],
      [zeros - 100 + 7, 1, 7],
      [8999, 9, (counts[9] ?? 0) - 101],
    ] as const) {
      const { inputs, target } = training.get(index);
      expect(inputs.shape).toEqual([28, 28, 1]);
      expect([...inputs.toTypedArray()]).toEqual(pixelsOf(label, image));
      expect(target.item()).toBe(label);
    }
    const labels = Array.from({ length: 1000 }, (_, index) => test.get(index).target.item());
    expect(labels).toEqual(Array.from({ length: 1000 }, (_, index) => Math.floor(index / 100)));
    expect([...test.get(199).inputs.toTypedArray()]).toEqual(pixelsOf(1, ones - 1));
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
