import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx } from '../../../src/data/index.ts';
import { cutOff, described, filesOf } from './goldenFiles.ts';

const files = filesOf('idx');
const [images] = files;
if (images === undefined) throw new Error('there are no IDX files');

describe('readIdx', () => {
  it.each(files)('reads $name', ({ bytes, arrays }) => {
    expect(described(readIdx(bytes))).toEqual(arrays['']);
  });

  it('reads bytes that stand anywhere in a buffer', () => {
    const wide = new Uint8Array(images.bytes.length + 3);
    wide.set(images.bytes, 3);
    expect(readIdx(wide.subarray(3))).toEqual(readIdx(images.bytes));
  });

  it('refuses every file that is cut off, and names it', () => {
    for (const part of cutOff(images.bytes)) expect(() => readIdx(part, 'images.idx')).toThrow(/images\.idx/);
    for (const part of cutOff(gzipSync(images.bytes)))
      expect(() => readIdx(part, 'images.gz')).toThrow(/images\.gz/);
  });

  it('says where a file is of another kind, too short or too long', () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0]);
    expect(() => readIdx(png, 'a.png')).toThrow('readIdx: a.png, byte 0: expected an IDX file');
    const missing = images.bytes.slice(0, -1);
    expect(() => readIdx(missing, 'a')).toThrow('a, byte 16: [2, 3, 4] takes 24 bytes of data, got 23');
    const longer = Uint8Array.from([...images.bytes, 0]);
    expect(() => readIdx(longer, 'a')).toThrow('a, byte 16: [2, 3, 4] takes 24 bytes of data, got 25');
  });

  it('refuses compressed data with any byte changed, but for the time and names in their head', () => {
    const zipped = new Uint8Array(gzipSync(images.bytes));
    for (let at = 10; at < zipped.length; at++) {
      const damaged = zipped.map((byte, index) => (index === at ? byte ^ 0x55 : byte));
      expect(() => readIdx(damaged), `byte ${at}`).toThrow('compressed data are damaged');
    }
  });

  it('names the place of NaN', () => {
    const file = Uint8Array.from([0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0x7f, 0xc0, 0, 0]);
    expect(() => readIdx(file, 'a')).toThrow(
      expect.objectContaining({
        code: 'notFinite',
        message: 'readIdx: a, byte 16: expected finite numbers, got NaN at [0, 1]',
      }),
    );
  });
});
