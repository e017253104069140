import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../src/wasm/encoding.ts';

const unsigned = (value: number) => [...new ByteWriter().u32(value).toBytes()];
const signed = (value: number) => [...new ByteWriter().i32(value).toBytes()];

/** Reads LEB128 with big integers, as the specification defines its value. */
function decode(bytes: readonly number[], isSigned: boolean): bigint {
  const magnitude = bytes.reduce((sum, byte, index) => sum + (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n);
  const negative = isSigned && (bytes.at(-1)! & 0x40) !== 0;
  return negative ? magnitude - (1n << BigInt(7 * bytes.length)) : magnitude;
}

describe('LEB128', () => {
  it('encodes the edges of unsigned integers as the specification does', () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(127)).toEqual([0x7f]);
    expect(unsigned(128)).toEqual([0x80, 0x01]);
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(0xffffffff)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });

  it('encodes the edges of signed integers as the specification does', () => {
    expect(signed(63)).toEqual([0x3f]);
    expect(signed(64)).toEqual([0xc0, 0x00]);
    expect(signed(-64)).toEqual([0x40]);
    expect(signed(-65)).toEqual([0xbf, 0x7f]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect(signed(-2147483648)).toEqual([0x80, 0x80, 0x80, 0x80, 0x78]);
    expect(signed(0xffffffff)).toEqual(signed(-1));
  });

  it('is read back by its definition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer(), (natural, integer) => {
        expect(decode(unsigned(natural), false)).toBe(BigInt(natural));
        expect(decode(signed(integer), true)).toBe(BigInt(integer));
      }),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => unsigned(-1)).toThrow(/unsigned 32-bit/);
    expect(() => unsigned(2 ** 32)).toThrow(/unsigned 32-bit/);
    expect(() => unsigned(1.5)).toThrow(/unsigned 32-bit/);
    expect(() => signed(-(2 ** 31) - 1)).toThrow(/32-bit/);
  });
});

describe('ByteWriter', () => {
  it('grows and keeps what was written', () => {
    const writer = new ByteWriter();
    for (let index = 0; index < 1000; index++) writer.byte(index % 256).f32(index);
    const bytes = writer.toBytes();
    expect(bytes.length).toBe(5000);
    expect(writer.length).toBe(5000);
    expect(bytes[5 * 700]).toBe(700 % 256);
    expect(new DataView(bytes.buffer).getFloat32(5 * 700 + 1, true)).toBe(700);
  });

  it('writes names in UTF-8, with their length in bytes', () => {
    expect([...new ByteWriter().name('aβ').toBytes()]).toEqual([3, 0x61, 0xce, 0xb2]);
  });

  it('leaves out empty sections', () => {
    expect(new ByteWriter().section(3, [], () => {}).length).toBe(0);
    expect([...new ByteWriter().section(3, [7, 8], (to, item) => to.u32(item)).toBytes()]).toEqual([
      3, 3, 2, 7, 8,
    ]);
  });
});
