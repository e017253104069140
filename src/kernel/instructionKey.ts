import { internalError } from '../errors.ts';
import type { Dtype } from '../ir/types.ts';
import type { LaneInstruction, LaneOp } from './lane.ts';

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
export function instructionKey({ op, dtype, args, value }: LaneInstruction): number {
  const kind = 4 * operations[op] + typeNumbers[dtype];
  if (value !== undefined) {
    float[0] = value;
    return kind * CONSTANTS + (dtype === 'f32' ? (floatBits[0] ?? 0) : value >>> 0);
  }
  const a = args[0] ?? 0;
  const b = args[1] ?? 0;
  const c = args[2] ?? 0;
  if (Math.max(a, b, c) >= MAX_REGISTERS)
    throw internalError(`a lane program has more than ${MAX_REGISTERS} registers`);
  return ((kind * MAX_REGISTERS + a) * MAX_REGISTERS + b) * MAX_REGISTERS + c;
}
