import { runInstruction } from '../interpreter/interpret.ts';
import type { Func } from '../ir/func.ts';
import { sizeOf } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import { rewrite } from './rewrite.ts';

/** Larger results stay computed: folding them would only move their bytes into the program. */
const MAX_ELEMENTS = 64;

/** Replaces small results of known inputs by their values, which the interpreter computes. */
export function foldConstants(func: Func): Func {
  return rewrite(func, (instruction, { builder, definitionOf }) => {
    const { op, inputs, outputs } = instruction;
    if (op.functions !== undefined) return null;
    if (inputs.length === 0 || outputs.some(({ type }) => sizeOf(type.shape) > MAX_ELEMENTS)) return null;
    const known: TensorData[] = [];
    for (const input of inputs) {
      const definition = definitionOf(input);
      if (definition === undefined || definition.inputs.length > 0) return null;
      const kernel = definition.op.lower([], definition.params);
      if (kernel.form !== 'data') return null;
      known.push(kernel.data);
    }
    const results = runInstruction(instruction, known);
    return outputs.map(({ type }, index) => builder.constant({ type, data: results[index] as TensorData }));
  });
}
