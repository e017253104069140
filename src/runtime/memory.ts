import { LimpetError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';
import { allocateData, type TensorData } from '../kernel/data.ts';
import { bytesOf } from '../passes/planMemory.ts';

const PAGE = 65536;
const MAX_PAGES = 65536;
/** How many bytes of inputs stay in memory for the next call. */
const CACHE_BYTES = 512 * 1024 * 1024;

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The memory of a compiled program: a fixed part, which the program's plan lays out, and behind it the inputs.
 * Tensors do not change, so an input that comes again is found where it was left.
 */
export class ProgramMemory {
  readonly memory: WebAssembly.Memory;
  readonly #cached = new Map<TensorData, Block>();
  readonly #free: Block[] = [];
  #top: number;
  #cachedBytes = 0;

  constructor(fixedBytes: number) {
    this.#top = fixedBytes;
    this.memory = allocateMemory(Math.ceil(fixedBytes / PAGE));
  }

  /** Bytes in use now. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Writes elements at an address. */
  write(address: number, data: TensorData): void {
    const target = viewAt(this.memory, address, data);
    target.set(data);
  }

  /** The elements at an address, copied out; every NaN becomes the canonical one. */
  read(address: number, dtype: Dtype, size: number): TensorData {
    const data = allocateData(dtype, size);
    if (dtype === 'bool') {
      data.set(new Uint32Array(this.memory.buffer, address, size));
      return data;
    }
    new Uint8Array(data.buffer).set(new Uint8Array(this.memory.buffer, address, 4 * size));
    if (data instanceof Float32Array) canonicalize(data);
    return data;
  }

  /**
   * The address of an input's elements, which are copied in where they are not there yet.
   * @param pinned inputs of the same call, which must stay.
   */
  place(data: TensorData, pinned: ReadonlySet<TensorData>): number {
    const known = this.#cached.get(data);
    if (known !== undefined) {
      this.#cached.delete(data);
      this.#cached.set(data, known);
      return known.address;
    }
    const bytes = bytesOf({ size: data.length });
    const block = this.#allocate(bytes, pinned);
    this.#cached.set(data, block);
    this.#cachedBytes += block.bytes;
    this.write(block.address, data);
    return block.address;
  }

  #allocate(bytes: number, pinned: ReadonlySet<TensorData>): Block {
    for (const [data, block] of this.#cached) {
      if (this.#cachedBytes + bytes <= CACHE_BYTES) break;
      if (pinned.has(data)) continue;
      this.#cached.delete(data);
      this.#cachedBytes -= block.bytes;
      this.#free.push(block);
    }
    const fit = this.#free.findIndex((block) => block.bytes === bytes);
    if (fit >= 0) return this.#free.splice(fit, 1)[0] as Block;
    const address = this.#top;
    this.#top += bytes;
    const missing = Math.ceil((this.#top - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing);
    return { address, bytes };
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw memoryError(this.#top, cause);
    }
  }
}

function allocateMemory(pages: number): WebAssembly.Memory {
  if (pages > MAX_PAGES) throw memoryError(pages * PAGE);
  try {
    return new WebAssembly.Memory({ initial: Math.max(1, pages) });
  } catch (cause) {
    throw memoryError(pages * PAGE, cause);
  }
}

function memoryError(bytes: number, cause?: unknown): LimpetError {
  const mebibytes = Math.ceil(bytes / 1024 / 1024);
  const most = (MAX_PAGES * PAGE) / 1024 / 1024;
  const reason =
    mebibytes > most
      ? `WebAssembly has at most ${most} MiB`
      : 'this machine or browser did not give that much';
  return new LimpetError(
    'memory',
    `The program needs ${mebibytes} MiB, and ${reason}. Use smaller batches or fewer time steps, or keep less for the ` +
      'gradient: scan with { checkpoint: true }, or checkpoint(...) around a part.',
    { cause },
  );
}

function viewAt(
  memory: WebAssembly.Memory,
  address: number,
  data: TensorData,
): Float32Array | Int32Array | Uint32Array {
  if (data instanceof Float32Array) return new Float32Array(memory.buffer, address, data.length);
  if (data instanceof Int32Array) return new Int32Array(memory.buffer, address, data.length);
  return new Uint32Array(memory.buffer, address, data.length);
}

function canonicalize(data: Float32Array): void {
  const words = new Uint32Array(data.buffer);
  for (let index = 0; index < data.length; index++) {
    if (Number.isNaN(data[index])) words[index] = 0x7fc00000;
  }
}
