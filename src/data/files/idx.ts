import { badFile } from './badFile.ts';
import { checkFinite, type DataArray, type DataElements } from './dataArray.ts';
import { gunzip } from './gunzip.ts';

interface ElementType {
  readonly bytes: number;
  readonly allocate: (size: number) => DataElements;
  /** The element at a byte, big-endian. */
  readonly read: (view: DataView, at: number) => number;
}

/** By the third byte of the file. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, allocate: (size) => new Uint8Array(size), read: (view, at) => view.getUint8(at) },
  9: { bytes: 1, allocate: (size) => new Int8Array(size), read: (view, at) => view.getInt8(at) },
  11: { bytes: 2, allocate: (size) => new Int16Array(size), read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, allocate: (size) => new Int32Array(size), read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, allocate: (size) => new Float32Array(size), read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, allocate: (size) => new Float64Array(size), read: (view, at) => view.getFloat64(at) },
};

/**
 * The numbers of an IDX file, the format of MNIST and Fashion-MNIST, gzipped or not.
 * @param name what errors call the file.
 * @returns images as Uint8Array of shape [images, height, width], labels as Uint8Array [images].
 * @throws LimpetError (`file`, `notFinite`) with the byte, where it is no whole IDX file or holds NaN or infinity.
 * @example `const images = readIdx(await readFile(path), path)`
 * Source: LeCun, Cortes, Burges, "The MNIST database", file formats.
 */
export function readIdx(file: Uint8Array, name = 'the file'): DataArray {
  const bad = badFile('readIdx', name);
  const bytes = gunzip(bad, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = bytes.length < 4 || view.getUint16(0) !== 0 ? undefined : elementTypes[view.getUint8(2)];
  if (type === undefined) {
    const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw bad(
      `expected an IDX file, which starts with 00 00 and a type of 08, 09 or 0b to 0e; got ${start}`,
      0,
    );
  }
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw bad(`it is cut off: the sizes of ${rank} axes take it to byte ${start}`, 4);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size * type.bytes !== bytes.length - start) {
    throw bad(
      `[${shape.join(', ')}] takes ${size * type.bytes} bytes of data, got ${bytes.length - start}: ` +
        'the file is cut off or damaged',
      start,
    );
  }
  const data = type.allocate(size);
  for (let index = 0; index < size; index++) data[index] = type.read(view, start + index * type.bytes);
  checkFinite(bad, { shape, data }, (index) => start + index * type.bytes);
  return { shape, data };
}
