import { internalError } from '../errors.ts';

const float = new DataView(new ArrayBuffer(4));

/** Collects the bytes of a WebAssembly binary. Every method returns the writer, for chaining. */
export class ByteWriter {
  /** What was written before the last bytes. */
  readonly #parts: ArrayLike<number>[] = [];
  // An array of numbers: pushing is what engines do fastest before they have optimised anything.
  #last: number[] = [];

  /** Number of bytes written so far. */
  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, this.#last.length);
  }

  /** One byte, 0 to 255. */
  byte(value: number): this {
    this.#last.push(value);
    return this;
  }

  /** Raw bytes, which must not change any more. */
  bytes(values: Uint8Array): this {
    this.#parts.push(this.#last, values);
    this.#last = [];
    return this;
  }

  /** An unsigned 32-bit integer in LEB128: seven bits a byte, lowest first. */
  u32(value: number): this {
    if ((value & 0x7f) === value) {
      this.#last.push(value);
      return this;
    }
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
    float.setFloat32(0, value, true);
    for (let index = 0; index < 4; index++) this.#last.push(float.getUint8(index));
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
    const whole = new Uint8Array(this.length);
    let position = 0;
    for (const part of [...this.#parts, this.#last]) {
      whole.set(part, position);
      position += part.length;
    }
    return whole;
  }
}
