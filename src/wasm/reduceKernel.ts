import { sizeOf } from '../ir/types.ts';
import { REDUCE_LANES } from '../kernel/order.ts';
import type { Place, ReduceStep } from '../kernel/program.ts';
import { programKey, registerTypes } from '../kernel/programFacts.ts';
import { AccessEmitter, type Width } from './accessEmitter.ts';
import { accessKey } from './accessKey.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import { LaneConstants, LaneEmitter } from './laneEmitter.ts';
import { placesOf, pointerParams } from './places.ts';
import { COLUMNS, goesByColumns, writeColumns } from './reduceColumns.ts';

const VECTORS = REDUCE_LANES / 4;

/** Where a reduction reads and writes, in the order of its pointer parameters: accesses to memory, then targets. */
export const reducePlaces = (step: ReduceStep): Place[] => [
  ...placesOf(step.accesses),
  ...step.targets.map((buffer) => ({ buffer, offset: 0 })),
];

/** Number of units: one for every result, or for every four where it goes by columns. */
export const reduceUnits = (step: ReduceStep): number =>
  sizeOf(step.domain) / (goesByColumns(step) ? COLUMNS : 1);

/**
 * A reduction: adds the function (begin, end, pointers...), which computes the units begin..end. Eight
 * accumulators in two vectors take the elements in turn; they are folded at the end, as `kernel/order.ts` says.
 */
export function emitReduce(module: ModuleBuilder, name: string, step: ReduceStep): FunctionIndex {
  const params = ['i32', 'i32', ...reducePlaces(step).map(() => 'i32')] as 'i32'[];
  return module.addFunction(name, params, [], (f) => {
    if (goesByColumns(step)) writeColumns(f, step);
    else new ReduceWriter(f, step).write();
  });
}

class ReduceWriter {
  readonly #f: FunctionBuilder;
  readonly #step: ReduceStep;
  readonly #pointers: readonly (Local | null)[];
  readonly #constants: LaneConstants;
  readonly #program: LaneEmitter;
  readonly #combine: LaneEmitter;
  readonly #reads: readonly AccessEmitter[];
  /** By vector, then by accumulator. */
  readonly #accumulators: readonly (readonly Local[])[];
  readonly #initial: readonly Local[];
  readonly #tailMasks: readonly (Local | null)[];

