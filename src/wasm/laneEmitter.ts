import { internalError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';
import type { LaneInstruction, LaneOp, LaneProgram } from '../kernel/lane.ts';
import { registerTypes } from '../kernel/programFacts.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';

/** Writes the constants of a program into locals, once per call, so that loops find them in registers. */
export class LaneConstants {
  readonly #f: FunctionBuilder;
  readonly #known = new Map<number, Local>();

  constructor(f: FunctionBuilder) {
    this.#f = f;
  }

  /** The local that holds a constant in all lanes. Call before the loop that uses it. */
  local(value: number, dtype: Dtype): Local {
    const bits = dtype === 'f32' ? (new Int32Array(Float32Array.of(value).buffer)[0] ?? 0) : value | 0;
    return this.bits(dtype === 'bool' ? -Number(value !== 0) : bits);
  }

  /** The local that holds four times the same 32 bits. */
  bits(bits: number): Local {
    const known = this.#known.get(bits);
    if (known !== undefined) return known;
    const local = this.#f.local('v128');
    this.#f.i32x4.const(bits).set(local);
    this.#known.set(bits, local);
    return local;
  }
}

const CANONICAL_NAN = 0x7fc00000;

/** Emits lane programs as SIMD code. Truth values are masks of all ones or all zeros in registers. */
export class LaneEmitter {
  readonly #f: FunctionBuilder;
  readonly #program: LaneProgram;
  readonly #types: readonly Dtype[];
  readonly #constants: LaneConstants;

  constructor(f: FunctionBuilder, program: LaneProgram, constants: LaneConstants) {
    this.#f = f;
    this.#program = program;
    this.#types = registerTypes(program);
    this.#constants = constants;
    const readsBits = (instruction: LaneInstruction): boolean =>
      instruction.op === 'bitcast' && this.#typeOf(instruction) === 'f32';
    program.instructions.forEach((instruction) => {
      const { op, dtype, value } = instruction;
      if (op === 'constant') constants.local(value ?? 0, dtype);
      if (op === 'convert') this.#convertConstant(this.#typeOf(instruction), dtype);
    });
    if (program.instructions.some(readsBits)) constants.bits(CANONICAL_NAN);
  }

  /** The type of the first operand. */
  #typeOf({ args, dtype }: LaneInstruction): Dtype {
    return this.#types[args[0] ?? 0] ?? dtype;
  }

  /** Emits the program over inputs in locals; returns the locals of its outputs. */
  emit(inputs: readonly Local[]): Local[] {
    return this.emitAll([inputs])[0] as Local[];
  }

  /** Emits the program over several sets of inputs side by side, instruction by instruction. */
  emitAll(sets: readonly (readonly Local[])[]): Local[][] {
    const copies = sets.map((inputs) => [...inputs]);
    for (const instruction of this.#program.instructions) {
      copies.forEach((locals) => {
        locals.push(this.#result(instruction, locals));
      });
    }
    return copies.map((locals) => this.#program.outputs.map((register) => locals[register] as Local));
  }

  #result(instruction: LaneInstruction, locals: readonly Local[]): Local {
    if (instruction.op === 'constant')
      return this.#constants.local(instruction.value ?? 0, instruction.dtype);
    this.#instruction(
      instruction,
      instruction.args.map((register) => locals[register] as Local),
    );
    const result = this.#f.local('v128');
    this.#f.set(result);
    return result;
  }

  /** Pushes the result of one instruction. */
  #instruction(instruction: LaneInstruction, locals: readonly Local[]): void {
    const f = this.#f;
    const { op, dtype, args } = instruction;
    const from = this.#typeOf(instruction);
    const x = locals[0] as Local;
    const y = locals[1] as Local;
    const z = locals[2] as Local;
    switch (op) {
      case 'select':
        f.get(y).get(z).get(x).v128.bitselect();
        return;
      case 'convert':
        this.#convert(from, dtype, x);
        return;
      case 'bitcast':
        f.get(x);
        if (from === 'f32')
          f.get(this.#constants.bits(CANONICAL_NAN)).get(x).get(x).f32x4.eq().v128.bitselect();
        return;
      case 'min':
      case 'max':
        if (dtype === 'f32' && this.#bound(op, args, locals)) return;
        break;
      case 'shl':
      case 'shr':
        this.#shift(op, dtype, x, y, args[1] ?? 0);
        return;
      case 'div':
      case 'rem':
        if (dtype !== 'f32') {
          this.#divide(op, dtype, x, y);
          return;
        }
    }
    for (const local of locals) f.get(local);
    this.#plain(op, from);
  }

  /** The value of a register that is a constant. */
  #constantAt(register: number): number | undefined {
    const definition = this.#program.instructions[register - this.#program.inputs.length];
    return definition?.op === 'constant' ? definition.value : undefined;
  }

  /**
   * A minimum or maximum with a constant as a comparison and a selection, which engines run several times faster than
   * the instruction with its rules for NaN and signed zeros; false where those rules matter.
   */
  #bound(op: 'min' | 'max', args: readonly number[], locals: readonly Local[]): boolean {
    const f = this.#f;
    const constant = args.findIndex((register) => this.#constantAt(register) !== undefined);
    const bound = this.#constantAt(args[constant] ?? -1);
    if (bound === undefined || Number.isNaN(bound)) return false;
    const limit = locals[constant] as Local;
    const x = locals[1 - constant] as Local;
    if (bound === 0) {
      if (op === 'min' || Object.is(bound, -0)) return false;
      f.get(x).get(x).get(limit).f32x4.le().v128.andnot();
      return true;
    }
    f.get(limit).get(x).get(x).get(limit);
    if (op === 'max') f.f32x4.lt();
    else f.f32x4.gt();
    f.v128.bitselect();
    return true;
  }

  #plain(op: LaneOp, from: Dtype): void {
    if (!emitPlain(this.#f, op, from)) {
      throw internalError(`lane instruction ${op} has no SIMD code for ${from}`);
    }
  }

  /** The constant that a conversion from or to truth values needs: 0 to compare with, or the number of true. */
  #convertConstant(from: Dtype, to: Dtype): Local | null {
    if (to === 'bool') return this.#constants.bits(0);
    return from === 'bool' ? this.#constants.local(1, to) : null;
  }

  #convert(from: Dtype, to: Dtype, x: Local): void {
    const f = this.#f;
    const constant = this.#convertConstant(from, to);
    f.get(x);
    if (constant !== null) f.get(constant);
    if (to === 'bool') {
      if (from === 'f32') f.f32x4.ne();
      else f.i32x4.ne();
    } else if (from === 'bool') f.v128.and();
    else if (from === 'f32') {
      if (to === 'i32') f.i32x4.truncSatF32x4S();
      else f.i32x4.truncSatF32x4U();
    } else if (to === 'f32') {
      if (from === 'i32') f.f32x4.convertI32x4S();
      else f.f32x4.convertI32x4U();
    }
  }

  /** Shifts by a constant are one instruction; others go lane by lane, as SIMD shifts all lanes alike. */
  #shift(op: 'shl' | 'shr', dtype: Dtype, x: Local, y: Local, register: number): void {
    const f = this.#f;
    const distance = this.#constantAt(register);
    if (distance !== undefined) {
      const inRange = distance >= 0 && distance < 32;
      if (!inRange && (op === 'shl' || dtype === 'u32')) {
        f.i32x4.const(0);
        return;
      }
      f.get(x).i32.const(inRange ? distance : 31);
      if (op === 'shl') f.i32x4.shl();
      else if (dtype === 'i32') f.i32x4.shrS();
      else f.i32x4.shrU();
      return;
    }
    this.#byLane(x, y, (a, b) => {
      const arithmetic = op === 'shr' && dtype === 'i32';
      if (arithmetic) {
        f.get(a).get(b).i32.const(31).get(b).i32.const(32).i32.ltU().select().i32.shrS();
        return;
      }
      f.get(a).get(b);
      if (op === 'shl') f.i32.shl();
      else f.i32.shrU();
      f.i32.const(0).get(b).i32.const(32).i32.ltU().select();
    });
  }

  /** Integer division, which SIMD does not have: by 0 it gives -1, and the remainder x; -2^31 / -1 wraps. */
  #divide(op: 'div' | 'rem', dtype: Dtype, x: Local, y: Local): void {
    const f = this.#f;
    this.#byLane(x, y, (a, b) => {
      f.get(b).i32.eqz();
      f.if_(
        () => (op === 'div' ? f.i32.const(-1) : f.get(a)),
        () => {
          if (dtype === 'u32') {
            f.get(a).get(b);
            if (op === 'div') f.i32.divU();
            else f.i32.remU();
          } else if (op === 'rem') f.get(a).get(b).i32.remS();
          else {
            f.get(b).i32.const(-1).i32.eq();
            f.if_(
              () => f.i32.const(0).get(a).i32.sub(),
              () => f.get(a).get(b).i32.divS(),
              'i32',
            );
          }
        },
        'i32',
      );
    });
  }

  /** Pushes a vector whose lanes `scalar` computes from the lanes of x and y in i32 locals. */
  #byLane(x: Local, y: Local, scalar: (a: Local, b: Local) => void): void {
    const f = this.#f;
    const [a, b] = [f.local('i32'), f.local('i32')];
    f.get(x);
    for (let lane = 0; lane < 4; lane++) {
      f.get(x).i32x4.extractLane(lane).set(a);
      f.get(y).i32x4.extractLane(lane).set(b);
      scalar(a, b);
      f.i32x4.replaceLane(lane);
    }
  }
}

