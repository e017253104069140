import { internalError } from '../errors.ts';
import { ByteWriter } from './encoding.ts';
import {
  control,
  laneInstructions,
  memoryInstructions,
  memoryLaneInstructions,
  plainInstructions,
  type ValueType,
  valueTypeCodes,
} from './instructions.ts';

/** A parameter or local variable of one function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A function of a module. */
export interface FunctionIndex {
  readonly functionIndex: number;
}

/** A global variable of a module. */
export interface GlobalIndex {
  readonly globalIndex: number;
}

/** A passive data segment of a module. */
export interface DataIndex {
  readonly dataIndex: number;
}

/** A place to branch to: the end of a block, or the start of a loop. */
export interface Label {
  readonly depth: number;
}

type Body = (label: Label) => void;
type Plain<Table> = { readonly [Name in keyof Table]: () => FunctionBuilder };
type WithLane<Table> = { readonly [Name in keyof Table]: (lane: number) => FunctionBuilder };
type WithOffset<Table> = { readonly [Name in keyof Table]: (offset?: number) => FunctionBuilder };
type WithOffsetAndLane<Table> = {
  readonly [Name in keyof Table]: (offset: number, lane: number) => FunctionBuilder;
};
type WithConstant<Constant> = { readonly const: (value: Constant) => FunctionBuilder };

/** log2 of the alignment that addresses keep: every element is four bytes. */
const alignment = 2;

function mapTable<Name extends string, Method>(
  table: Readonly<Record<Name, number>>,
  method: (code: number) => Method,
): { readonly [Key in Name]: Method } {
  const names = Object.keys(table) as Name[];
  return Object.fromEntries(names.map((name) => [name, method(table[name])])) as Record<Name, Method>;
}

/**
 * Writes the body of one function, instruction by instruction, in the order of the stack machine:
 * `f.get(x).get(y).f32x4.add().set(z)` is z = x + y. Instructions are grouped by type, as in the specification.
 * Loads and stores take a constant byte offset. The engine checks types when the module is compiled.
 */
export class FunctionBuilder {
  #code = new ByteWriter();
  #params: readonly Local[] = [];
  #locals: ValueType[] = [];
  #depth = 0;

  readonly i32: Plain<typeof plainInstructions.i32> &
    WithOffset<typeof memoryInstructions.i32> &
    WithConstant<number>;
  readonly f32: Plain<typeof plainInstructions.f32> &
    WithOffset<typeof memoryInstructions.f32> &
    WithConstant<number>;
  readonly v128: Plain<typeof plainInstructions.v128> &
    WithOffset<typeof memoryInstructions.v128> &
    WithOffsetAndLane<typeof memoryLaneInstructions.v128> &
    WithConstant<Uint8Array>;
  /** `const` gives all four lanes one value. */
  readonly i32x4: Plain<typeof plainInstructions.i32x4> &
    WithLane<typeof laneInstructions.i32x4> &
    WithConstant<number>;
  /** `const` gives all four lanes one value. */
  readonly f32x4: Plain<typeof plainInstructions.f32x4> &
    WithLane<typeof laneInstructions.f32x4> &
    WithConstant<number>;

  constructor() {
    const plain = (code: number) => () => this.#op(code);
    const lane = (code: number) => (index: number) => this.#lane(code, index);
    const memory =
      (code: number) =>
      (offset = 0) =>
        this.#memory(code, offset);
    const memoryLane = (code: number) => (offset: number, index: number) =>
      this.#memory(code, offset).#laneNumber(index, 4);
    this.i32 = {
      ...mapTable(plainInstructions.i32, plain),
      ...mapTable(memoryInstructions.i32, memory),
      const: (value) => this.#op(control.i32Const).#i32(value),
    };
    this.f32 = {
      ...mapTable(plainInstructions.f32, plain),
      ...mapTable(memoryInstructions.f32, memory),
      const: (value) => this.#op(control.f32Const).#f32(value),
    };
    this.v128 = {
      ...mapTable(plainInstructions.v128, plain),
      ...mapTable(memoryInstructions.v128, memory),
      ...mapTable(memoryLaneInstructions.v128, memoryLane),
      const: (bytes) => this.#v128Const(bytes),
    };
    this.i32x4 = {
      ...mapTable(plainInstructions.i32x4, plain),
      ...mapTable(laneInstructions.i32x4, lane),
      const: (value) => this.#v128Const(new Uint8Array(Int32Array.of(value, value, value, value).buffer)),
    };
    this.f32x4 = {
      ...mapTable(plainInstructions.f32x4, plain),
      ...mapTable(laneInstructions.f32x4, lane),
      const: (value) => this.#v128Const(new Uint8Array(Float32Array.of(value, value, value, value).buffer)),
    };
  }

