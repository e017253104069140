import type { LaneProgram } from './lane.ts';

/** A program without the instructions that no output needs. */
export function prune({ inputs, instructions, outputs }: LaneProgram): LaneProgram {
  const needed = new Uint8Array(inputs.length + instructions.length).fill(1, 0, inputs.length);
  for (const output of outputs) needed[output] = 1;
  for (let index = instructions.length - 1; index >= 0; index--) {
    if (needed[inputs.length + index] === 0) continue;
    for (const arg of instructions[index]?.args ?? []) needed[arg] = 1;
  }
  let next = 0;
  const renamed = Array.from(needed, (isNeeded) => (isNeeded ? next++ : -1));
  const rename = (register: number): number => renamed[register] as number;
  return {
    inputs,
    instructions: instructions
      .filter((_, index) => needed[inputs.length + index])
      .map(({ op, dtype, args, value }) => ({ op, dtype, args: args.map(rename), value })),
    outputs: outputs.map(rename),
  };
}
