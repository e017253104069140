import type { BufferAccess, MapStep, Place } from '../kernel/program.ts';
import { programKey, registerTypes } from '../kernel/programFacts.ts';
import { AccessEmitter, type Width } from './accessEmitter.ts';
import { accessKey } from './accessKey.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import { LaneConstants, LaneEmitter } from './laneEmitter.ts';
import { type Axis, collapseAxes } from './loops.ts';
import { placesOf, pointerParams } from './places.ts';

/** From this length on, vectors are computed two at a time. */
const MIN_PAIRED_INSTRUCTIONS = 24;

/** Where a map reads and writes, in the order of its pointer parameters: accesses to memory, then targets. */
export const mapPlaces = (step: MapStep): Place[] => [...placesOf(step.accesses), ...step.targets];

/** The loops of a map, and how its units are cut. */
export interface MapPlan {
  readonly axes: readonly Axis[];
  /** Whole vectors alone: the last one may reach beyond the data, into the padding of every buffer. */
  readonly padded: boolean;
  /** Long programs are chains of dependent instructions: two vectors side by side keep the machine busy. */
  readonly paired: boolean;
  readonly units: number;
}

/** Plans the loops of a map. */
export function planMap(step: MapStep): MapPlan {
  const strides = [...step.accesses, ...step.targets].map((access) => access.strides);
  const axes = collapseAxes(step.domain, strides);
  const [outer] = axes;
  const plan = { axes, padded: false, paired: false };
  if (step.domain.includes(0)) return { ...plan, units: 0 };
  if (outer === undefined) return { ...plan, axes: [{ extent: 1, strides: strides.map(() => 0) }], units: 1 };
  if (axes.length > 1) return { ...plan, units: outer.extent };
  const targetStrides = outer.strides.slice(step.accesses.length);
  const contiguous = targetStrides.every((stride) => stride === 1);
  const indirect = step.accesses.some((access) => access.kind === 'indirect');
  const neighbours = step.accesses.every(
    ({ kind }, index) => kind === 'index' || [-1, 0, 1].includes(outer.strides[index] ?? 0),
  );
  const padded =
    contiguous &&
    neighbours &&
    !indirect &&
    step.targets.every((target) => target.offset === 0 && target.buffer.size === outer.extent);
  const paired =
    contiguous &&
    !indirect &&
    (padded || outer.extent % 8 === 0) &&
    step.program.instructions.length >= MIN_PAIRED_INSTRUCTIONS &&
    step.accesses.every(({ kind }, index) => kind === 'index' || [0, 1].includes(outer.strides[index] ?? 0));
  return { axes, padded, paired, units: Math.ceil(outer.extent / (paired ? 8 : 4)) };
}

/** Vectors of an inner loop taken together, where the program is short: moving all positions costs as much as a vector. */
const TOGETHER = 4;
const MAX_TOGETHER_INSTRUCTIONS = 48;

/**
 * An element-wise kernel: adds the function (begin, end, pointers...), which computes the units begin..end of
 * its outermost loop: vectors or pairs of vectors where there is one loop, else iterations.
 */
export function emitMap(module: ModuleBuilder, name: string, step: MapStep): FunctionIndex {
  const params = ['i32', 'i32', ...mapPlaces(step).map(() => 'i32')] as 'i32'[];
  return module.addFunction(name, params, [], (f) => {
    new MapWriter(f, step).write();
  });
}

