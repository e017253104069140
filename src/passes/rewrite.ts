import { builderFor } from '../autodiff/reverse.ts';
import { internalError } from '../errors.ts';
import { type Builder, FuncWriter } from '../ir/builder.ts';
import type { Func, Instruction, Value } from '../ir/func.ts';

/** What a rewriting pass works with. */
export interface Rewriting {
  readonly builder: Builder;
  readonly writer: FuncWriter;
  /** The instruction of the new function that makes a value. */
  definitionOf(value: Value): Instruction | undefined;
}

/**
 * Copies a function instruction by instruction. `visit` gets each one with its inputs already replaced, and returns
 * the values to use for its outputs, or null to keep it as it is.
 */
export function rewrite(
  func: Func,
  visit: (instruction: Instruction, context: Rewriting) => readonly Value[] | null,
): Func {
  const writer = new FuncWriter();
  const replaced = new Map<Value, Value>();
  const definitions = new Map<Value, Instruction>();
  let recorded = 0;
  const definitionOf = (value: Value): Instruction | undefined => {
    for (; recorded < writer.instructions.length; recorded++) {
      const instruction = writer.instructions[recorded];
      for (const output of instruction?.outputs ?? []) definitions.set(output, instruction as Instruction);
    }
    return definitions.get(value);
  };
  const context: Rewriting = { builder: builderFor(writer), writer, definitionOf };
  const current = (value: Value): Value => replaced.get(value) ?? value;
  for (const instruction of func.instructions) {
    const moved = { ...instruction, inputs: instruction.inputs.map(current) };
    const outputs = visit(moved, context);
    if (outputs === null) {
      writer.instructions.push(moved);
      continue;
    }
    instruction.outputs.forEach((output, index) => {
      const replacement = outputs[index];
      if (replacement === undefined)
        throw internalError(`a rewrite of ${instruction.op.name} lost an output`);
      replaced.set(output, replacement);
    });
  }
  return writer.finish(func.name, func.inputs, func.outputs.map(current));
}