/** Names of SIMD instructions by lane instruction. */
const floatCodes = {
  neg: 'neg',
  abs: 'abs',
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  nearest: 'nearest',
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  min: 'min',
  max: 'max',
  eq: 'eq',
  ne: 'ne',
  lt: 'lt',
  le: 'le',
} as const;
const integerCodes = {
  neg: 'neg',
  abs: 'abs',
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  eq: 'eq',
  ne: 'ne',
} as const;
const signedCodes = { ...integerCodes, min: 'minS', max: 'maxS', lt: 'ltS', le: 'leS' } as const;
const unsignedCodes = { ...integerCodes, min: 'minU', max: 'maxU', lt: 'ltU', le: 'leU' } as const;
const bitCodes = { and: 'and', or: 'or', xor: 'xor', not: 'not' } as const;

const has = <Table extends object>(table: Table, key: PropertyKey): key is keyof Table => key in table;

/** Emits the instruction that one lane instruction is, on operands on the stack; false where there is none. */
function emitPlain(f: FunctionBuilder, op: LaneOp, from: Dtype): boolean {
  const integers = from === 'u32' ? unsignedCodes : signedCodes;
  if (from === 'f32' && has(floatCodes, op)) f.f32x4[floatCodes[op]]();
  else if (from !== 'f32' && has(bitCodes, op)) f.v128[bitCodes[op]]();
  else if (from !== 'f32' && has(integers, op)) f.i32x4[integers[op]]();
  else return false;
  return true;
}
