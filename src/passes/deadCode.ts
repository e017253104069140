import type { Func, Instruction, Value } from '../ir/func.ts';

/** Removes the instructions whose results nothing uses, and from loops and branches what they make for nothing. */
export function eliminateDeadCode(func: Func): Func {
  const needed = new Set(func.outputs);
  const isNeeded = (value: Value): boolean => needed.has(value);
  const kept: Instruction[] = [];
  [...func.instructions].reverse().forEach((instruction) => {
    if (!instruction.outputs.some(isNeeded)) return;
    const trimmed = trim(instruction, isNeeded);
    trimmed.inputs.forEach((input) => {
      needed.add(input);
    });
    kept.push(trimmed);
  });
  return { ...func, instructions: kept.reverse() };
}

function trim(instruction: Instruction, isNeeded: (value: Value) => boolean): Instruction {
  const { op, outputs, params } = instruction;
  const trimmed = op.trim?.(params, outputs.map(isNeeded));
  if (!trimmed) return instruction;
  const { inputs } = instruction;
  return {
    op,
    params: trimmed.params,
    inputs: trimmed.inputs.map((index) => inputs[index] as Value),
    outputs: trimmed.outputs.map((index) => outputs[index] as Value),
  };
}
