import type { Func } from '../ir/func.ts';
import { type Shape, sizeOf } from '../ir/types.ts';
import { isIdentityMap, type LoopKernel, linearize } from '../kernel/forms.ts';
import {
  type Buffer,
  type LoopCarry,
  type LoopElement,
  type LoweredProgram,
  type Step,
  writesOf,
} from '../kernel/program.ts';
import { copyStep } from './copyStep.ts';
import { type Source, type UniformSource, type ViewSource, viewOf } from './expression.ts';

/** Kernels may write this many elements beyond a buffer whose size is no multiple of it. */
const WHOLE_VECTORS = 8;

interface LoopContext {
  readonly kernel: LoopKernel;
  readonly constants: readonly (UniformSource | ViewSource)[];
  readonly initial: readonly Buffer[];
  readonly slices: readonly (UniformSource | ViewSource)[];
  /** Which outputs of the loop are read. */
  readonly isRead: readonly boolean[];
  /** Lowers the body, whose inputs come from the given sources. */
  readonly lower: (body: Func, sources: readonly Source[]) => LoweredProgram;
}

/** A loop as steps, and where its outputs are; null for those that nothing reads. */
interface FusedLoop {
  readonly steps: readonly Step[];
  readonly outputs: readonly (Source | null)[];
}

/** Lowers a loop: its body to kernels, its carries, slices and stacked outputs to buffers whose addresses move. */
export function fuseLoop(context: LoopContext): FusedLoop {
  const { kernel, constants, initial, isRead, lower } = context;
  const { body, carries, length, reverse } = kernel;
  const shapes = body.inputs.map((input) => input.type.shape);
  const inputs = initial.map(stepBuffer);
  const elements = context.slices.map((source, index) =>
    elementOf(source, shapes[constants.length + carries + index] ?? []),
  );
  const carried = inputs.map((buffer, index) => viewOf(buffer, shapes[constants.length + index] ?? []));
  const lowered = lower(body, [...constants, ...carried, ...elements.map(({ source }) => source)]);
  const decision = kernel.condition && lower(kernel.condition, [...constants, ...carried]);
  const results = lowered.outputs.map(({ buffer }) => buffer);
  const { steps, outputs: next } = ownCarries(results.slice(0, carries), inputs);
  const read = results.slice(carries).map((element, index) => (isRead[carries + index] ? element : null));
  const stacked = read.filter((element) => element !== null);
  const stacks = new Stacks(
    [...lowered.steps, ...steps],
    { inputs, next, initial, length, reverse },
    stacked,
  );
  const sources = read.map((element, index) => {
    const shape = body.outputs[carries + index]?.type.shape ?? [];
    return element && stacks.of(element, shape);
  });
  const loopCarries = next.map((output, index): LoopCarry => {
    const buffer = initial[index] as Buffer;
    const input = inputs[index] as Buffer;
    return { initial: buffer, input, output, result: isRead[index] ? temporary(buffer) : null };
  });
  const lasts = loopCarries.map(
    ({ result }, index) => result && viewOf(result, shapes[constants.length + index] ?? []),
  );
  return {
    steps: [
      ...stacks.before,
      {
        form: 'loop',
        condition: decision && { steps: decision.steps, holds: decision.outputs[0]?.buffer as Buffer },
        length,
        reverse,
        body: [...lowered.steps, ...steps],
        carries: loopCarries,
        slices: elements.flatMap(({ slice }) => slice ?? []),
        placed: stacks.placed,
        copied: stacks.copied,
      },
    ],
    outputs: [...lasts, ...sources],
  };
}

const stepBuffer = ({ dtype, size }: Pick<Buffer, 'dtype' | 'size'>): Buffer => ({
  dtype,
  size,
  origin: { kind: 'step' },
});

const temporary = ({ dtype, size }: Pick<Buffer, 'dtype' | 'size'>): Buffer => ({
  dtype,
  size,
  origin: { kind: 'temporary' },
});

