import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexedPng } from '../../src/plot/indexedPng.ts';
import { decodePng } from './png.ts';

const palette = Array.from(
  { length: 256 },
  (_, index) => `#${(index * 65_793).toString(16).padStart(6, '0')}`,
);

describe('indexedPng', () => {
  it('is read back by an independent decoder', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        (columns, rows, stream) => {
          const pixels = [...stream.take(columns * rows)];
          const picture = decodePng(indexedPng(columns, rows, pixels, palette));
          expect(picture).toEqual({ columns, rows, pixels, colors: palette });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('holds more than one stored block', () => {
    const pixels = Array.from({ length: 90_000 }, (_, index) => (index * 7) % 256);
    expect(decodePng(indexedPng(300, 300, pixels, palette)).pixels).toEqual(pixels);
  });
});
