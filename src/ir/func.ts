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
export function definitionsOf(func: Pick<Func, 'instructions'>): Map<Value, Instruction> {
  const definitions = new Map<Value, Instruction>();
  for (const instruction of func.instructions) {
    for (const output of instruction.outputs) definitions.set(output, instruction);
  }
  return definitions;
}

/** The values that depend on any of the given ones. */
export function reachedFrom(func: Pick<Func, 'instructions'>, sources: Iterable<Value>): Set<Value> {
  const reached = new Set(sources);
  for (const { inputs, outputs } of func.instructions) {
    if (inputs.some((input) => reached.has(input))) for (const output of outputs) reached.add(output);
  }
  return reached;
}

/** What some values of a function are made from: the instructions in order, and all values, themselves included. */
export function neededFor(
  instructions: readonly Instruction[],
  values: Iterable<Value>,
): { readonly instructions: Instruction[]; readonly values: Set<Value> } {
  const needed = new Set(values);
  const kept = [...instructions].reverse().filter(({ inputs, outputs }) => {
    if (!outputs.some((output) => needed.has(output))) return false;
    for (const input of inputs) needed.add(input);
    return true;
  });
  return { instructions: kept.reverse(), values: needed };
}
