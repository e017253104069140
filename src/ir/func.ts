import type { Op } from './op.ts';
import type { TensorType } from './types.ts';

/** A value of a program: an input of a function, or a result of an instruction. Compared by identity. */
export class Value {
  readonly type: TensorType;

  constructor(type: TensorType) {
    this.type = type;
  }
}

/** One application of an operation. */
export interface Instruction {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly params: unknown;
  readonly outputs: readonly Value[];
}

/** A program: instructions in the order of execution, over static types. Immutable. */
export interface Func {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly instructions: readonly Instruction[];
  readonly outputs: readonly Value[];
}

/** Whether a parameter of an operation is a function. */
export const isFunc = (part: unknown): part is Func =>
  typeof part === 'object' && part !== null && 'instructions' in part;

/** For every value that an instruction of the function defines: that instruction. */
export function definitionsOf(func: Func): Map<Value, Instruction> {
  const definitions = new Map<Value, Instruction>();
  for (const instruction of func.instructions) {
    for (const output of instruction.outputs) definitions.set(output, instruction);
  }
  return definitions;
}
