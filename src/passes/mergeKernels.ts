import { type Shape, sameShape, sizeOf, stridesOf } from '../ir/types.ts';
import type { Composer } from '../kernel/composer.ts';
import { constantProgram } from '../kernel/lane.ts';
import {
  type Access,
  type Buffer,
  type BufferAccess,
  type LoweredProgram,
  type MapStep,
  readsOf,
  type Step,
  writesOf,
} from '../kernel/program.ts';
import { dtypeOf } from './expression.ts';

/** How far back a kernel looks for one to join; keeps compilation linear in the length of a program. */
const WINDOW = 48;
const MAX_ACCESSES = 16;
const MAX_INSTRUCTIONS = 400;
/** Kernels that share only fixed elements are joined where they compute at least this much in common. */
const MIN_SAVED = 8;
/** Kernels over this few elements cost more to call than to run. */
const SMALL = 16;

/**
 * Joins element-wise kernels over one domain that read the same memory, or each other: what they share is read and
 * computed once. Then drops results that nothing reads.
 */
export function mergeKernels(program: LoweredProgram, composer: Composer): LoweredProgram {
  const steps: Step[] = [];
  for (const step of program.steps) {
    const flat = step.form === 'map' ? flatten(step) : step;
    if (flat.form !== 'map' || !joinEarlier(steps, flat, composer)) steps.push(flat);
  }
  return dropUnread({ ...program, steps }, composer);
}

/** A kernel whose accesses all walk through memory as its domain does, over one axis. */
function flatten(step: MapStep): MapStep {
  const dense = stridesOf(step.domain);
  const isDense = (strides: readonly number[]): boolean =>
    strides.every((stride, axis) => stride === dense[axis] || step.domain[axis] === 1);
  const isFixed = (strides: readonly number[]): boolean => strides.every((stride) => stride === 0);
  const accesses: Access[] = [];
  for (const access of step.accesses) {
    if (!isDense(access.strides) && !isFixed(access.strides)) return step;
    accesses.push({ ...access, strides: [isFixed(access.strides) ? 0 : 1] });
  }
  if (!step.targets.every((target) => isDense(target.strides))) return step;
  return {
    ...step,
    domain: [sizeOf(step.domain)],
    accesses,
    targets: step.targets.map((target) => ({ ...target, strides: [1] })),
  };
}

/** Two kernels over the same domain; one over a single axis walks along the axes of the other. Empty where they differ. */
function overOneDomain(a: MapStep, b: MapStep): [MapStep, MapStep] | [] {
  if (sameShape(a.domain, b.domain)) return [a, b];
  if (sizeOf(a.domain) !== sizeOf(b.domain)) return [];
  if (a.domain.length === 1) return [alongAxes(a, b.domain), b];
  return b.domain.length === 1 ? [a, alongAxes(b, a.domain)] : [];
}

/** A kernel over one axis as one over several axes of the same size. */
function alongAxes(step: MapStep, domain: Shape): MapStep {
  const dense = stridesOf(domain);
  const spread = <Place extends { readonly strides: readonly number[] }>(place: Place): Place => ({
    ...place,
    strides: dense.map((stride) => stride * (place.strides[0] ?? 0)),
  });
  return { ...step, domain, accesses: step.accesses.map(spread), targets: step.targets.map(spread) };
}

function joinEarlier(steps: Step[], step: MapStep, composer: Composer): boolean {
  const reads = new Set(readsOf(step));
  const writes = new Set(writesOf(step));
  for (let index = steps.length - 1; index >= Math.max(0, steps.length - WINDOW); index--) {
    const earlier = steps[index] as Step;
    const [first, second] = earlier.form === 'map' ? overOneDomain(earlier, step) : [];
    if (first !== undefined && second !== undefined) {
      const joined = join(first, second, composer);
      if (joined !== null) {
        steps[index] = joined;
        return true;
      }
    }
    const written = writesOf(earlier);
    if (written.some((buffer) => reads.has(buffer) || writes.has(buffer))) return false;
  }
  return false;
}

const sameAccess = (a: Access, b: Access): boolean =>
  a.kind === b.kind &&
  a.offset === b.offset &&
  sameShape(a.strides, b.strides) &&
  (a.kind === 'index' || b.kind === 'index' || a.buffer === b.buffer) &&
  (a.kind !== 'indirect' ||
    (b.kind === 'indirect' && a.axisStride === b.axisStride && a.extent === b.extent && a.index === b.index));

