import { type InstructionRunner, interpretRegisters } from '../../src/interpreter/interpret.ts';
import { allocateRegister, type Register } from '../../src/interpreter/lanes.ts';
import type { Func } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { type NoReference, type Reference, references } from './references.ts';

const allReferences: Readonly<Record<string, Reference | NoReference | undefined>> = references;

/** The function of real numbers that an element-wise operation stands for, if it has one. */
export function referenceOf(op: Op): Reference | null {
  const reference = allReferences[op.name];
  return typeof reference === 'function' ? reference : null;
}

/** Floats by their references in float64: lane programs that play with the bits of a float32 would not do. */
const byReference: InstructionRunner = ({ op, inputs, outputs }, registers) => {
  const reference = referenceOf(op);
  const isReal = [...inputs, ...outputs].every(({ type }) => type.dtype === 'f32' || type.dtype === 'bool');
  if (reference === null || !isReal || outputs[0]?.type.dtype !== 'f32') return null;
  const result = allocateRegister('f32', registers[0]!.length, 'f64');
  for (let index = 0; index < result.length; index++) {
    result[index] = reference(...registers.map((register) => register[index]!));
  }
  return [result];
};

/** Executes a function in float64, with element-wise operations computed by their references. */
export const interpretReal = (func: Func, inputs: readonly Register[]): Register[] =>
  interpretRegisters(func, inputs, 'f64', byReference);
