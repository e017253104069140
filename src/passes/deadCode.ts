import type { Func, Instruction, Value } from '../ir/func.ts';

/** Removes the instructions whose results nothing uses, and from loops and branches what they make for nothing. */
export function eliminateDeadCode(func: Func): Func {
  const needed = new Set(func.outputs);
  const kept: Instruction[] = [];
  for (const instruction of [...func.instructions].reverse()) {
    if (!instruction.outputs.some((output) => needed.has(output))) continue;
    const trimmed = trim(instruction, needed);
    for (const input of trimmed.inputs) needed.add(input);
    kept.push(trimmed);
  }
  return { ...func, instructions: kept.reverse() };
}

function trim(instruction: Instruction, needed: ReadonlySet<Value>): Instruction {
  const { op, inputs, outputs, params } = instruction;
  const trimmed = op.trim?.(
    params,
    outputs.map((output) => needed.has(output)),
  );
  if (!trimmed) return instruction;
  return {
    op,
    params: trimmed.params,
    inputs: trimmed.inputs.map((index) => inputs[index] as Value),
    outputs: trimmed.outputs.map((index) => outputs[index] as Value),
  };
}
