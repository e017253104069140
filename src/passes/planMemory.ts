import { sizeOf } from '../ir/types.ts';
import {
  type Access,
  type Buffer,
  type BufferAccess,
  type LoopStep,
  type LoweredProgram,
  readsOf,
  type Step,
  writesOf,
} from '../kernel/program.ts';

const ALIGNMENT = 64;
const PAIR_OF_VECTORS = 32;
/** The first bytes stay unused, so that no buffer has address 0. */
const RESERVED = 1024;

/** Where every buffer of a program lies. Addresses of inputs without a place are given at each call. */
export interface MemoryPlan {
  readonly addresses: ReadonlyMap<Buffer, number>;
  /** The second address of next values of carries: one is read while the other is written. */
  readonly alternates: ReadonlyMap<Buffer, number>;
  /** Outputs that take over the memory of an input, by output number: the input number. */
  readonly inPlace: ReadonlyMap<number, number>;
  readonly constantBytes: number;
  readonly stateBytes: number;
  readonly temporaryBytes: number;
  /** Where scratch memory of kernels begins. */
  readonly scratch: number;
  readonly totalBytes: number;
}

/** Bytes of a buffer; from each of its elements on, a pair of vectors can be read, and written. */
export const bytesOf = ({ size }: Pick<Buffer, 'size'>): number =>
  Math.ceil((4 * size + PAIR_OF_VECTORS) / ALIGNMENT) * ALIGNMENT;

/**
 * Gives every buffer an address. Temporaries share memory when they are not alive at the same time.
 * @param resident pairs of an input that stays in memory and the output that becomes its next value.
 */
export function planMemory(
  program: LoweredProgram,
  resident: readonly { readonly input: number; readonly output: number }[],
  scratchBytes: number,
): MemoryPlan {
  const addresses = new Map<Buffer, number>();
  const alternates = new Map<Buffer, number>();
  let top = RESERVED;
  const place = (buffer: Buffer): void => {
    if (addresses.has(buffer)) return;
    addresses.set(buffer, top);
    top += bytesOf(buffer);
  };
  const touched = [
    ...program.steps.flatMap((step) => [...readsOf(step), ...writesOf(step)]),
    ...program.outputs.map((output) => output.buffer),
  ];
  for (const buffer of touched) if (buffer.origin.kind === 'data') place(buffer);
  const constantBytes = top - RESERVED;
  for (const { input } of resident) place(program.inputs[input] as Buffer);
  const stateBytes = top - RESERVED - constantBytes;
  const inPlace = new Map<number, number>();
  for (const { input, output } of resident) {
    const source = program.inputs[input] as Buffer;
    const result = program.outputs[output]?.buffer as Buffer;
    if (result === source) inPlace.set(output, input);
    else if (
      result.origin.kind === 'temporary' &&
      !addresses.has(result) &&
      canReplace(program.steps, source, result)
    ) {
      addresses.set(result, addresses.get(source) ?? 0);
      inPlace.set(output, input);
    }
  }
  const temporaryStart = top;
  const outputs = program.outputs.map(({ buffer }) => buffer);
  top = placeTemporaries(program.steps, outputs, { addresses, alternates }, top);
  // An output without elements may have no kernel that writes it.
  for (const buffer of outputs) {
    if (buffer.origin.kind === 'temporary' && !addresses.has(buffer)) addresses.set(buffer, temporaryStart);
  }
  return {
    addresses,
    alternates,
    inPlace,
    constantBytes,
    stateBytes,
    temporaryBytes: top - temporaryStart,
    scratch: top,
    totalBytes: top + scratchBytes,
  };
}

/** Whether `result` may be written over `source`: nothing reads `source` later, and its writer only point by point. */
function canReplace(steps: readonly Step[], source: Buffer, result: Buffer): boolean {
  const writers = steps.flatMap((step, index) => (writesOf(step).includes(result) ? [index] : []));
  const last = steps.findLastIndex((step) => readsOf(step).includes(source));
  const [writer = -1] = writers;
  if (writers.length !== 1 || last > writer) return false;
  const step = steps[writer];
  if (last < writer || step === undefined) return true;
  if (step.form !== 'map') return false;
  const targets = step.targets.filter((target) => target.buffer === result);
  const [target] = targets;
  const covers = target !== undefined && targets.length === 1 && result.size === sizeOf(step.domain);
  return covers && step.accesses.every((access) => readsPointwise(access, source, target));
}

