import type { Dtype } from '../ir/types.ts';
import type { LaneOp, LaneProgram } from './lane.ts';

/** A fact about programs, found out once for each of them. */
function oncePerProgram<Fact>(find: (program: LaneProgram) => Fact): (program: LaneProgram) => Fact {
  const known = new WeakMap<LaneProgram, Fact>();
  return (program) => {
    const found = known.get(program) ?? find(program);
    known.set(program, found);
    return found;
  };
}

/** The type of every register of a program. */
export const registerTypes = oncePerProgram(({ inputs, instructions }): readonly Dtype[] =>
  inputs.concat(instructions.map(({ dtype }) => dtype)),
);

/** The inputs that a program reads or gives back. */
export const usedInputs = oncePerProgram(({ inputs, instructions, outputs }): ReadonlySet<number> => {
  const used = new Set<number>();
  const use = (register: number): void => {
    if (register < inputs.length) used.add(register);
  };
  outputs.forEach(use);
  for (const { args } of instructions) args.forEach(use);
  return used;
});

/** Instructions that take several times as long as an addition. */
const slow: ReadonlySet<LaneOp> = new Set(['div', 'sqrt', 'rem']);
const SLOW_COST = 4;

/** What it costs to compute one element, in simple instructions. */
export const laneCost = oncePerProgram(({ instructions }): number => {
  let cost = 0;
  for (const { op } of instructions) {
    if (op !== 'constant') cost += slow.has(op) ? SLOW_COST : 1;
  }
  return cost;
});

/** A program as text: equal for equal programs. */
export const programKey = oncePerProgram(({ inputs, instructions, outputs }): string => {
  let key = `${inputs}:`;
  for (const { op, dtype, args, value } of instructions) {
    if (value === undefined) key += `${op} ${dtype} ${args};`;
    else key += `${dtype} ${Object.is(value, -0) ? '-0' : value};`;
  }
  return `${key}${outputs}`;
});