  constructor(f: FunctionBuilder, step: ReduceStep) {
    this.#f = f;
    this.#step = step;
    this.#pointers = pointerParams(f, step.accesses);
    this.#constants = new LaneConstants(f);
    this.#program = new LaneEmitter(f, step.program, this.#constants);
    this.#combine = new LaneEmitter(f, step.combine, this.#constants);
    this.#reads = step.accesses.map(
      (access) => new AccessEmitter(f, this.#constants, access, access.strides.at(-1) ?? 0),
    );
    this.#accumulators = Array.from({ length: VECTORS }, () => step.initial.map(() => f.local('v128')));
    this.#initial = step.initial.map((value, index) =>
      this.#constants.local(value, step.combine.inputs[index] ?? 'f32'),
    );
    if (step.combine.inputs.includes('bool')) this.#constants.bits(1);
    const tail = step.count % REDUCE_LANES;
    this.#tailMasks = Array.from({ length: VECTORS }, (_, vector) => this.#mask(tail - 4 * vector));
  }

  /** A mask of the first lanes; null for none or all of them. */
  #mask(lanes: number): Local | null {
    if (lanes <= 0 || lanes >= 4) return null;
    const local = this.#f.local('v128');
    const words = Int32Array.from({ length: 4 }, (_, lane) => (lane < lanes ? -1 : 0));
    this.#f.v128.const(new Uint8Array(words.buffer)).set(local);
    return local;
  }

  write(): void {
    const f = this.#f;
    f.forRange(f.param(0), f.param(1), 1, (point) => {
      this.#start(point);
      for (const row of this.#accumulators) {
        row.forEach((accumulator, index) => {
          f.get(this.#initial[index] as Local).set(accumulator);
        });
      }
      this.#blocks();
      this.#store(point);
    });
  }

  /** Positions of the first reduced element of a result. */
  #start(point: Local): void {
    const f = this.#f;
    const { domain } = this.#step;
    this.#reads.forEach(({ access, position, unit }, index) => {
      const pointer = this.#pointers[index];
      if (pointer) f.get(pointer);
      else f.i32.const(access.offset);
      let inner = 1;
      for (let axis = domain.length - 1; axis >= 0; axis--) {
        const extent = domain[axis] ?? 1;
        const stride = access.strides[axis] ?? 0;
        if (extent > 1 && stride !== 0) {
          f.get(point);
          if (inner > 1) f.i32.const(inner).i32.divU();
          if (axis > 0) f.i32.const(extent).i32.remU();
          f.i32
            .const(unit * stride)
            .i32.mul()
            .i32.add();
        }
        inner *= extent;
      }
      f.set(position);
    });
  }

  #blocks(): void {
    const f = this.#f;
    const { count } = this.#step;
    const tail = count % REDUCE_LANES;
    f.forRange(0, Math.floor(count / REDUCE_LANES), 1, () => {
      for (let vector = 0; vector < VECTORS; vector++) this.#take(vector, 4);
    });
    for (let vector = 0; 4 * vector < tail; vector++) {
      this.#take(vector, Math.min(4, tail - 4 * vector) as Width, this.#tailMasks[vector]);
    }
  }

  /** Combines the next elements into one vector of accumulators; a mask keeps out what lies beyond the end. */
  #take(vector: number, width: Width, mask: Local | null = null): void {
    const f = this.#f;
    const lanes: Local[] = [];
    for (const read of this.#reads) {
      const indexLane = read.access.kind === 'indirect' ? (lanes[read.access.index] ?? null) : null;
      lanes.push(read.load(width, indexLane));
    }
    const values = this.#program.emit(lanes);
    const row = this.#accumulators[vector] ?? [];
    const combined = this.#combine.emit([...row, ...values]);
    row.forEach((accumulator, index) => {
      f.get(combined[index] as Local);
      if (mask !== null) f.get(accumulator).get(mask).v128.bitselect();
      f.set(accumulator);
    });
    this.#reads.forEach(({ position, unit, inner }) => {
      if (inner !== 0)
        f.get(position)
          .i32.const(4 * unit * inner)
          .i32.add()
          .set(position);
    });
  }

  /** Folds the accumulators, and writes the results of a point. */
  #store(point: Local): void {
    const f = this.#f;
    let [folded = []] = this.#accumulators;
    for (const row of this.#accumulators.slice(1)) folded = this.#combine.emit([...folded, ...row]);
    for (const half of [2, 1]) {
      const moved = folded.map((accumulator) => {
        const local = f.local('v128');
        f.get(accumulator)
          .get(accumulator)
          .shuffleLanes([half, (half + 1) % 4, half, (half + 1) % 4])
          .set(local);
        return local;
      });
      folded = this.#combine.emit([...folded, ...moved]);
    }
    const types = registerTypes(this.#step.combine);
    const firstTarget = 2 + placesOf(this.#step.accesses).length;
    this.#step.results.forEach((accumulator, output) => {
      f.get(f.param(firstTarget + output))
        .get(point)
        .i32.const(4)
        .i32.mul()
        .i32.add();
      f.get(folded[accumulator] as Local);
      if (types[this.#step.combine.outputs[accumulator] ?? 0] === 'bool')
        f.get(this.#constants.bits(1)).v128.and();
      f.v128.store32Lane(0, 0);
    });
  }
}

/** A reduction as text, without the places of its elements: equal for kernels that can share code. */
export function reduceSignature(step: ReduceStep): string {
  const accesses = step.accesses.map(accessKey).join(';');
  const initial = step.initial.map((value) => (Object.is(value, -0) ? '-0' : value));
  const programs = `${programKey(step.program)} ${programKey(step.combine)}`;
  return `${step.domain} ${step.count} ${accesses} ${programs} ${initial} ${step.results}`;
}
