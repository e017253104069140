import { internalError } from '../errors.ts';
import { ByteWriter } from './encoding.ts';
import { type DataIndex, FunctionBuilder, type FunctionIndex, type GlobalIndex } from './functionBuilder.ts';
import { control, type ValueType, valueTypeCodes } from './instructions.ts';

/** Size of a memory in pages of 64 KiB. A shared memory must have a maximum. */
export interface MemoryLimits {
  readonly minPages: number;
  readonly maxPages?: number;
  readonly shared?: boolean;
}

interface Import {
  readonly module: string;
  readonly name: string;
  readonly write: (writer: ByteWriter) => void;
}

interface DefinedFunction {
  readonly name: string;
  readonly type: number;
  code: Uint8Array;
}

interface Global {
  readonly type: ValueType;
  readonly initial: number;
  readonly mutable: boolean;
}

interface DataSegment {
  readonly bytes: Uint8Array;
  /** Where an active segment is put; a passive one has none. */
  readonly address?: number;
}

const sectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

const writeTypes = (writer: ByteWriter, types: readonly ValueType[]): ByteWriter =>
  writer.vector(types, (to, type) => to.byte(valueTypeCodes[type]));

/** Builds a WebAssembly module: imports first, then functions, globals and data, then `toBytes`. */
export class ModuleBuilder {
  readonly #types: { readonly params: readonly ValueType[]; readonly results: readonly ValueType[] }[] = [];
  readonly #typeNumbers = new Map<string, number>();
  readonly #imports: Import[] = [];
  readonly #importedFunctionNames: string[] = [];
  readonly #functions: DefinedFunction[] = [];
  readonly #globals: Global[] = [];
  readonly #exports: { readonly name: string; readonly index: FunctionIndex }[] = [];
  readonly #data: DataSegment[] = [];
  readonly #builder = new FunctionBuilder();
  #building = false;

  #type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join(' ')} -> ${results.join(' ')}`;
    const known = this.#typeNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#types.push({ params, results }) - 1;
    this.#typeNumbers.set(key, number);
    return number;
  }

  /** The memory that all loads and stores use. */
  importMemory(module: string, name: string, { minPages, maxPages, shared = false }: MemoryLimits): void {
    if (shared && maxPages === undefined) {
      throw internalError(`shared wasm memory ${module}.${name} needs maxPages`);
    }
    const flags = (maxPages === undefined ? 0 : 1) | (shared ? 2 : 0);
    this.#imports.push({
      module,
      name,
      write: (writer) => {
        writer.byte(2).byte(flags).u32(minPages);
        if (maxPages !== undefined) writer.u32(maxPages);
      },
    });
  }

  /** A function of the host. Imports are numbered first, so they come before every `addFunction`. */
  importFunction(
    module: string,
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): FunctionIndex {
    if (this.#functions.length > 0) {
      throw internalError(`wasm function ${module}.${name} must be imported before functions are added`);
    }
    const type = this.#type(params, results);
    this.#imports.push({ module, name, write: (writer) => writer.byte(0).u32(type) });
    return { functionIndex: this.#importedFunctionNames.push(name) - 1 };
  }

  /** A function whose body `build` writes. The name is for debuggers and profilers. */
  addFunction(
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
    build: (f: FunctionBuilder, self: FunctionIndex) => void,
  ): FunctionIndex {
    const defined: DefinedFunction = { name, type: this.#type(params, results), code: new Uint8Array() };
    const functionIndex = this.#importedFunctionNames.length + this.#functions.push(defined) - 1;
    if (this.#building) throw internalError(`wasm function ${name} is added while another one is written`);
    this.#building = true;
    build(this.#builder.begin(params), { functionIndex });
    this.#building = false;
    defined.code = this.#builder.toBytes();
    return { functionIndex };
  }

  /** Makes a function callable from the host. */
  exportFunction(name: string, index: FunctionIndex): void {
    this.#exports.push({ name, index });
  }

  /** A global variable; constant when not mutable. */
  addGlobal(type: 'i32' | 'f32', initial: number, mutable: boolean): GlobalIndex {
    return { globalIndex: this.#globals.push({ type, initial, mutable }) - 1 };
  }

  /** Bytes put at `address` when the module is instantiated. */
  addActiveData(address: number, bytes: Uint8Array): void {
    this.#data.push({ bytes, address });
  }

  /** Bytes that `memoryInit` copies. */
  addPassiveData(bytes: Uint8Array): DataIndex {
    return { dataIndex: this.#data.push({ bytes }) - 1 };
  }

  /** The binary. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const writer = new ByteWriter().bytes(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    writer.section(sectionId.type, this.#types, (to, { params, results }) => {
      writeTypes(writeTypes(to.byte(0x60), params), results);
    });
    writer.section(sectionId.import, this.#imports, (to, { module, name, write }) => {
      write(to.name(module).name(name));
    });
    writer.section(sectionId.function, this.#functions, (to, { type }) => to.u32(type));
    writer.section(sectionId.global, this.#globals, writeGlobal);
    writer.section(sectionId.export, this.#exports, (to, { name, index }) =>
      to.name(name).byte(0).u32(index.functionIndex),
    );
    if (this.#data.length > 0) {
      writer.byte(sectionId.dataCount).sized(new ByteWriter().u32(this.#data.length).toBytes());
    }
    writer.section(sectionId.code, this.#functions, (to, { code }) => to.sized(code));
    writer.section(sectionId.data, this.#data, writeData);
    return writer.byte(sectionId.custom).sized(this.#nameSection()).toBytes();
  }

  #nameSection(): Uint8Array {
    const names = [...this.#importedFunctionNames, ...this.#functions.map(({ name }) => name)];
    const functionNames = new ByteWriter().vector(names, (to, name, index) => to.u32(index).name(name));
    return new ByteWriter().name('name').byte(1).sized(functionNames.toBytes()).toBytes();
  }
}

function writeGlobal(writer: ByteWriter, { type, initial, mutable }: Global): void {
  writer.byte(valueTypeCodes[type]).byte(mutable ? 1 : 0);
  if (type === 'i32') writer.byte(control.i32Const).i32(initial);
  else writer.byte(control.f32Const).f32(initial);
  writer.byte(control.end);
}

function writeData(writer: ByteWriter, { bytes, address }: DataSegment): void {
  if (address === undefined) writer.byte(1);
  else writer.byte(0).byte(control.i32Const).i32(address).byte(control.end);
  writer.sized(bytes);
}
