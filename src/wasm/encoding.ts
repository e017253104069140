import { internalError } from '../errors.ts';

/** Collects the bytes of a WebAssembly binary. Every method returns the writer, for chaining. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Number of bytes written so far. */
  get length(): number {
    return this.#length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** One byte, 0 to 255. */
  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** Raw bytes. */
  bytes(values: Uint8Array): this {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  /** An unsigned 32-bit integer in LEB128: seven bits a byte, lowest first. */
  u32(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      throw internalError(`expected an unsigned 32-bit integer in a wasm binary, got ${value}`);
    }
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.byte(rest);
  }

  /** A signed 32-bit integer in LEB128; values from 2^31 to 2^32 - 1 stand for their wrapped bits. */
  i32(value: number): this {
    if (!Number.isInteger(value) || value < -0x80000000 || value > 0xffffffff) {
      throw internalError(`expected a 32-bit integer in a wasm binary, got ${value}`);
    }
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.byte(rest & 0x7f);
  }

  /** The four bytes of a float32. */
  f32(value: number): this {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** A length and that many bytes. */
  sized(values: Uint8Array): this {
    return this.u32(values.length).bytes(values);
  }

  /** A string: its length in UTF-8 bytes, then the bytes. */
  name(text: string): this {
    return this.sized(new TextEncoder().encode(text));
  }

  /** A count, then each item as `write` writes it. */
  vector<Item>(items: readonly Item[], write: (writer: this, item: Item, index: number) => void): this {
    this.u32(items.length);
    items.forEach((item, index) => {
      write(this, item, index);
    });
    return this;
  }

  /** A section: its id, its size, its contents. Nothing is written when `items` is empty. */
  section<Item>(
    id: number,
    items: readonly Item[],
    write: (writer: ByteWriter, item: Item, index: number) => void,
  ): this {
    if (items.length === 0) return this;
    return this.byte(id).sized(new ByteWriter().vector(items, write).toBytes());
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}
