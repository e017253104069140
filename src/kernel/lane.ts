import { internalError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';

/** Instructions of lane programs that take one operand. */
export type UnaryLaneOp =
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'nearest'
  | 'not'
  | 'convert'
  | 'bitcast';
/** Instructions that take two operands of one type and give the same type. */
export type BinaryLaneOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'min'
  | 'max'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr';
/** Instructions that take two operands of one type and give a truth value. */
export type CompareLaneOp = 'eq' | 'ne' | 'lt' | 'le';
/** The closed vocabulary of lane programs. */
export type LaneOp = UnaryLaneOp | BinaryLaneOp | CompareLaneOp | 'select' | 'constant';

/** One instruction: registers are numbered, inputs first, then one per instruction. */
export interface LaneInstruction {
  readonly op: LaneOp;
  /** Type of the result; the operands of a comparison, conversion or bit cast have their own. */
  readonly dtype: Dtype;
  readonly args: readonly number[];
  /** The value of a `constant`. */
  readonly value?: number;
}

/** Straight-line code for one element, which is one SIMD lane. Every register has a 32-bit type. */
export interface LaneProgram {
  readonly inputs: readonly Dtype[];
  readonly instructions: readonly LaneInstruction[];
  /** Registers that are the results. */
  readonly outputs: readonly number[];
}

/** A register of a program under construction. */
export interface Lane {
  readonly register: number;
  readonly dtype: Dtype;
}

const operandTypes: Partial<Record<LaneOp, readonly Dtype[]>> = {
  sqrt: ['f32'],
  floor: ['f32'],
  ceil: ['f32'],
  trunc: ['f32'],
  nearest: ['f32'],
  neg: ['f32', 'i32', 'u32'],
  abs: ['f32', 'i32'],
  not: ['bool', 'i32', 'u32'],
  add: ['f32', 'i32', 'u32'],
  sub: ['f32', 'i32', 'u32'],
  mul: ['f32', 'i32', 'u32'],
  div: ['f32', 'i32', 'u32'],
  rem: ['i32', 'u32'],
  min: ['f32', 'i32', 'u32'],
  max: ['f32', 'i32', 'u32'],
  and: ['bool', 'i32', 'u32'],
  or: ['bool', 'i32', 'u32'],
  xor: ['bool', 'i32', 'u32'],
  shl: ['i32', 'u32'],
  shr: ['i32', 'u32'],
  eq: ['bool', 'f32', 'i32', 'u32'],
  ne: ['bool', 'f32', 'i32', 'u32'],
  lt: ['f32', 'i32', 'u32'],
  le: ['f32', 'i32', 'u32'],
};

/**
 * Writes a lane program. Equal instructions are merged as they are written, so that fused programs share their
 * common parts. Arithmetic rounds to float32 after every instruction; integers wrap; `min` and `max` give NaN
 * where an operand is NaN and order -0 below 0; `div` and `rem` of integers truncate, and are -1 and x where
 * the divisor is 0; `shr` is arithmetic for i32 and logical for u32, shifts of 32 and more give 0 (or the sign);
 * `nearest` rounds halves to even; f32 to integer conversion truncates and saturates, NaN to 0;
 * `bitcast` of a NaN gives the canonical 0x7fc00000.
 */
export class LaneBuilder {
  readonly inputs: Lane[] = [];
  /** By register; null for inputs, which may be added at any time. */
  readonly #instructions: (LaneInstruction | null)[] = [];
  readonly #known = new Map<number, Lane>();

  constructor(inputs: readonly Dtype[]) {
    for (const dtype of inputs) this.input(dtype);
  }

  /** Number of instructions written so far. */
  get size(): number {
    return this.#instructions.length - this.inputs.length;
  }

  /** Adds an input. */
  input(dtype: Dtype): Lane {
    const lane = { register: this.#instructions.push(null) - 1, dtype };
    this.inputs.push(lane);
    return lane;
  }

  /** Appends an instruction, or finds the equal one that is there already. */
  push(op: LaneOp, dtype: Dtype, args: readonly number[], value?: number): Lane {
    const key = instructionKey(op, dtype, args, value);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const lane = { register: this.#instructions.length, dtype };
    this.#instructions.push(value === undefined ? { op, dtype, args } : { op, dtype, args, value });
    this.#known.set(key, lane);
    return lane;
  }

  /** A constant; floats are rounded to float32. */
  constant(value: number, dtype: Dtype = 'f32'): Lane {
    return this.push('constant', dtype, [], dtype === 'f32' ? Math.fround(value) : value);
  }

  #operand(like: Dtype, operand: Lane | number): Lane {
    return typeof operand === 'number' ? this.constant(operand, like) : operand;
  }

  #unary(op: UnaryLaneOp, x: Lane): Lane {
    this.#check(op, x.dtype);
    return this.push(op, x.dtype, [x.register]);
  }

  #binary(op: BinaryLaneOp, x: Lane, operand: Lane | number): Lane {
    const y = this.#operand(x.dtype, operand);
    this.#check(op, x.dtype, y.dtype);
    return this.push(op, x.dtype, [x.register, y.register]);
  }

  #compare(op: CompareLaneOp, x: Lane, operand: Lane | number): Lane {
    const y = this.#operand(x.dtype, operand);
    this.#check(op, x.dtype, y.dtype);
    return this.push(op, 'bool', [x.register, y.register]);
  }

  #check(op: LaneOp, dtype: Dtype, other: Dtype = dtype): void {
    if (dtype !== other || !(operandTypes[op]?.includes(dtype) ?? true)) {
      throw internalError(`lane instruction ${op} does not take ${dtype} and ${other}`);
    }
  }

  neg = (x: Lane): Lane => this.#unary('neg', x);
  abs = (x: Lane): Lane => this.#unary('abs', x);
  sqrt = (x: Lane): Lane => this.#unary('sqrt', x);
  floor = (x: Lane): Lane => this.#unary('floor', x);
  ceil = (x: Lane): Lane => this.#unary('ceil', x);
  trunc = (x: Lane): Lane => this.#unary('trunc', x);
  nearest = (x: Lane): Lane => this.#unary('nearest', x);
  not = (x: Lane): Lane => this.#unary('not', x);
  add = (x: Lane, y: Lane | number): Lane => this.#binary('add', x, y);
  sub = (x: Lane, y: Lane | number): Lane => this.#binary('sub', x, y);
  mul = (x: Lane, y: Lane | number): Lane => this.#binary('mul', x, y);
  div = (x: Lane, y: Lane | number): Lane => this.#binary('div', x, y);
  rem = (x: Lane, y: Lane | number): Lane => this.#binary('rem', x, y);
  min = (x: Lane, y: Lane | number): Lane => this.#binary('min', x, y);
  max = (x: Lane, y: Lane | number): Lane => this.#binary('max', x, y);
  and = (x: Lane, y: Lane | number): Lane => this.#binary('and', x, y);
  or = (x: Lane, y: Lane | number): Lane => this.#binary('or', x, y);
  xor = (x: Lane, y: Lane | number): Lane => this.#binary('xor', x, y);
  shl = (x: Lane, y: Lane | number): Lane => this.#binary('shl', x, y);
  shr = (x: Lane, y: Lane | number): Lane => this.#binary('shr', x, y);
  eq = (x: Lane, y: Lane | number): Lane => this.#compare('eq', x, y);
  ne = (x: Lane, y: Lane | number): Lane => this.#compare('ne', x, y);
  lt = (x: Lane, y: Lane | number): Lane => this.#compare('lt', x, y);
  le = (x: Lane, y: Lane | number): Lane => this.#compare('le', x, y);

  /** `condition ? x : y`. */
  select(condition: Lane, x: Lane, y: Lane | number): Lane {
    const other = this.#operand(x.dtype, y);
    if (condition.dtype !== 'bool') throw internalError(`lane select on ${condition.dtype}`);
    this.#check('select', x.dtype, other.dtype);
    return this.push('select', x.dtype, [condition.register, x.register, other.register]);
  }

  /** The value in another type: integers to the nearest float, floats truncated, truth values to 0 and 1. */
  convert(x: Lane, dtype: Dtype): Lane {
    return x.dtype === dtype ? x : this.push('convert', dtype, [x.register]);
  }

  /** The same 32 bits read as another type. */
  bitcast(x: Lane, dtype: Dtype): Lane {
    return x.dtype === dtype ? x : this.push('bitcast', dtype, [x.register]);
  }

  /** Writes another program in place, over the given registers. */
  inline(program: LaneProgram, args: readonly Lane[]): Lane[] {
    const lanes: Lane[] = [...args];
    for (const { op, dtype, args: registers, value } of program.instructions) {
      lanes.push(
        this.push(
          op,
          dtype,
          registers.map((register) => at(lanes, register).register),
          value,
        ),
      );
    }
    return program.outputs.map((register) => at(lanes, register));
  }

  /** The finished program, without the instructions that no output needs. */
  finish(outputs: readonly Lane[]): LaneProgram {
    const needed = new Uint8Array(this.#instructions.length);
    for (const output of outputs) needed[output.register] = 1;
    for (let register = needed.length - 1; register >= 0; register--) {
      if (needed[register]) for (const arg of this.#instructions[register]?.args ?? []) needed[arg] = 1;
    }
    const renamed = new Int32Array(needed.length);
    this.inputs.forEach((input, index) => {
      renamed[input.register] = index;
    });
    const instructions: LaneInstruction[] = [];
    const rename = (register: number): number => renamed[register] ?? 0;
    this.#instructions.forEach((instruction, register) => {
      if (instruction === null || !needed[register]) return;
      renamed[register] = this.inputs.length + instructions.length;
      instructions.push({ ...instruction, args: instruction.args.map(rename) });
    });
    return {
      inputs: this.inputs.map((input) => input.dtype),
      instructions,
      outputs: outputs.map((output) => rename(output.register)),
    };
  }
}

