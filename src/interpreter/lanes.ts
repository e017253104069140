import type { Dtype } from '../ir/types.ts';
import type { LaneOp, LaneProgram } from '../kernel/lane.ts';

/** Registers of one type, one element per point. Truth values are 0 and 1. */
export type Register = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a float32, every NaN as the canonical one. */
function bitsOf(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000;
  bits.setFloat32(0, value);
  return bits.getUint32(0);
}

function floatOf(word: number): number {
  bits.setUint32(0, word);
  return bits.getFloat32(0);
}

function nearestEven(x: number): number {
  const below = Math.floor(x);
  const fraction = x - below;
  if (fraction === 0.5) return below % 2 === 0 ? signed(below, x) : signed(below + 1, x);
  return signed(fraction < 0.5 ? below : below + 1, x);
}

const signed = (rounded: number, like: number): number =>
  rounded === 0 && (like < 0 || Object.is(like, -0)) ? -0 : rounded;

const saturate = (x: number, low: number, high: number): number =>
  Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, low), high));

type Semantics = (x: number, y: number, z: number) => number;

const compare: Record<'eq' | 'ne' | 'lt' | 'le', Semantics> = {
  eq: (x, y) => (x === y ? 1 : 0),
  ne: (x, y) => (x !== y ? 1 : 0),
  lt: (x, y) => (x < y ? 1 : 0),
  le: (x, y) => (x <= y ? 1 : 0),
};

const floats: Partial<Record<LaneOp, Semantics>> = {
  ...compare,
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  nearest: nearestEven,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: (x, y) => Math.min(x, y),
  max: (x, y) => Math.max(x, y),
  select: (c, x, y) => (c ? x : y),
};

const integers: Partial<Record<LaneOp, Semantics>> = {
  ...compare,
  neg: (x) => -x,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: Math.imul,
  div: (x, y) => (y === 0 ? -1 : Math.trunc(x / y)),
  rem: (x, y) => (y === 0 ? x : x % y),
  min: (x, y) => Math.min(x, y),
  max: (x, y) => Math.max(x, y),
  not: (x) => ~x,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => (y >>> 0 > 31 ? 0 : x << y),
  select: (c, x, y) => (c ? x : y),
};

const semantics: Record<Dtype, Partial<Record<LaneOp, Semantics>>> = {
  f32: floats,
  i32: { ...integers, abs: Math.abs, shr: (x, y) => x >> (y >>> 0 > 31 ? 31 : y) },
  u32: { ...integers, shr: (x, y) => (y > 31 ? 0 : x >>> y) },
  bool: {
    ...compare,
    not: (x) => 1 - x,
    and: (x, y) => x & y,
    or: (x, y) => x | y,
    xor: (x, y) => x ^ y,
    select: (c, x, y) => (c ? x : y),
  },
};

function conversion(from: Dtype, to: Dtype): Semantics {
  if (to === 'bool') return (x) => (x === 0 ? 0 : 1);
  if (from === 'f32' && to === 'i32') return (x) => saturate(x, -0x80000000, 0x7fffffff);
  if (from === 'f32' && to === 'u32') return (x) => saturate(x, 0, 0xffffffff);
  return (x) => x;
}

function bitCast(from: Dtype, to: Dtype): Semantics {
  if (from === 'f32') return bitsOf;
  if (to === 'f32') return (x) => floatOf(x >>> 0);
  return (x) => x;
}

/** The meaning of one lane instruction on numbers, before its result is stored in its type. */
function laneSemantics(op: LaneOp, from: Dtype, to: Dtype, value: number): Semantics {
  if (op === 'constant') return () => value;
  if (op === 'convert') return conversion(from, to);
  if (op === 'bitcast') return bitCast(from, to);
  const meaning = semantics[op === 'select' ? to : from][op];
  if (meaning === undefined) throw new Error(`lane instruction ${op} has no meaning for ${from}`);
  return meaning;
}

/** Float registers are stored in this type: float32 is the engine's meaning, float64 serves as a reference. */
export type FloatStorage = 'f32' | 'f64';

/** A register of `length` elements. */
export function allocateRegister(dtype: Dtype, length: number, storage: FloatStorage = 'f32'): Register {
  if (dtype === 'f32') return storage === 'f64' ? new Float64Array(length) : new Float32Array(length);
  if (dtype === 'i32') return new Int32Array(length);
  if (dtype === 'u32') return new Uint32Array(length);
  return new Uint8Array(length);
}

/**
 * Executes a lane program on registers of `length` elements, instruction by instruction.
 * Storing in a typed array rounds to float32 or wraps to 32 bits: the meaning of the language.
 */
export function runLanes(
  program: LaneProgram,
  inputs: readonly Register[],
  length: number,
  storage: FloatStorage = 'f32',
): Register[] {
  const registers: Register[] = [...inputs];
  const types: Dtype[] = [...program.inputs];
  for (const { op, dtype, args, value } of program.instructions) {
    const [a = 0, b = a, c = a] = args;
    const x = registers[a];
    const y = registers[b];
    const z = registers[c];
    const from = types[a] ?? dtype;
    const meaning = laneSemantics(op, from, dtype, value ?? 0);
    const result = allocateRegister(dtype, length, storage);
    if (x === undefined || y === undefined || z === undefined) result.fill(value ?? 0);
    else for (let i = 0; i < length; i++) result[i] = meaning(x[i] ?? 0, y[i] ?? 0, z[i] ?? 0);
    registers.push(result);
    types.push(dtype);
  }
  return program.outputs.map((register) => registers[register] ?? new Float32Array(length));
}
