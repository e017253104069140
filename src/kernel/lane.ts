import { internalError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';
import { instructionKey } from './instructionKey.ts';
import { registerTypes } from './programFacts.ts';
import { prune } from './prune.ts';

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
  readonly value?: number | undefined;
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
  readonly inputs: readonly Lane[];
  readonly #instructions: LaneInstruction[] = [];
  /** Registers of instructions by their keys. */
  readonly #known = new Map<number, number>();

  constructor(inputs: readonly Dtype[]) {
    this.inputs = inputs.map((dtype, register) => ({ register, dtype }));
  }

  /** Appends an instruction, or finds the equal one that is there already. */
  push(op: LaneOp, dtype: Dtype, args: readonly number[], value?: number): Lane {
    return { register: this.#append({ op, dtype, args, value }), dtype };
  }

  #append(instruction: LaneInstruction): number {
    const key = instructionKey(instruction);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const register = this.inputs.length + this.#instructions.push(instruction) - 1;
    this.#known.set(key, register);
    return register;
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

  neg(x: Lane): Lane {
    return this.#unary('neg', x);
  }
  abs(x: Lane): Lane {
    return this.#unary('abs', x);
  }
  sqrt(x: Lane): Lane {
    return this.#unary('sqrt', x);
  }
  floor(x: Lane): Lane {
    return this.#unary('floor', x);
  }
  ceil(x: Lane): Lane {
    return this.#unary('ceil', x);
  }
  trunc(x: Lane): Lane {
    return this.#unary('trunc', x);
  }
  nearest(x: Lane): Lane {
    return this.#unary('nearest', x);
  }
  not(x: Lane): Lane {
    return this.#unary('not', x);
  }
  add(x: Lane, y: Lane | number): Lane {
    return this.#binary('add', x, y);
  }
  sub(x: Lane, y: Lane | number): Lane {
    return this.#binary('sub', x, y);
  }
  mul(x: Lane, y: Lane | number): Lane {
    return this.#binary('mul', x, y);
  }
  div(x: Lane, y: Lane | number): Lane {
    return this.#binary('div', x, y);
  }
  rem(x: Lane, y: Lane | number): Lane {
    return this.#binary('rem', x, y);
  }
  min(x: Lane, y: Lane | number): Lane {
    return this.#binary('min', x, y);
  }
  max(x: Lane, y: Lane | number): Lane {
    return this.#binary('max', x, y);
  }
  and(x: Lane, y: Lane | number): Lane {
    return this.#binary('and', x, y);
  }
  or(x: Lane, y: Lane | number): Lane {
    return this.#binary('or', x, y);
  }
  xor(x: Lane, y: Lane | number): Lane {
    return this.#binary('xor', x, y);
  }
  shl(x: Lane, y: Lane | number): Lane {
    return this.#binary('shl', x, y);
  }
  shr(x: Lane, y: Lane | number): Lane {
    return this.#binary('shr', x, y);
  }
  eq(x: Lane, y: Lane | number): Lane {
    return this.#compare('eq', x, y);
  }
  ne(x: Lane, y: Lane | number): Lane {
    return this.#compare('ne', x, y);
  }
  lt(x: Lane, y: Lane | number): Lane {
    return this.#compare('lt', x, y);
  }
  le(x: Lane, y: Lane | number): Lane {
    return this.#compare('le', x, y);
  }

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
    const registers = args.map((lane) => lane.register);
    const current = (register: number): number => registers[register] as number;
    program.instructions.forEach(({ op, dtype, args: own, value }) => {
      registers.push(this.#append({ op, dtype, args: own.map(current), value }));
    });
    const types = registerTypes(program);
    return program.outputs.map((register) => {
      return { register: current(register), dtype: types[register] as Dtype };
    });
  }

  /** The program of all instructions written so far. */
  finish(outputs: readonly Lane[]): LaneProgram {
    return {
      inputs: this.inputs.map((input) => input.dtype),
      instructions: this.#instructions,
      outputs: outputs.map((output) => output.register),
    };
  }
}

/** Builds a program with one call; instructions that no output needs are left out. */
export function laneProgram(
  inputs: readonly Dtype[],
  write: (builder: LaneBuilder, ...inputs: Lane[]) => Lane | readonly Lane[],
): LaneProgram {
  const builder = new LaneBuilder(inputs);
  const outputs = write(builder, ...builder.inputs);
  return prune(builder.finish(Array.isArray(outputs) ? (outputs as readonly Lane[]) : [outputs as Lane]));
}

/** The program that gives its inputs back. */
export const identityProgram = (...inputs: readonly Dtype[]): LaneProgram => ({
  inputs,
  instructions: [],
  outputs: [...inputs.keys()],
});

/** The program that gives a number, without inputs. */
export const constantProgram = (value: number, dtype: Dtype): LaneProgram =>
  laneProgram([], (b) => b.constant(value, dtype));