const operations: Readonly<Record<LaneOp, number>> = {
  neg: 0,
  abs: 1,
  sqrt: 2,
  floor: 3,
  ceil: 4,
  trunc: 5,
  nearest: 6,
  not: 7,
  convert: 8,
  bitcast: 9,
  add: 10,
  sub: 11,
  mul: 12,
  div: 13,
  rem: 14,
  min: 15,
  max: 16,
  and: 17,
  or: 18,
  xor: 19,
  shl: 20,
  shr: 21,
  eq: 22,
  ne: 23,
  lt: 24,
  le: 25,
  select: 26,
  constant: 27,
};
const typeNumbers: Readonly<Record<Dtype, number>> = { f32: 0, i32: 1, u32: 2, bool: 3 };
const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);
const MAX_REGISTERS = 8192;
/** Room for three registers. */
const CONSTANTS = MAX_REGISTERS * MAX_REGISTERS * MAX_REGISTERS;

/** A number that tells instructions apart: operation and type, then three registers or the bits of a constant. */
function instructionKey(
  op: LaneOp,
  dtype: Dtype,
  args: readonly number[],
  value: number | undefined,
): number {
  const kind = 4 * operations[op] + typeNumbers[dtype];
  if (value !== undefined) {
    float[0] = value;
    return kind * CONSTANTS + (dtype === 'f32' ? (floatBits[0] ?? 0) : value >>> 0);
  }
  const [a = 0, b = 0, c = 0] = args;
  if (Math.max(a, b, c) >= MAX_REGISTERS)
    throw internalError(`a lane program has more than ${MAX_REGISTERS} registers`);
  return ((kind * MAX_REGISTERS + a) * MAX_REGISTERS + b) * MAX_REGISTERS + c;
}