/** One kernel that does what both do, or null where they have nothing to share or may not be joined. */
function join(first: MapStep, second: MapStep, composer: Composer): MapStep | null {
  const written = new Map<Buffer, number>(first.targets.map((target, index) => [target.buffer, index]));
  if (
    second.targets.some(
      (target) => written.has(target.buffer) && !disjoint(target, first.targets, first.domain),
    )
  )
    return null;
  const accesses: Access[] = [...first.accesses];
  const slots: (number | { readonly output: number })[] = [];
  let shared = 0;
  for (const access of second.accesses) {
    const output = access.kind === 'index' ? undefined : written.get(access.buffer);
    if (output !== undefined) {
      const target = first.targets[output] as BufferAccess;
      if (
        access.kind !== 'buffer' ||
        !sameAccess(access, target) ||
        countOf(first.targets, target.buffer) > 1
      )
        return null;
      slots.push({ output });
      shared++;
      continue;
    }
    const moved = access.kind === 'indirect' ? movedIndirect(access, slots) : access;
    if (moved === null) return null;
    const known = accesses.findIndex((other) => sameAccess(other, moved));
    if (known >= 0 && moved.kind === 'buffer' && moved.strides.some((stride) => stride !== 0)) shared++;
    slots.push(known >= 0 ? known : accesses.push(moved) - 1);
  }
  const small = sizeOf(first.domain) <= SMALL;
  const readsMore = accesses.length > first.accesses.length;
  if (accesses.length > MAX_ACCESSES || (shared === 0 && readsMore && !small)) return null;
  const results = accesses.length;
  const program = composer.compose({
    inputs: accesses.map(dtypeOf),
    calls: [
      { program: first.program, args: [...first.accesses.keys()] },
      {
        program: second.program,
        args: slots.map((slot) => (typeof slot === 'number' ? slot : results + slot.output)),
      },
    ],
    outputs: [...first.targets, ...second.targets].map((_, target) => results + target),
  });
  const size = program.instructions.length;
  const saved = first.program.instructions.length + second.program.instructions.length - size;
  const gains = shared > 0 || saved >= MIN_SAVED || small;
  if (!gains || size > MAX_INSTRUCTIONS) return null;
  return {
    form: 'map',
    domain: first.domain,
    accesses,
    program,
    targets: [...first.targets, ...second.targets],
  };
}

const countOf = (targets: readonly BufferAccess[], buffer: Buffer): number =>
  targets.filter((target) => target.buffer === buffer).length;

function movedIndirect(
  access: Extract<Access, { kind: 'indirect' }>,
  slots: readonly (number | { readonly output: number })[],
): Access | null {
  const index = slots[access.index];
  return typeof index === 'number' ? { ...access, index } : null;
}

/** Whether dense parts of one buffer do not overlap. */
function disjoint(target: BufferAccess, others: readonly BufferAccess[], domain: Shape): boolean {
  const size = sizeOf(domain);
  return others.every(
    (other) =>
      other.buffer !== target.buffer ||
      (domain.length === 1 &&
        target.strides[0] === 1 &&
        other.strides[0] === 1 &&
        Math.abs(other.offset - target.offset) >= size),
  );
}

/** Drops targets, and then steps, whose results nothing reads. */
function dropUnread(program: LoweredProgram, composer: Composer): LoweredProgram {
  const needed = new Set(program.outputs.map((output) => output.buffer));
  const kept: Step[] = [];
  for (const step of [...program.steps].reverse()) {
    if (!writesOf(step).some((buffer) => needed.has(buffer))) continue;
    const trimmed = step.form === 'map' ? trimTargets(step, needed, composer) : step;
    for (const buffer of readsOf(trimmed)) needed.add(buffer);
    kept.push(trimmed);
  }
  return { ...program, steps: kept.reverse() };
}

function trimTargets(step: MapStep, needed: ReadonlySet<Buffer>, composer: Composer): MapStep {
  const positions = [...step.targets.keys()].filter((index) =>
    needed.has((step.targets[index] as BufferAccess).buffer),
  );
  if (positions.length === step.targets.length) return step;
  const results = step.accesses.length;
  const program = composer.compose({
    inputs: step.accesses.map(dtypeOf),
    calls: [{ program: step.program, args: [...step.accesses.keys()] }],
    outputs: positions.map((position) => results + position),
  });
  const targets = positions.map((position) => step.targets[position] as BufferAccess);
  return dropAccesses({ ...step, program, targets }, composer);
}

/** Drops the accesses that the program does not read. */
function dropAccesses(step: MapStep, composer: Composer): MapStep {
  const read = new Set([...step.program.outputs, ...step.program.instructions.flatMap(({ args }) => args)]);
  for (const access of step.accesses.keys()) {
    const own = step.accesses[access];
    if (read.has(access) && own?.kind === 'indirect') read.add(own.index);
  }
  const positions = [...step.accesses.keys()].filter((index) => read.has(index));
  if (positions.length === step.accesses.length) return step;
  const accesses = positions.map((position) => {
    const access = step.accesses[position] as Access;
    return access.kind === 'indirect' ? { ...access, index: positions.indexOf(access.index) } : access;
  });
  // What stands for the accesses that are gone; nothing reads it.
  const unread = accesses.length;
  const args = step.accesses.map((_, index) =>
    positions.includes(index) ? positions.indexOf(index) : unread,
  );
  const program = composer.compose({
    inputs: accesses.map(dtypeOf),
    calls: [
      { program: constantProgram(0, 'f32'), args: [] },
      { program: step.program, args },
    ],
    outputs: step.targets.map((_, target) => unread + 1 + target),
  });
  return { ...step, accesses, program };
}
