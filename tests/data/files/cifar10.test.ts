import { describe, expect, it } from 'vitest';
import { readCifar10 } from '../../../src/data/index.ts';

/** Two images: one of class 7 whose planes are 10, 20 and 30 but for a corner; one of class 2, all 0. */
const file = new Uint8Array(2 * 3073);
file[0] = 7;
file.fill(10, 1, 1025).fill(20, 1025, 2049).fill(30, 2049, 3073);
file[1 + 1024 + 33] = 99;
file[3073] = 2;

describe('readCifar10', () => {
  it('puts red, green and blue last', () => {
    const { images, labels } = readCifar10(file);
    expect([...labels.data]).toEqual([7, 2]);
    expect(images.shape).toEqual([2, 32, 32, 3]);
    expect([...images.data.subarray(0, 3)]).toEqual([10, 20, 30]);
    // Row 1, column 1.
    expect([...images.data.subarray(33 * 3, 34 * 3)]).toEqual([10, 99, 30]);
    expect(images.data.subarray(3072).every((value) => value === 0)).toBe(true);
  });

  it('refuses parts of images and classes that there are not', () => {
    expect(() => readCifar10(file.subarray(0, -1), 'a.bin')).toThrow(
      'readCifar10: a.bin, byte 3073: expected images of 3073 bytes each, got 6145',
    );
    expect(() => readCifar10(new Uint8Array(), 'a.bin')).toThrow('got 0 bytes');
    const wrong = file.map((byte, index) => (index === 3073 ? 10 : byte));
    expect(() => readCifar10(wrong, 'a.bin')).toThrow(
      'byte 3073: expected a class from 0 to 9 for image 1, got 10',
    );
  });
});
