import type { LaneOp, LaneProgram } from './lane.ts';

/** Instructions that take several times as long as an addition. */
const slow: ReadonlySet<LaneOp> = new Set(['div', 'sqrt', 'rem']);
const SLOW_COST = 4;

/** What it costs to compute one element, in simple instructions. */
export function laneCost(program: LaneProgram): number {
  let cost = 0;
  for (const { op } of program.instructions) {
    if (op !== 'constant') cost += slow.has(op) ? SLOW_COST : 1;
  }
  return cost;
}
