import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readSafetensors,
  type StoredDtype,
  type StoredTensor,
  writeSafetensors,
} from '../../src/files/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface Golden {
  /** Base64, as are the bytes of the tensors. */
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<
    Record<string, { readonly dtype: StoredDtype; readonly shape: readonly number[]; readonly bytes: string }>
  >;
}

const golden = readGolden<Golden>('safetensorsFile');
const pythonFile = Uint8Array.from(Buffer.from(golden.file, 'base64'));
const arrays = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, i32: Int32Array, bool: Uint8Array };
const tensors = Object.fromEntries(
  Object.entries(golden.tensors).map(([name, { dtype, shape, bytes }]): [string, StoredTensor] => {
    const { buffer } = Uint8Array.from(Buffer.from(bytes, 'base64'));
    return [name, { dtype, shape, data: new arrays[dtype](buffer) }];
  }),
);

/** A file with the given header and number of data bytes. */
function fileWith(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

/** What a header says of a tensor of f32. */
const place = (name: string, start: number, end: number) => ({
  [name]: { dtype: 'F32', shape: [(end - start) / 4], data_offsets: [start, end] },
});

describe('safetensors', () => {
  it('writes the bytes that Python writes', () => {
    expect(writeSafetensors({ tensors, metadata: golden.metadata })).toEqual(pythonFile);
  });

  it('reads the same from Node’s Buffer, whose slices share its memory', () => {
    expect(readSafetensors(Buffer.from(pythonFile))).toEqual(readSafetensors(pythonFile));
  });

  it('reads what Python wrote, bit for bit', () => {
    const read = readSafetensors(pythonFile);
    expect(read.metadata).toEqual(golden.metadata);
    expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, { dtype, shape, data }] of Object.entries(read.tensors)) {
      expect([dtype, shape]).toEqual([golden.tensors[name]?.dtype, golden.tensors[name]?.shape]);
      expect(Buffer.from(data.buffer).toString('base64')).toBe(golden.tensors[name]?.bytes);
    }
  });

  it('reads tensors that the header names in another order than they lie in', () => {
    const header = { ...place('second', 4, 8), ...place('first', 0, 4), ...place('third', 8, 12) };
    const file = fileWith(header, 12);
    new DataView(file.buffer).setFloat32(file.length - 8, 7, true);
    const { tensors: read } = readSafetensors(file);
    expect(Object.values(read).map(({ data }) => [...data])).toEqual([[7], [0], [0]]);
  });

  it('reads bytes that stand anywhere in a buffer', () => {
    const wide = new Uint8Array(pythonFile.length + 3);
    wide.set(pythonFile, 3);
    expect(readSafetensors(wide.subarray(3))).toEqual(readSafetensors(pythonFile));
  });

  it('refuses elements that do not fill their shape', () => {
    const tensor: StoredTensor = { dtype: 'f32', shape: [2, 3], data: new Float32Array(5) };
    expect(() => writeSafetensors({ tensors: { weight: tensor }, metadata: {} })).toThrow(
      'expected 6 elements in weight[2, 3], got 5',
    );
  });

  it('refuses what a reader would take for something else', () => {
    const write = (name: string, tensor: unknown, metadata: unknown = {}) => {
      const content = { tensors: { [name]: tensor }, metadata };
      return () => writeSafetensors(content as Parameters<typeof writeSafetensors>[0]);
    };
    const one = { dtype: 'f32', shape: [1], data: new Float32Array(1) };
    expect(write('a', { ...one, data: new Float64Array(1) })).toThrow('got f32 in Float64Array');
    expect(write('a', { ...one, dtype: 'f16' })).toThrow(
      'expected a to be f64 in Float64Array, f32 in Float32Array, u32 in Uint32Array, i32 in Int32Array, bool in Uint8Array, got f16',
    );
    expect(write('__metadata__', one)).toThrow('no tensor can be called __metadata__');
    expect(write('a', one, { epochs: 3 })).toThrow('expected a text as metadata epochs, got 3');
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'it has 0 bytes'],
    ['text', new TextEncoder().encode('{"settings": 1}'), 'not start with the length of a header'],
    ['a header cut off', pythonFile.subarray(0, 50), 'of which 42 are there: it is cut off'],
    ['data cut off', pythonFile.subarray(0, pythonFile.length - 1), 'are there: it is cut off'],
    ['bytes after the end', fileWith(place('a', 0, 4), 7), 'it goes on for 3 bytes after its last tensor'],
    ['a header that is not JSON', fileWith('{"a": ', 0), 'its header is not JSON'],
    ['a header that is a list', fileWith([], 0), 'its header is not an object'],
    ['metadata that are no texts', fileWith({ __metadata__: { a: 1 } }, 0), 'metadata are not texts'],
    [
      'tensors that overlap',
      fileWith({ ...place('a', 0, 8), ...place('b', 4, 12) }, 12),
      'b starts at byte 4',
    ],
    ['a hole', fileWith({ ...place('a', 0, 4), ...place('b', 8, 12) }, 12), 'b starts at byte 8 of the data'],
    [
      'another type',
      fileWith({ a: { dtype: 'BF16', shape: [1], data_offsets: [0, 2] } }, 2),
      'a has the type "BF16", and this reader knows F64, F32, U32, I32, BOOL',
    ],
    [
      'a negative shape',
      fileWith({ a: { dtype: 'F32', shape: [-1, -1], data_offsets: [0, 4] } }, 4),
      'a has the shape [-1,-1]',
    ],
    [
      'a place of another size',
      fileWith({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 4] } }, 4),
      'a takes 4 bytes, and F32[3] needs others',
    ],
    ['no place', fileWith({ a: { dtype: 'F32', shape: [1] } }, 4), 'a has no place in the file'],
    ['a tensor that is a number', fileWith({ a: 1 }, 4), 'its header does not describe a'],
  ])('names what is wrong with %s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(message);
  });

  it('gives an error of its own for any damaged byte, or a file that is as sound', () => {
    fc.assert(
      fc.property(fc.nat(pythonFile.length - 1), fc.nat(255), (index, value) => {
        const file = pythonFile.slice();
        file[index] = value;
        try {
          readSafetensors(file);
        } catch (error) {
          expect(error).toMatchObject({ name: 'LimpetError', code: 'file' });
        }
      }),
    );
  });
});
