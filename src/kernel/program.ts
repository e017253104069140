import type { Dtype, Shape, TensorType } from '../ir/types.ts';
import type { TensorData } from './data.ts';
import type { ContractPart, CumulativeKernel, SortKernel } from './forms.ts';
import type { LaneProgram } from './lane.ts';

/** A piece of memory of a lowered program. Compared by identity. */
export interface Buffer {
  readonly dtype: Dtype;
  readonly size: number;
  readonly origin:
    | { readonly kind: 'input'; readonly index: number }
    | { readonly kind: 'data'; readonly data: TensorData }
    | { readonly kind: 'temporary' }
    /** What the body of a loop reads of the current step; its address changes from step to step. */
    | { readonly kind: 'step' };
}

/** An element of a buffer, from where a kernel reads or writes. */
export interface Place {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** Elements of a buffer, one for every point of a kernel's domain: element `offset + strides . index`. */
export interface BufferAccess {
  readonly kind: 'buffer';
  readonly buffer: Buffer;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** What a fused kernel reads at a point of its domain. */
export type Access =
  | BufferAccess
  /** The number `offset + strides . index` itself, as u32. */
  | { readonly kind: 'index'; readonly offset: number; readonly strides: readonly number[] }
  /** As a buffer access, plus `axisStride` times the i32 value of access number `index` clamped to 0..extent-1. */
  | {
      readonly kind: 'indirect';
      readonly buffer: Buffer;
      readonly offset: number;
      readonly strides: readonly number[];
      readonly axisStride: number;
      readonly extent: number;
      readonly index: number;
    };

/** A fused element-wise kernel: each target takes the output of the program with its number. */
export interface MapStep {
  readonly form: 'map';
  readonly domain: Shape;
  readonly accesses: readonly Access[];
  readonly program: LaneProgram;
  readonly targets: readonly BufferAccess[];
}

/** A fused reduction. Accesses see the axes of `domain`, then one axis of `count` reduced elements. */
export interface ReduceStep {
  readonly form: 'reduce';
  readonly domain: Shape;
  readonly count: number;
  readonly accesses: readonly Access[];
  readonly program: LaneProgram;
  readonly combine: LaneProgram;
  readonly initial: readonly number[];
  readonly results: readonly number[];
  /** Contiguous outputs, one per result. */
  readonly targets: readonly Buffer[];
}

/**
 * Contractions that share their first operand: C[g] = A B[g]. A sees the axes (batch, rows, reduced), each B (batch,
 * reduced, column); every C is contiguous, [batch, rows, n].
 */
export interface ContractStep {
  readonly form: 'contract';
  readonly batch: Shape;
  readonly rows: Shape;
  readonly reduced: Shape;
  readonly n: number;
  readonly parts: readonly ContractPart[];
  readonly a: BufferAccess;
  readonly b: readonly BufferAccess[];
  readonly targets: readonly Buffer[];
}

/**
 * Matrix products added to what the target holds, one after another. A sees the axes (batch, row, term), B (batch, term,
 * column), where the terms of all steps follow one another, k for each; the target is contiguous, [batch, m, n].
 */
export interface AccumulateStep {
  readonly form: 'accumulate';
  readonly batch: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly a: BufferAccess;
  readonly b: BufferAccess;
  readonly target: Buffer;
}

/** Rows added up at positions. */
export interface ScatterStep {
  readonly form: 'scatter';
  readonly dtype: Dtype;
  readonly outer: number;
  readonly rows: number;
  readonly extent: number;
  readonly inner: number;
  readonly indices: Buffer;
  readonly updates: Buffer;
  readonly targets: readonly Buffer[];
}

/** Running results along an axis. */
export interface CumulativeStep extends CumulativeKernel {
  readonly sources: readonly Buffer[];
  readonly targets: readonly Buffer[];
}

/** Positions that sort rows. */
export interface SortStep extends SortKernel {
  readonly keys: Buffer;
  readonly targets: readonly Buffer[];
}

/** A value that a loop carries from step to step. */
export interface LoopCarry {
  readonly initial: Buffer;
  /** What the body reads, and the buffer that holds the next value when the body has run. */
  readonly input: Buffer;
  readonly output: Buffer;
  /** Where the last value goes; null where nothing reads it. */
  readonly result: Buffer | null;
}

/** An element of a loop, along the leading axis of a whole: at `offset + stride * step`. */
export interface LoopElement {
  readonly element: Buffer;
  readonly whole: Buffer;
  readonly offset: number;
  readonly stride: number;
}

/** A body of kernels that runs for every step from 0 to `length - 1`, or backwards. */
export interface LoopStep {
  readonly form: 'loop';
  /** What decides whether to go on, before each step; null where the number of steps is `length`. */
  readonly condition: { readonly steps: readonly Step[]; readonly holds: Buffer } | null;
  readonly length: number;
  readonly reverse: boolean;
  readonly body: readonly Step[];
  readonly carries: readonly LoopCarry[];
  /** Inputs that the body reads element by element. */
  readonly slices: readonly LoopElement[];
  /** Outputs whose kernels write them where they stay. */
  readonly placed: readonly LoopElement[];
  /** Outputs that are copied where they stay when the body has run. */
  readonly copied: readonly LoopElement[];
}

/** Kernels that run where the number in a buffer is that of their case; the numbers are clamped to those there are. */
export interface BranchStep {
  readonly form: 'branch';
  readonly index: Buffer;
  /** Kernels, and where the results are when they have run. */
  readonly cases: readonly { readonly body: readonly Step[]; readonly results: readonly Buffer[] }[];
  /** Where the results are copied. */
  readonly targets: readonly Buffer[];
}

/** One kernel of a lowered program, or kernels that run several times or under a condition. */
export type Step =
  | MapStep
  | ReduceStep
  | ContractStep
  | AccumulateStep
  | ScatterStep
  | CumulativeStep
  | SortStep
  | LoopStep
  | BranchStep;

/** A lowered program: kernels over buffers, in the order of execution. */
export interface LoweredProgram {
  readonly name: string;
  readonly inputs: readonly Buffer[];
  readonly steps: readonly Step[];
  readonly outputs: readonly { readonly buffer: Buffer; readonly type: TensorType }[];
}

/** The buffers that a step reads. */
export function readsOf(step: Step): Buffer[] {
  switch (step.form) {
    case 'map':
    case 'reduce':
      return step.accesses.flatMap((access) => (access.kind === 'index' ? [] : [access.buffer]));
    case 'contract':
      return [step.a.buffer, ...step.b.map((access) => access.buffer)];
    case 'accumulate':
      return [step.a.buffer, step.b.buffer, step.target];
    case 'scatter':
      return [step.indices, step.updates];
    case 'loop':
      return loopReads(step);
    case 'cumulative':
      return [...step.sources];
    case 'sort':
      return [step.keys];
    case 'branch':
      return [step.index, ...step.cases.flatMap(caseReads)];
  }
}

/** The buffers outside of a case that it reads. */
function caseReads({ body, results }: BranchStep['cases'][number]): Buffer[] {
  const inside = new Set(body.flatMap(writesOf));
  return [...body.flatMap(readsOf), ...results].filter((buffer) => !inside.has(buffer));
}

/** The buffers outside of a loop that it reads. */
function loopReads({ condition, body, carries, slices, placed, copied }: LoopStep): Buffer[] {
  const steps = [...(condition?.steps ?? []), ...body];
  const inside = new Set<Buffer>([
    ...steps.flatMap(writesOf),
    ...carries.map(({ input }) => input),
    ...[...slices, ...placed].map(({ element }) => element),
  ]);
  const read = [
    ...steps.flatMap(readsOf),
    ...(condition === null ? [] : [condition.holds]),
    ...carries.flatMap(({ initial, output }) => [initial, output]),
    ...slices.map(({ whole }) => whole),
    ...copied.map(({ element }) => element),
  ];
  return read.filter((buffer) => !inside.has(buffer));
}

/** The buffers that a step writes. */
export function writesOf(step: Step): Buffer[] {
  switch (step.form) {
    case 'map':
      return step.targets.map((target) => target.buffer);
    case 'accumulate':
      return [step.target];
    case 'loop':
      return [
        ...[...step.placed, ...step.copied].map(({ whole }) => whole),
        ...step.carries.flatMap(({ result }) => result ?? []),
      ];
    default:
      return [...step.targets];
  }
}