  /** Starts the body of another function with the given parameters; the builder itself is costly to make. */
  begin(params: readonly ValueType[]): this {
    this.#code = new ByteWriter();
    this.#params = params.map((type, index) => ({ index, type }));
    this.#locals = [];
    this.#depth = 0;
    return this;
  }

  #op(code: number): this {
    if (code > 0xff) this.#code.byte(code >> 8).u32(code & 0xff);
    else this.#code.byte(code);
    return this;
  }

  #u32(value: number): this {
    this.#code.u32(value);
    return this;
  }

  #i32(value: number): this {
    this.#code.i32(value);
    return this;
  }

  #f32(value: number): this {
    this.#code.f32(value);
    return this;
  }

  #laneNumber(index: number, lanes: number): this {
    if (!Number.isInteger(index) || index < 0 || index >= lanes) {
      throw internalError(`expected a lane from 0 to ${lanes - 1}, got ${index}`);
    }
    this.#code.byte(index);
    return this;
  }

  #lane(code: number, index: number): this {
    return this.#op(code).#laneNumber(index, 4);
  }

  #memory(code: number, offset: number): this {
    return this.#op(code).#u32(alignment).#u32(offset);
  }

  #v128Const(bytes: Uint8Array): this {
    if (bytes.length !== 16) throw internalError(`expected 16 bytes for v128.const, got ${bytes.length}`);
    this.#op(control.v128Const);
    this.#code.bytes(bytes);
    return this;
  }

  /** Parameter number `index`. */
  param(index: number): Local {
    const param = this.#params[index];
    if (param === undefined) {
      throw internalError(`expected a parameter from 0 to ${this.#params.length - 1}, got ${index}`);
    }
    return param;
  }

  /** A fresh local variable, zero until it is set. */
  local(type: ValueType): Local {
    return { index: this.#params.length + this.#locals.push(type) - 1, type };
  }

  /** Pushes a local. */
  get(local: Local): this {
    this.#code.byte(control.localGet).u32(local.index);
    return this;
  }

  /** Pops into a local. */
  set(local: Local): this {
    this.#code.byte(control.localSet).u32(local.index);
    return this;
  }

  /** Copies the top of the stack into a local. */
  tee(local: Local): this {
    this.#code.byte(control.localTee).u32(local.index);
    return this;
  }

  /** Pushes a global. */
  getGlobal(global: GlobalIndex): this {
    return this.#op(control.globalGet).#u32(global.globalIndex);
  }

  /** Pops into a global. */
  setGlobal(global: GlobalIndex): this {
    return this.#op(control.globalSet).#u32(global.globalIndex);
  }

  #open(code: number, result: ValueType | undefined): Label {
    this.#op(code).#op(result === undefined ? control.emptyBlock : valueTypeCodes[result]);
    this.#depth++;
    return { depth: this.#depth };
  }

  #close(): this {
    this.#depth--;
    return this.#op(control.end);
  }

  /** Instructions whose label is their end. */
  block(body: Body, result?: ValueType): this {
    body(this.#open(control.block, result));
    return this.#close();
  }

  /** Instructions whose label is their start: they repeat only when they branch to it. */
  loop(body: Body, result?: ValueType): this {
    body(this.#open(control.loop, result));
    return this.#close();
  }

  /** Pops a condition; runs `then` when it is not 0, else `otherwise`. */
  if_(then: Body, otherwise?: Body, result?: ValueType): this {
    const label = this.#open(control.if, result);
    then(label);
    if (otherwise !== undefined) {
      this.#op(control.else);
      otherwise(label);
    }
    return this.#close();
  }

  /** Branches to a label of an enclosing block, loop or if. */
  br(label: Label): this {
    return this.#op(control.br).#u32(this.#depth - label.depth);
  }

  /** Pops a condition; branches when it is not 0. */
  brIf(label: Label): this {
    return this.#op(control.brIf).#u32(this.#depth - label.depth);
  }

  /**
   * Runs `body` for a fresh local from `begin`, in steps of `step` (positive), while it is below `end`
   * (signed). The body must not change the locals `begin` and `end`, nor the index.
   */
  forRange(begin: Local | number, end: Local | number, step: number, body: (index: Local) => void): this {
    const index = this.local('i32');
    this.#pushI32(begin).set(index);
    const loop = () => {
      this.loop((label) => {
        body(index);
        this.get(index).i32.const(step).i32.add().tee(index);
        this.#pushI32(end).i32.ltS().brIf(label);
      });
    };
    if (typeof begin === 'number' && typeof end === 'number') {
      if (begin < end) loop();
      return this;
    }
    this.get(index);
    this.#pushI32(end).i32.ltS().if_(loop);
    return this;
  }

  #pushI32(value: Local | number): FunctionBuilder {
    return typeof value === 'number' ? this.i32.const(value) : this.get(value);
  }

  /** Calls a function with the arguments on the stack. */
  call(callee: FunctionIndex): this {
    return this.#op(control.call).#u32(callee.functionIndex);
  }

  /** Leaves the function with the results on the stack. */
  return_(): this {
    return this.#op(control.return);
  }

  /** Traps when it is reached. */
  unreachable(): this {
    return this.#op(control.unreachable);
  }

  /** Pops a value. */
  drop(): this {
    return this.#op(control.drop);
  }

  /** Pops a condition and two values `x`, `y`; pushes `condition ? x : y`. Any one type of value. */
  select(): this {
    return this.#op(control.select);
  }

  /** Pops two vectors; byte i of the result is byte `bytes[i]` of the 32 bytes of both. */
  shuffle(bytes: readonly number[]): this {
    if (bytes.length !== 16) throw internalError(`expected 16 byte numbers to shuffle, got ${bytes.length}`);
    this.#op(control.shuffle);
    for (const byte of bytes) this.#laneNumber(byte, 32);
    return this;
  }

  /** Shuffles whole 32-bit lanes: lane i of the result is lane `lanes[i]` (0 to 7) of both vectors. */
  shuffleLanes(lanes: readonly number[]): this {
    return this.shuffle(lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]));
  }

  /** Pops destination, source and length in bytes; copies (the ranges may overlap). */
  memoryCopy(): this {
    return this.#op(control.memoryCopy).#u32(0).#u32(0);
  }

  /** Pops destination, byte value and length in bytes; fills. */
  memoryFill(): this {
    return this.#op(control.memoryFill).#u32(0);
  }

  /** Pops destination, offset in the segment and length in bytes; copies from a passive data segment. */
  memoryInit(data: DataIndex): this {
    return this.#op(control.memoryInit).#u32(data.dataIndex).#u32(0);
  }

  /** Frees a passive data segment, which is not used again. */
  dataDrop(data: DataIndex): this {
    return this.#op(control.dataDrop).#u32(data.dataIndex);
  }

  /** The entry of the code section: locals in runs of one type, then the instructions. */
  toBytes(): Uint8Array<ArrayBuffer> {
    if (this.#depth !== 0) throw internalError('a wasm function ends inside a block');
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    return new ByteWriter()
      .vector(runs, (writer, { type, count }) => writer.u32(count).byte(valueTypeCodes[type]))
      .bytes(this.#code.toBytes())
      .byte(control.end)
      .toBytes();
  }
}
