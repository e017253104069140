import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorType } from '../../src/ir/types.ts';
import { type Buffer, type LoweredProgram, readsOf, writesOf } from '../../src/kernel/program.ts';
import { fuse } from '../../src/passes/fuse.ts';
import { optimize } from '../../src/passes/pipeline.ts';
import { type MemoryPlan, planMemory } from '../../src/passes/planMemory.ts';
import { Program } from '../../src/runtime/program.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { buildFunc } from '../laws/programs.ts';
import { chooseProgram } from '../laws/randomProgram.ts';

const lower = (func: Parameters<typeof optimize>[0]): LoweredProgram => fuse(optimize(func));

/** The steps from the first to the last at which a buffer holds elements that somebody needs. */
function lifeOf(buffer: Buffer, { steps, outputs }: LoweredProgram): [first: number, last: number] {
  const uses = steps.flatMap((step, index) =>
    [...readsOf(step), ...writesOf(step)].includes(buffer) ? [index] : [],
  );
  const isOutput = outputs.some((output) => output.buffer === buffer);
  const first = buffer.origin.kind === 'temporary' ? Math.min(...uses) : 0;
  return [first, isOutput || buffer.origin.kind !== 'temporary' ? steps.length : Math.max(...uses)];
}

/** Pairs of buffers that hold elements at the same time in the same place. */
function conflicts(program: LoweredProgram, { addresses }: MemoryPlan): string[] {
  const placed = [...addresses].filter(([{ size }]) => size > 0);
  return placed.flatMap(([a, from], index) =>
    placed.slice(index + 1).flatMap(([b, start]) => {
      const [lifeA, lifeB] = [lifeOf(a, program), lifeOf(b, program)];
      const together = lifeA[0] <= lifeB[1] && lifeB[0] <= lifeA[1];
      const overlap = from < start + 4 * b.size && start < from + 4 * a.size;
      return together && overlap
        ? [`${a.size} at ${from}, steps ${lifeA}; ${b.size} at ${start}, ${lifeB}`]
        : [];
    }),
  );
}

describe('the memory plan', () => {
  it('keeps buffers apart that are in use at the same time', () => {
    fc.assert(
      fc.property(tapes(300), (tape) => {
        const program = lower(chooseProgram(new Choices(tape), 30).func);
        const plan = planMemory(program, [], 1000);
        expect(conflicts(program, plan)).toEqual([]);
        const bytes = [...addressedBytes(plan)];
        expect(plan.scratch).toBeGreaterThanOrEqual(Math.max(0, ...bytes));
        expect(plan.totalBytes).toBe(plan.scratch + 1000);
      }),
      { numRuns: 200 },
    );
  });

  it('needs two buffers for a long chain of products', () => {
    const square = tensorType('f32', [64, 64]);
    const func = buildFunc([square], (b, [x]) => {
      let y = x!;
      for (let layer = 0; layer < 30; layer++) y = b.matmul(y, x!);
      return [y];
    });
    const plan = planMemory(lower(func), [], 0);
    expect(plan.temporaryBytes).toBeGreaterThanOrEqual(2 * 4 * 64 * 64);
    expect(plan.temporaryBytes).toBeLessThan(2.1 * 4 * 64 * 64);
  });

  it('writes the next value of a state over the old one where nothing reads that any more', () => {
    const vector = tensorType('f32', [1000]);
    const step = buildFunc([vector, vector], (b, [state, x]) => [b.add(b.mul(state!, state!), x!)]);
    const { memory } = new Program(step, [{ input: 0, output: 0 }]).report;
    expect(memory).toMatchObject({ temporaries: 0, constants: 0 });
    expect(memory.state).toBeGreaterThanOrEqual(4000);
    expect(memory.state).toBeLessThan(4200);
  });
});

function* addressedBytes({ addresses }: MemoryPlan): Generator<number> {
  for (const [{ size }, address] of addresses) yield address + 4 * size;
}
