import type { CumulativeStep } from '../kernel/program.ts';
import { programKey } from '../kernel/programFacts.ts';
import type { Width } from './accessEmitter.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import { LaneConstants, LaneEmitter } from './laneEmitter.ts';

/** Number of units: the outer slices, which share nothing. */
export const cumulativeUnits = ({ outer, extent, inner }: CumulativeStep): number =>
  extent * inner === 0 ? 0 : outer;

/** The kernel as text: equal for kernels that can share code. */
export function cumulativeSignature(step: CumulativeStep): string {
  const { outer, extent, inner, reverse, combine, initial } = step;
  const start = Object.is(initial, -0) ? '-0' : initial;
  return `${outer} ${extent} ${inner} ${reverse} ${programKey(combine)} ${start}`;
}

/**
 * Running results: adds the function (begin, end, sources..., output), which computes the outer slices begin..end, four
 * neighbours of the inner axis at once.
 */
export function emitCumulative(module: ModuleBuilder, name: string, step: CumulativeStep): FunctionIndex {
  const arrays = step.sources.length + 1;
  const params = ['i32', 'i32', ...new Array<'i32'>(arrays).fill('i32')] as const;
  return module.addFunction(name, params, [], (f) => {
    const { extent, inner } = step;
    const constants = new LaneConstants(f);
    const writer = new ColumnWriter(f, step, constants);
    f.forRange(f.param(0), f.param(1), 1, (slice) => {
      const start = f.local('i32');
      f.get(slice)
        .i32.const(4 * extent * inner)
        .i32.mul()
        .set(start);
      f.forRange(0, Math.floor(inner / 4), 1, () => {
        writer.write(start, 4);
        f.get(start).i32.const(16).i32.add().set(start);
      });
      if (inner % 4 > 0) writer.write(start, (inner % 4) as Width);
    });
  });
}

/** Writes the loop along the axis for a few neighbouring columns. */
class ColumnWriter {
  readonly #f: FunctionBuilder;
  readonly #step: CumulativeStep;
  readonly #combine: LaneEmitter;
  readonly #initial: Local;
  readonly #accumulator: Local;
  readonly #offset: Local;

  constructor(f: FunctionBuilder, step: CumulativeStep, constants: LaneConstants) {
    this.#f = f;
    this.#step = step;
    this.#combine = new LaneEmitter(f, step.combine, constants);
    this.#initial = constants.local(step.initial, step.combine.inputs[0] ?? 'f32');
    this.#accumulator = f.local('v128');
    this.#offset = f.local('i32');
  }

  /** @param start byte offset of the first column in every array. */
  write(start: Local, width: Width): void {
    const f = this.#f;
    const { extent, inner, reverse } = this.#step;
    const bytes = 4 * inner;
    f.get(this.#initial).set(this.#accumulator);
    f.get(start);
    if (reverse) f.i32.const(bytes * (extent - 1)).i32.add();
    f.set(this.#offset);
    f.forRange(0, extent, 1, () => {
      this.#take(width);
      f.get(this.#offset)
        .i32.const(reverse ? -bytes : bytes)
        .i32.add()
        .set(this.#offset);
    });
  }

  #take(width: Width): void {
    const f = this.#f;
    const values = this.#step.sources.map((_, index) => {
      const value = f.local('v128');
      f.get(f.param(2 + index))
        .get(this.#offset)
        .i32.add();
      if (width === 1) f.v128.load32Zero();
      else f.v128.load();
      f.set(value);
      return value;
    });
    const [result] = this.#combine.emit([this.#accumulator, ...values]);
    f.get(result as Local).set(this.#accumulator);
    const address = f.local('i32');
    f.get(f.param(2 + this.#step.sources.length))
      .get(this.#offset)
      .i32.add()
      .set(address);
    if (width === 4) f.get(address).get(this.#accumulator).v128.store();
    else {
      for (let lane = 0; lane < width; lane++)
        f.get(address)
          .get(this.#accumulator)
          .v128.store32Lane(4 * lane, lane);
    }
  }
}
