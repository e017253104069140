import { type BadFile, badFile } from './badFile.ts';
import { checkFinite, type DataArray, type DataElements } from './dataArray.ts';
import { unzip } from './unzip.ts';

interface ElementType {
  readonly bytes: number;
  readonly allocate: (size: number) => DataElements;
  readonly read: (view: DataView, at: number, little: boolean) => number | bigint;
}

const floats = (size: number): DataElements => new Float32Array(size);
const integers = (size: number): DataElements => new Int32Array(size);

/** By NumPy's name, without the order of bytes. */
const elementTypes: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, allocate: (size) => new Uint8Array(size), read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, allocate: (size) => new Uint8Array(size), read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, allocate: (size) => new Int8Array(size), read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, allocate: (size) => new Uint16Array(size), read: (view, at, l) => view.getUint16(at, l) },
  i2: { bytes: 2, allocate: (size) => new Int16Array(size), read: (view, at, l) => view.getInt16(at, l) },
  u4: { bytes: 4, allocate: (size) => new Uint32Array(size), read: (view, at, l) => view.getUint32(at, l) },
  i4: { bytes: 4, allocate: integers, read: (view, at, l) => view.getInt32(at, l) },
  u8: {
    bytes: 8,
    allocate: (size) => new Uint32Array(size),
    read: (view, at, l) => view.getBigUint64(at, l),
  },
  i8: { bytes: 8, allocate: integers, read: (view, at, l) => view.getBigInt64(at, l) },
  f2: { bytes: 2, allocate: floats, read: (view, at, l) => halfPrecision(view.getUint16(at, l)) },
  f4: { bytes: 4, allocate: floats, read: (view, at, l) => view.getFloat32(at, l) },
  f8: { bytes: 8, allocate: (size) => new Float64Array(size), read: (view, at, l) => view.getFloat64(at, l) },
};

/** The number that 16 bits stand for (IEEE 754 binary16). */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >>> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  let scale = sign / 0x1000000;
  for (let power = 1; power < exponent; power++) scale *= 2;
  return scale * (exponent === 0 ? fraction : fraction + 1024);
}

/**
 * The numbers of a NumPy file (`numpy.save`), row-major whatever order they have in the file. 64-bit integers become 32-bit ones,
 * and are refused where they do not fit; bool becomes 0 and 1, float16 Float32Array.
 * @param name what errors call the file.
 * @throws LimpetError (`file`, `notFinite`) with the byte, where it is no whole file of numbers or holds NaN or infinity.
 * @example `toTensor(readNpy(await readFile(path), path))`
 * Source: NumPy, `numpy.lib.format`, versions 1.0 to 3.0.
 */
export function readNpy(file: Uint8Array, name = 'the file'): DataArray {
  return parseNpy(badFile('readNpy', name), file);
}

/**
 * The arrays of a file of NumPy arrays (`numpy.savez`, `numpy.savez_compressed`), by their names. See {@link readNpy}.
 * @throws LimpetError (`file`, `notFinite`) with the byte, where it is no whole zip file of NumPy files.
 */
export function readNpz(file: Uint8Array, name = 'the file'): Record<string, DataArray> {
  const entries = [...unzip(badFile('readNpz', name), file)].map(([inside, bytes]) => {
    const array = parseNpy(badFile('readNpz', `${name}, ${inside}`), bytes);
    return [inside.replace(/\.npy$/, ''), array] as const;
  });
  return Object.fromEntries(entries);
}

function parseNpy(bad: BadFile, bytes: Uint8Array): DataArray {
  const { text, start } = readHeader(bad, bytes);
  const { descr, fortran, shape } = parseHeader(bad, text);
  const type = elementTypes[descr.slice(1)];
  if (type === undefined || !'<>|='.includes(descr.slice(0, 1))) {
    throw bad(`expected an array of numbers or truth values, got NumPy's type '${descr}'`, 10);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size * type.bytes !== bytes.length - start) {
    throw bad(
      `[${shape.join(', ')}] of ${descr} takes ${size * type.bytes} bytes of data, got ${bytes.length - start}: ` +
        'the file is cut off or damaged',
      start,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, size * type.bytes);
  const data = type.allocate(size);
  const place = fortran ? fortranPlaces(shape) : (index: number) => index;
  const byteOf = (index: number) => start + place(index) * type.bytes;
  for (let index = 0; index < size; index++) {
    const value = type.read(view, place(index) * type.bytes, !descr.startsWith('>'));
    data[index] = Number(value);
    if (typeof value === 'bigint' && BigInt(data[index] ?? 0) !== value) {
      throw bad(`expected integers of 32 bits, got ${value}; save them as float64`, byteOf(index));
    }
  }
  checkFinite(bad, { shape, data }, byteOf);
  return { shape, data };
}

/** The header's text, and where the data start. */
function readHeader(bad: BadFile, bytes: Uint8Array): { text: string; start: number } {
  const magic = [0x93, ...new TextEncoder().encode('NUMPY')];
  if (bytes.length < 12 || magic.some((byte, index) => bytes[index] !== byte)) {
    throw bad(
      'expected a NumPy file, which starts with \\x93NUMPY: it is of another kind, empty or cut off',
      0,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint8(6);
  if (version < 1 || version > 3)
    throw bad(`expected version 1, 2 or 3 of NumPy's format, got ${version}`, 6);
  const first = version === 1 ? 10 : 12;
  const start = first + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length)
    throw bad(`it is cut off: the header ends at byte ${start} of ${bytes.length}`, 8);
  return { text: new TextDecoder('utf-8').decode(bytes.subarray(first, start)), start };
}

/** What a header says, which is a literal of Python: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`. */
function parseHeader(bad: BadFile, text: string) {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const extents = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || extents === undefined) {
    throw bad(`expected descr, fortran_order and shape of an array of numbers, got ${text.trim()}`, 10);
  }
  return { descr, fortran: order === 'True', shape: (extents.match(/\d+/g) ?? []).map(Number) };
}

/** Where the element of a row-major index stands in an array whose first index runs fastest. */
function fortranPlaces(shape: readonly number[]): (index: number) => number {
  let size = 1;
  const axes = shape.map((extent) => {
    const stride = size;
    size *= extent;
    return { extent, stride };
  });
  return (index) => {
    let [rest, place] = [index, 0];
    for (const { extent, stride } of axes.toReversed()) {
      const at = rest % extent;
      rest = (rest - at) / extent;
      place += at * stride;
    }
    return place;
  };
}