class MapWriter {
  readonly #f: FunctionBuilder;
  readonly #step: MapStep;
  readonly #plan: MapPlan;
  readonly #emitter: LaneEmitter;
  readonly #reads: readonly AccessEmitter[];
  readonly #writes: readonly {
    readonly target: BufferAccess;
    readonly position: Local;
    readonly inner: number;
  }[];
  readonly #pointers: readonly (Local | null)[];
  readonly #constants: LaneConstants;

  constructor(f: FunctionBuilder, step: MapStep) {
    this.#f = f;
    this.#step = step;
    this.#plan = planMap(step);
    this.#pointers = pointerParams(f, [...step.accesses, ...step.targets]);
    this.#constants = new LaneConstants(f);
    this.#emitter = new LaneEmitter(f, step.program, this.#constants);
    const inner = this.#plan.axes.at(-1)?.strides ?? [];
    this.#reads = step.accesses.map(
      (access, index) => new AccessEmitter(f, this.#constants, access, inner[index] ?? 0),
    );
    this.#writes = step.targets.map((target, index) => ({
      target,
      position: f.local('i32'),
      inner: inner[step.accesses.length + index] ?? 0,
    }));
    const types = registerTypes(step.program);
    if (step.program.outputs.some((register) => types[register] === 'bool')) this.#constants.bits(1);
  }

  write(): void {
    const { axes, units, paired, padded } = this.#plan;
    if (units === 0) return;
    this.#start();
    if (paired || padded) this.#wholeLoop(axes[0] as Axis);
    else if (axes.length === 1) this.#oneLoop(axes[0] as Axis);
    else this.#nested(0, this.#f.param(0), this.#f.param(1));
  }

  /** Positions at the beginning of the range. */
  #start(): void {
    const f = this.#f;
    const { axes, paired } = this.#plan;
    const step = paired ? 8 : axes.length === 1 ? 4 : 1;
    const strides = axes[0]?.strides ?? [];
    const each = (position: Local, number: number, unit: number, offset: number): void => {
      const pointer = this.#pointers[number];
      f.get(f.param(0))
        .i32.const(unit * (strides[number] ?? 0) * step)
        .i32.mul();
      if (pointer) f.get(pointer).i32.add();
      else f.i32.const(offset).i32.add();
      f.set(position);
    };
    this.#reads.forEach(({ access, position, unit }, index) => {
      each(position, index, unit, access.offset);
    });
    this.#writes.forEach(({ position }, index) => {
      each(position, this.#reads.length + index, 4, 0);
    });
  }

  /** Moves all positions by a number of iterations of a loop. */
  #advance(axis: Axis, iterations: number): void {
    const f = this.#f;
    const move = (position: Local, distance: number): void => {
      if (distance !== 0) f.get(position).i32.const(distance).i32.add().set(position);
    };
    this.#reads.forEach(({ position, unit }, index) => {
      move(position, unit * (axis.strides[index] ?? 0) * iterations);
    });
    this.#writes.forEach(({ position }, index) => {
      move(position, 4 * (axis.strides[this.#reads.length + index] ?? 0) * iterations);
    });
  }

  /** A single loop over whole vectors, or pairs of them: the code is the same for every extent. */
  #wholeLoop(axis: Axis): void {
    const fixed = this.#loadFixed();
    const { paired } = this.#plan;
    this.#f.forRange(this.#f.param(0), this.#f.param(1), 1, () => {
      if (paired) this.#pair(fixed);
      else this.#body(4, fixed);
      this.#advance(axis, paired ? 8 : 4);
    });
  }

  /** A single loop over vectors, with the rest of less than four elements in the last unit. */
  #oneLoop(axis: Axis): void {
    const f = this.#f;
    const { extent } = axis;
    const tail = extent % 4;
    const vectors = Math.floor(extent / 4);
    const fixed = this.#loadFixed();
    const last = f.local('i32');
    f.i32.const(vectors).get(f.param(1)).i32.const(vectors).get(f.param(1)).i32.ltS().select().set(last);
    if (vectors > 0) {
      f.forRange(f.param(0), last, 1, () => {
        this.#body(4, fixed);
        this.#advance(axis, 4);
      });
    }
    if (tail === 0) return;
    // An empty range at the end has no tail.
    f.get(f.param(1)).i32.const(vectors).i32.gtS();
    f.get(f.param(0)).get(f.param(1)).i32.ltS().i32.and();
    f.if_(() => {
      f.forRange(0, tail, 1, () => {
        this.#body(1, fixed);
        this.#advance(axis, 1);
      });
    });
  }

  /** Two neighbouring vectors. */
  #pair(fixed: readonly (Local | null)[]): void {
    const shifts = [0, 4];
    const lanes = shifts.map((shift) =>
      this.#reads.map((read, index) => fixed[index] ?? read.load(4, null, shift)),
    );
    const results = this.#emitter.emitAll(lanes);
    shifts.forEach((shift, copy) => {
      this.#store(results[copy] ?? [], 4, shift);
    });
  }

  /** Loops over the outer axes; the innermost one goes by vectors. */
  #nested(depth: number, begin: Local | number, end: Local | number): void {
    const f = this.#f;
    const { axes } = this.#plan;
    const axis = axes[depth] as Axis;
    if (depth < axes.length - 1) {
      f.forRange(begin, end, 1, () => {
        const inner = axes[depth + 1] as Axis;
        this.#nested(depth + 1, 0, inner.extent);
        this.#advance(inner, -inner.extent);
        this.#advance(axis, 1);
      });
      return;
    }
    const fixed = this.#loadFixed();
    const vectors = Math.floor(axis.extent / 4);
    const together = this.#canShift() ? TOGETHER : 1;
    f.forRange(0, Math.floor(vectors / together), 1, () => {
      for (let vector = 0; vector < together; vector++) this.#body(4, fixed, 4 * vector);
      this.#advance(axis, 4 * together);
    });
    f.forRange(0, vectors % together, 1, () => {
      this.#body(4, fixed);
      this.#advance(axis, 4);
    });
    f.forRange(0, axis.extent - 4 * vectors, 1, () => {
      this.#body(1, fixed);
      this.#advance(axis, 1);
    });
  }

  /** Loads what does not change in the inner loop, before it. */
  #loadFixed(): (Local | null)[] {
    return this.#reads.map((read) =>
      read.inner === 0 && read.access.kind === 'buffer' ? read.load(4, null) : null,
    );
  }

  /** Whether several vectors of the inner loop may be taken together, at constant distances from one position. */
  #canShift(): boolean {
    return (
      this.#step.program.instructions.length <= MAX_TOGETHER_INSTRUCTIONS &&
      this.#writes.every(({ inner }) => inner === 1) &&
      this.#reads.every(
        ({ access, inner }) =>
          access.kind === 'index' || (access.kind === 'buffer' && (inner === 0 || inner === 1)),
      )
    );
  }

  /** @param shift how many points of the inner loop to look ahead. */
  #body(width: Width, fixed: readonly (Local | null)[], shift = 0): void {
    const lanes: Local[] = [];
    this.#reads.forEach((read, index) => {
      const indexLane = read.access.kind === 'indirect' ? (lanes[read.access.index] ?? null) : null;
      lanes.push(fixed[index] ?? read.load(width, indexLane, shift));
    });
    this.#store(this.#emitter.emit(lanes), width, shift);
  }

  /** Writes results at the current point, moved by `shift` elements of the inner loop. */
  #store(results: readonly Local[], width: Width, shift: number): void {
    const f = this.#f;
    const types = registerTypes(this.#step.program);
    this.#writes.forEach(({ position, inner }, index) => {
      const result = results[index] as Local;
      const isBool = types[this.#step.program.outputs[index] ?? 0] === 'bool';
      const value = isBool ? this.#asNumber(result) : result;
      if (width === 4 && inner === 1)
        f.get(position)
          .get(value)
          .v128.store(4 * shift);
      else {
        for (let lane = 0; lane < width; lane++) {
          f.get(position);
          if (lane > 0) f.i32.const(4 * lane * inner).i32.add();
          f.get(value).v128.store32Lane(0, lane);
        }
      }
    });
  }

  /** A mask as 0 and 1. */
  #asNumber(mask: Local): Local {
    const number = this.#f.local('v128');
    this.#f.get(mask).get(this.#constants.bits(1)).v128.and().set(number);
    return number;
  }
}

/** A map as text, without the places of its elements: equal for kernels that can share code. */
export function mapSignature(step: MapStep): string {
  const { padded, paired } = planMap(step);
  const accesses = [...step.accesses, ...step.targets].map(accessKey).join(';');
  const extents = padded || paired ? '*' : step.domain;
  return `${extents} ${padded} ${paired} ${accesses} ${programKey(step.program)}`;
}
