import { sameShape, sizeOf } from '../ir/types.ts';
import {
  type Buffer,
  type ContractStep,
  type LoweredProgram,
  readsOf,
  type Step,
  writesOf,
} from '../kernel/program.ts';

/** More products at once would not leave room for their second operands in the cache. */
const MAX_GROUPS = 4;

/**
 * Orders the kernels so that matrix products that share their first operand are ready together, and joins those into
 * one kernel: everything else runs as early as it can.
 */
export function schedule(program: LoweredProgram): LoweredProgram {
  const { followers, waiting } = dependencies(program.steps);
  const pending = program.steps.map((_, index) => index).filter((index) => waiting[index] === 0);
  const ordered: Step[] = [];
  const finish = (index: number): void => {
    for (const follower of followers[index] ?? []) {
      waiting[follower] = (waiting[follower] ?? 0) - 1;
      if (waiting[follower] === 0) pending.push(follower);
    }
  };
  while (pending.length > 0) {
    pending.sort((a, b) => workOf(program.steps[a]) - workOf(program.steps[b]) || a - b);
    const first = pending.shift();
    const step = program.steps[first ?? 0] as Step;
    if (step.form !== 'contract') {
      ordered.push(step);
      finish(first ?? 0);
      continue;
    }
    const group = [first ?? 0];
    for (const index of [...pending]) {
      const other = program.steps[index];
      if (other?.form === 'contract' && group.length < MAX_GROUPS && sharesOperand(step, other)) {
        group.push(index);
        pending.splice(pending.indexOf(index), 1);
      }
    }
    ordered.push(joinProducts(group.map((index) => program.steps[index] as ContractStep)));
    group.forEach(finish);
  }
  return { ...program, steps: ordered };
}

/** Multiplications of a product; 0 for everything else, which goes first, then small products, as more waits for them. */
const workOf = (step: Step | undefined): number =>
  step?.form === 'contract' ? sizeOf(step.batch) * sizeOf(step.rows) * sizeOf(step.reduced) * step.n : 0;

/** For every step: which steps wait for it, and for how many it waits itself. */
function dependencies(steps: readonly Step[]): { followers: Set<number>[]; waiting: number[] } {
  const followers = steps.map(() => new Set<number>());
  const waiting = steps.map(() => 0);
  const writers = new Map<Buffer, number[]>();
  steps.forEach((step, index) => {
    const before = [...readsOf(step), ...writesOf(step)].flatMap((buffer) => writers.get(buffer) ?? []);
    for (const earlier of new Set(before)) {
      followers[earlier]?.add(index);
      waiting[index] = (waiting[index] ?? 0) + 1;
    }
    for (const buffer of new Set(writesOf(step)))
      writers.set(buffer, [...(writers.get(buffer) ?? []), index]);
  });
  return { followers, waiting };
}

function sharesOperand(a: ContractStep, b: ContractStep): boolean {
  const [left, right] = [a.b[0], b.b[0]];
  return (
    a.a.buffer === b.a.buffer &&
    a.a.offset === b.a.offset &&
    sameShape(a.a.strides, b.a.strides) &&
    sameShape(a.batch, b.batch) &&
    sameShape(a.rows, b.rows) &&
    sameShape(a.reduced, b.reduced) &&
    a.n === b.n &&
    // Their strides are the same, so they cut the same rows and terms.
    a.parts.length === b.parts.length &&
    left !== undefined &&
    right !== undefined &&
    sameShape(left.strides, right.strides)
  );
}

const joinProducts = (steps: readonly ContractStep[]): ContractStep => ({
  ...(steps[0] as ContractStep),
  b: steps.flatMap((step) => step.b),
  targets: steps.flatMap((step) => step.targets),
});
