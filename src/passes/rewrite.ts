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
      const instruction = writer.instructions[recorded] as Instruction;
      instruction.outputs.forEach((output) => {
        definitions.set(output, instruction);
      });
    }
    return definitions.get(value);
  };
  const context: Rewriting = { builder: builderFor(writer), writer, definitionOf };
  for (const instruction of func.instructions) {
    const moved = withInputs(instruction, replaced);
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
  return writer.finish(
    func.name,
    func.inputs,
    func.outputs.map((output) => replaced.get(output) ?? output),
  );
}

/** The instruction with inputs that were replaced in the place of its own; itself where none was. */
function withInputs(instruction: Instruction, replaced: ReadonlyMap<Value, Value>): Instruction {
  const { inputs } = instruction;
  if (!inputs.some((input) => replaced.has(input))) return instruction;
  return { ...instruction, inputs: inputs.map((input) => replaced.get(input) ?? input) };
}
