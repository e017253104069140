import { describe, expect, it } from 'vitest';
import { readNpy, readNpz, toTensor } from '../../../src/data/index.ts';
import { cutOff, described, filesOf } from './goldenFiles.ts';

const arrays = filesOf('npy');
const archives = filesOf('npz');
const file = (name: string): Uint8Array => arrays.find((one) => one.name === name)?.bytes ?? new Uint8Array();

/** A file with this header, and so many bytes of zeros as data. */
function fileWith(header: string, bytes: number, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const head = [0x93, ...new TextEncoder().encode('NUMPY'), version, 0, text.length, 0];
  return Uint8Array.from([...head, ...text, ...new Uint8Array(bytes)]);
}

describe('readNpy', () => {
  it.each(arrays)('reads $name', ({ bytes, arrays: expected }) => {
    expect(described(readNpy(bytes))).toEqual(expected['']);
  });

  it('reads bytes that stand anywhere in a buffer', () => {
    const wide = new Uint8Array([1, 2, 3, ...file('type <f8')]);
    expect(readNpy(wide.subarray(3))).toEqual(readNpy(file('type <f8')));
  });

  it('refuses every file that is cut off, and names it', () => {
    for (const part of cutOff(file('Fortran order'))) {
      expect(() => readNpy(part, 'cut.npy')).toThrow(/^readNpy: cut\.npy, byte \d+: /);
    }
  });

  it.each([
    ['objects', fileWith("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8), "NumPy's type '|O'"],
    ['text', fileWith("{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", 12), "NumPy's type '<U3'"],
    ['records', fileWith("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4), 'got {'],
    ['version 4', fileWith('', 2, 4), 'byte 6: expected version 1, 2 or 3'],
    ['a file that is too long', Uint8Array.from([...file('one axis'), 0]), 'got 13'],
    ['another kind of file', new TextEncoder().encode('not a NumPy file'), 'byte 0: expected a NumPy file'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes, 'bad.npy')).toThrow(message);
  });

  it('refuses integers beyond 32 bits, naming the byte', () => {
    const bytes = fileWith("{'descr': '<i8', 'fortran_order': False, 'shape': (2,)}", 16);
    bytes[bytes.length - 4] = 1;
    expect(() => readNpy(bytes, 'a')).toThrow(
      `a, byte ${bytes.length - 8}: expected integers of 32 bits, got 4294967296`,
    );
  });

  it('names the byte of infinity, in Fortran order too', () => {
    const bytes = fileWith("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", 16);
    bytes.set([0, 0, 0x80, 0x7f], bytes.length - 12);
    expect(() => readNpy(bytes, 'a')).toThrow(
      `byte ${bytes.length - 12}: expected finite numbers, got Infinity at [1, 0]`,
    );
  });
});

describe('readNpz', () => {
  it.each(archives)('reads what $name wrote', ({ bytes, arrays: expected }) => {
    const read = Object.entries(readNpz(bytes)).map(([name, array]) => [name, described(array)]);
    expect(Object.fromEntries(read)).toEqual(expected);
  });

  it.each(archives)('refuses every beginning of what $name wrote', ({ bytes }) => {
    for (const part of cutOff(bytes)) expect(() => readNpz(part, 'cut.npz')).toThrow(/^readNpz: cut\.npz/);
  });

  it.each(archives)('refuses what $name wrote with a byte of its data changed', ({ bytes }) => {
    // The data of the first entry, whose header takes 30 bytes, a name and a field for large sizes.
    const start = 30 + 'inputs.npy'.length + 20;
    for (let at = start; at < start + 40; at++) {
      const damaged = bytes.map((byte, index) => (index === at ? byte ^ 0x55 : byte));
      expect(() => readNpz(damaged, 'a.npz'), `byte ${at}`).toThrow(
        `a.npz, byte ${start}: the compressed data`,
      );
    }
  });
});

describe('toTensor', () => {
  it('keeps floats, whole numbers and shapes', () => {
    const shape = [2];
    expect(toTensor({ shape, data: Float64Array.of(0.5, 2) })).toMatchObject({ dtype: 'f32', shape });
    expect(toTensor({ shape, data: Uint8Array.of(7, 255) }).toArray()).toEqual([7, 255]);
    expect(toTensor({ shape, data: Uint8Array.of(7, 255) }).dtype).toBe('i32');
    expect(toTensor({ shape, data: Uint32Array.of(7, 4294967295) }).toArray()).toEqual([7, 4294967295]);
    expect(toTensor({ shape, data: Int8Array.of(-7, 3) }, { dtype: 'f32' }).toArray()).toEqual([-7, 3]);
    expect(toTensor({ shape, data: Uint8Array.of(0, 200) }, { dtype: 'bool' }).toArray()).toEqual([
      false,
      true,
    ]);
    expect(() => toTensor({ shape: [3], data: Uint8Array.of(1) })).toThrow(
      '1 elements do not fill the shape [3]',
    );
  });
});