/** One element of a slice input: a view of a buffer that moves along the leading axis. */
function elementOf(
  source: UniformSource | ViewSource,
  shape: Shape,
): { source: Source; slice?: LoopElement } {
  if (source.kind === 'uniform') return { source };
  const { buffer: whole, map, shape: bufferShape } = source.access;
  const { dtype } = whole;
  if (isIdentityMap(map, source.shape, bufferShape)) {
    const size = sizeOf(shape);
    const element = stepBuffer({ dtype, size });
    return { source: viewOf(element, shape), slice: { element, whole, offset: 0, stride: size } };
  }
  const element = stepBuffer(whole);
  const [stride = 0] = linearize(map, bufferShape, source.shape.length).strides;
  const inner = map.map((coordinate) =>
    coordinate.axis <= 0
      ? { axis: -1, stride: 0, start: coordinate.start }
      : { ...coordinate, axis: coordinate.axis - 1 },
  );
  const access = { kind: 'buffer', buffer: element, shape: bufferShape, map: inner } as const;
  return { source: { kind: 'view', shape, access }, slice: { element, whole, offset: 0, stride } };
}

/** Next carries that are another carry's current value are copied: that value does not outlast the step. */
function ownCarries(
  results: readonly Buffer[],
  inputs: readonly Buffer[],
): { steps: Step[]; outputs: Buffer[] } {
  const steps: Step[] = [];
  const outputs = results.map((buffer, index) => {
    if (!inputs.includes(buffer) || inputs[index] === buffer) return buffer;
    const copy = temporary(buffer);
    steps.push(copyStep(buffer, copy));
    return copy;
  });
  return { steps, outputs };
}

interface Carried {
  readonly inputs: readonly Buffer[];
  readonly next: readonly Buffer[];
  readonly initial: readonly Buffer[];
  readonly length: number;
  readonly reverse: boolean;
}

/**
 * The stacked outputs of a loop. What a kernel of the body makes is written where it stays. A stack of a carry's
 * values is the stack of its next values, one place further: nothing is copied but the first.
 */
class Stacks {
  readonly before: Step[] = [];
  readonly placed: LoopElement[] = [];
  readonly copied: LoopElement[] = [];
  readonly #made: ReadonlySet<Buffer>;
  /** The stacks that begin with the first value of a carry, by what the body reads of the carry. */
  readonly #shifted = new Map<Buffer, Buffer>();
  readonly #carried: Carried;

  /** @param elements what is stacked, each of them once or more. */
  constructor(body: readonly Step[], carried: Carried, elements: readonly Buffer[]) {
    this.#made = new Set(body.flatMap(writesOf));
    this.#carried = carried;
    const { inputs, next, initial, length, reverse } = carried;
    inputs.forEach((input, carry) => {
      const element = next[carry] as Buffer;
      if (!elements.includes(input) || !this.#canPlace(element)) return;
      const { size } = element;
      const whole = temporary({ dtype: element.dtype, size: (length + 1) * size });
      this.before.push(copyStep(initial[carry] as Buffer, whole, reverse ? length * size : 0));
      this.placed.push({ element, whole, offset: reverse ? 0 : size, stride: size });
      this.#shifted.set(input, whole);
    });
    for (const element of elements) {
      if (this.#placeOf(element) !== undefined) continue;
      const whole = temporary({ dtype: element.dtype, size: length * element.size });
      const place = { element, whole, offset: 0, stride: element.size };
      (this.#canPlace(element) ? this.placed : this.copied).push(place);
    }
  }

  /** Where the stack of a value is: elements of that shape from a position on. */
  of(element: Buffer, shape: Shape): ViewSource {
    const { length } = this.#carried;
    const { whole, first } = this.#placeOf(element) as { whole: Buffer; first: number };
    const stacked = [element.size === 0 ? length : whole.size / element.size, ...shape];
    const map = stacked.map((_, axis) => ({ axis, stride: 1, start: axis === 0 ? first : 0 }));
    const access = { kind: 'buffer', buffer: whole, shape: stacked, map } as const;
    return { kind: 'view', shape: [length, ...shape], access };
  }

  /** The whole that a value is an element of, and the number of its first element there. */
  #placeOf(element: Buffer): { readonly whole: Buffer; readonly first: number } | undefined {
    const own = [...this.placed, ...this.copied].find((each) => each.element === element);
    if (own !== undefined) return { whole: own.whole, first: own.offset === 0 ? 0 : 1 };
    const whole = this.#shifted.get(element);
    return whole && { whole, first: this.#carried.reverse ? 1 : 0 };
  }

  /** Whether a kernel of the body may write a value where it stays: once, and not over what is there already. */
  #canPlace(element: Buffer): boolean {
    const free = !this.placed.some((each) => each.element === element);
    return free && this.#made.has(element) && (!this.#carried.reverse || element.size % WHOLE_VECTORS === 0);
  }
}