const readsPointwise = (access: Access, source: Buffer, target: BufferAccess): boolean =>
  access.kind === 'index' ||
  access.buffer !== source ||
  (access.kind === 'buffer' &&
    access.offset === target.offset &&
    access.strides.every((stride, axis) => stride === target.strides[axis]));

interface Places {
  readonly addresses: Map<Buffer, number>;
  readonly alternates: Map<Buffer, number>;
}

/** Memory in use, until after the step with number `last`. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly last: number;
}

/** Places temporaries first fit, in the order in which they are written; returns the first free address. */
function placeTemporaries(
  steps: readonly Step[],
  outputs: readonly Buffer[],
  places: Places,
  start: number,
  alwaysAlive: readonly Buffer[] = [],
): number {
  const { addresses } = places;
  const end = new Map<Buffer, number>();
  steps.forEach((step, index) => {
    for (const buffer of [...readsOf(step), ...writesOf(step)]) end.set(buffer, index);
  });
  for (const buffer of outputs) end.set(buffer, steps.length);
  let top = start;
  let alive: Block[] = [];
  const reserve = (size: number, last: number): number => {
    const from = firstGap(alive, start, size);
    alive.push({ from, to: from + size, last });
    top = Math.max(top, from + size);
    return from;
  };
  for (const buffer of alwaysAlive) addresses.set(buffer, reserve(bytesOf(buffer), steps.length));
  steps.forEach((step, index) => {
    alive = alive.filter(({ last }) => last >= index);
    for (const buffer of writesOf(step)) {
      if (!addresses.has(buffer) && buffer.origin.kind === 'temporary')
        addresses.set(buffer, reserve(bytesOf(buffer), end.get(buffer) ?? index));
    }
    const within = (size: number) => reserve(size, index);
    if (step.form === 'loop') placeLoop(step, places, within);
    if (step.form === 'branch')
      for (const { body, results } of step.cases) placeCase(body, results, places, within);
  });
  return top;
}

type Reserve = (size: number) => number;

/** Places what lives inside of a case of a branch. */
function placeCase(
  body: readonly Step[],
  results: readonly Buffer[],
  places: Places,
  reserve: Reserve,
): void {
  const inner: Places = { addresses: new Map(), alternates: new Map() };
  moveInto(places, inner, reserve(placeTemporaries(body, results, inner, 0)));
}

/**
 * Places what lives inside of a loop in a block of its own; next values of carries get two places, or one where they are
 * written over the current values.
 */
function placeLoop(loop: LoopStep, places: Places, reserve: Reserve): void {
  const steps = [...(loop.condition?.steps ?? []), ...loop.body];
  const elsewhere = new Set(loop.placed.map(({ element }) => element));
  const written = new Set(steps.flatMap(writesOf).filter((buffer) => !elsewhere.has(buffer)));
  const next = new Set(loop.carries.map(({ output }) => output).filter((buffer) => written.has(buffer)));
  const kept = loop.copied.map(({ element }) => element);
  const inner: Places = {
    addresses: new Map([...elsewhere].map((buffer) => [buffer, 0])),
    alternates: new Map(),
  };
  let size = placeTemporaries(steps, kept, inner, 0, [...next]);
  const isInPlace = (buffer: Buffer): boolean =>
    loop.carries.every(
      ({ input, output }) =>
        output !== buffer || (!kept.includes(input) && canReplace(loop.body, input, output)),
    );
  for (const buffer of next) {
    if (isInPlace(buffer)) continue;
    inner.alternates.set(buffer, size);
    size += bytesOf(buffer);
  }
  for (const buffer of elsewhere) inner.addresses.delete(buffer);
  moveInto(places, inner, reserve(size));
}

/** Takes places over that count from the beginning of a block. */
function moveInto({ addresses, alternates }: Places, inner: Places, base: number): void {
  for (const [buffer, offset] of inner.addresses) addresses.set(buffer, base + offset);
  for (const [buffer, offset] of inner.alternates) alternates.set(buffer, base + offset);
}

function firstGap(
  alive: readonly { readonly from: number; readonly to: number }[],
  start: number,
  size: number,
): number {
  let from = start;
  for (const block of [...alive].sort((a, b) => a.from - b.from)) {
    if (block.from - from >= size) break;
    from = Math.max(from, block.to);
  }
  return from;
}
