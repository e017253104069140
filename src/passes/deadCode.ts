import type { Func } from '../ir/func.ts';

/** Removes the instructions whose results nothing uses. */
export function eliminateDeadCode(func: Func): Func {
  const needed = new Set(func.outputs);
  const kept = [];
  for (const instruction of [...func.instructions].reverse()) {
    if (!instruction.outputs.some((output) => needed.has(output))) continue;
    for (const input of instruction.inputs) needed.add(input);
    kept.push(instruction);
  }
  return { ...func, instructions: kept.reverse() };
}
