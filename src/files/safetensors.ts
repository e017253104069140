import { fileError } from '../errors.ts';

/** The element types that a {@link StoredTensor} can have. */
export type StoredDtype = 'f64' | 'f32' | 'i32' | 'u32' | 'bool';

/** A tensor as files hold it: its elements row-major; bool as 0 and 1. */
export interface StoredTensor {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface ElementType {
  readonly dtype: StoredDtype;
  /** Its name in files. */
  readonly name: string;
  readonly array: new (buffer: ArrayBuffer) => StoredTensor['data'];
  readonly bytes: number;
}

/** In the order in which Python's writer puts them: wide ones first, so that each tensor starts at a multiple of its element's size. */
const elementTypes: readonly ElementType[] = [
  { dtype: 'f64', name: 'F64', array: Float64Array, bytes: 8 },
  { dtype: 'f32', name: 'F32', array: Float32Array, bytes: 4 },
  { dtype: 'u32', name: 'U32', array: Uint32Array, bytes: 4 },
  { dtype: 'i32', name: 'I32', array: Int32Array, bytes: 4 },
  { dtype: 'bool', name: 'BOOL', array: Uint8Array, bytes: 1 },
];

/** What the format itself allows. */
const longestHeader = 100_000_000;

const typeOf = (dtype: StoredDtype): ElementType =>
  elementTypes.find((type) => type.dtype === dtype) as ElementType;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/**
 * The bytes of a safetensors file, which Python's `safetensors` reads: the length of a JSON header (u64), the header, the elements of all
 * tensors, little-endian. The same content gives the same bytes.
 * @throws LimpetError (`file`) where a tensor's elements do not fill its shape or are held in an array of another type, or metadata are no texts.
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */
export function writeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array<ArrayBuffer> {
  checkContent(tensors, metadata);
  const entries = elementTypes.flatMap(({ dtype }) =>
    Object.entries(tensors)
      .filter(([, tensor]) => tensor.dtype === dtype)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: typeOf(dtype).name, shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end).fill(32, 8, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(text, 8);
  let place = 8 + headerLength;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return file;
}

function checkContent(
  tensors: SafetensorsContent['tensors'],
  metadata: SafetensorsContent['metadata'],
): void {
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    const type = elementTypes.find((each) => each.dtype === dtype);
    if (name === '__metadata__') throw fileError('writeSafetensors: no tensor can be called __metadata__');
    if (type === undefined || !(data instanceof type.array)) {
      const expected = elementTypes.map((each) => `${each.dtype} in ${each.array.name}`).join(', ');
      throw fileError(
        `writeSafetensors: expected ${name} to be ${expected}, got ${dtype} in ${data.constructor.name}`,
      );
    }
    if (data.length === sizeOf(shape)) continue;
    throw fileError(
      `writeSafetensors: expected ${sizeOf(shape)} elements in ${name}[${shape.join(', ')}], got ${data.length}`,
    );
  }
  const wrong = Object.entries(metadata).find(([, text]) => typeof text !== 'string');
  if (wrong !== undefined) {
    throw fileError(`writeSafetensors: expected a text as metadata ${wrong[0]}, got ${String(wrong[1])}`);
  }
}

/**
 * What a safetensors file holds.
 * @throws LimpetError (`file`) where the bytes are no whole safetensors file, or hold types other than F64, F32, I32, U32 and BOOL.
 */
export function readSafetensors(file: Uint8Array): SafetensorsContent {
  if (file.length < 8)
    throw damaged(`it has ${file.length} bytes, and its header alone takes 8: it is cut off or empty`);
  const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (headerLength > longestHeader)
    throw damaged('it does not start with the length of a header: it is a file of another kind');
  if (headerLength > file.length - 8) {
    throw damaged(
      `its header takes ${headerLength} bytes, of which ${file.length - 8} are there: it is cut off`,
    );
  }
  const header = parseHeader(file.subarray(8, 8 + headerLength));
  const data = file.subarray(8 + headerLength);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string'))
    throw damaged('its metadata are not texts by name');
  const described = Object.entries(entries).map(([name, entry]) => readEntry(name, entry));
  checkPlaces(described, data.length);
  const tensors = described.map(({ name, type, shape, start, end }) => {
    // A copy: Node's Buffer shares its memory with what `slice` gives.
    const { buffer } = new Uint8Array(data.subarray(start, end));
    return [name, { dtype: type.dtype, shape, data: new type.array(buffer) }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

const damaged = (reason: string) => fileError(`readSafetensors: expected a safetensors file, but ${reason}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw damaged('its header is not JSON: it is damaged or a file of another kind');
  }
  if (!isRecord(header)) throw damaged('its header is not an object');
  return header;
}

interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function readEntry(name: string, entry: unknown): Entry {
  if (!isRecord(entry)) throw damaged(`its header does not describe ${name}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = elementTypes.find((each) => each.name === dtype);
  if (type === undefined) {
    const known = elementTypes.map((each) => each.name).join(', ');
    throw damaged(`${name} has the type ${JSON.stringify(dtype)}, and this reader knows ${known}`);
  }
  if (!areCounts(shape)) throw damaged(`${name} has the shape ${JSON.stringify(shape)}`);
  if (!areCounts(offsets) || offsets.length !== 2) throw damaged(`${name} has no place in the file`);
  const [start = 0, end = 0] = offsets;
  if (end - start !== sizeOf(shape) * type.bytes) {
    throw damaged(`${name} takes ${end - start} bytes, and ${type.name}[${shape.join(', ')}] needs others`);
  }
  return { name, type, shape, start, end };
}

const areCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);

/** Tensors lie one after the other and fill the file, so that nothing can hide in it and nothing is read twice. */
function checkPlaces(entries: readonly Entry[], length: number): void {
  let place = 0;
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== place) throw damaged(`${name} starts at byte ${start} of the data, not at ${place}`);
    place = end;
  }
  if (place > length)
    throw damaged(`its data take ${place} bytes, of which ${length} are there: it is cut off`);
  if (place < length) throw damaged(`it goes on for ${length - place} bytes after its last tensor`);
}