function at(lanes: readonly Lane[], register: number): Lane {
  const lane = lanes[register];
  if (lane === undefined) throw internalError(`lane register ${register} is read before it is written`);
  return lane;
}

/** Builds a program with one call. */
export function laneProgram(
  inputs: readonly Dtype[],
  write: (builder: LaneBuilder, ...inputs: Lane[]) => Lane | readonly Lane[],
): LaneProgram {
  const builder = new LaneBuilder(inputs);
  const outputs = write(builder, ...builder.inputs);
  return builder.finish(Array.isArray(outputs) ? (outputs as readonly Lane[]) : [outputs as Lane]);
}

/** The type of every register of a program. */
export function registerTypes(program: LaneProgram): Dtype[] {
  return [...program.inputs, ...program.instructions.map((instruction) => instruction.dtype)];
}

const known = new WeakMap<LaneProgram, ReadonlySet<number>>();

/** The inputs that a program reads or gives back. */
export function usedInputs(program: LaneProgram): ReadonlySet<number> {
  const found = known.get(program) ?? findUsedInputs(program);
  known.set(program, found);
  return found;
}

function findUsedInputs(program: LaneProgram): Set<number> {
  const registers = [...program.outputs, ...program.instructions.flatMap((instruction) => instruction.args)];
  return new Set(registers.filter((register) => register < program.inputs.length));
}

/** The program that gives its only input back. */
export const identityProgram = (dtype: Dtype): LaneProgram => ({
  inputs: [dtype],
  instructions: [],
  outputs: [0],
});
