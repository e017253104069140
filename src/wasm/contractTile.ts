import type { ModuleBuilder } from './assembler.ts';
import type { ContractPlan } from './contractPlan.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';

/** The part of a panel that a tile computes. */
export interface TileShape {
  readonly rows: number;
  /** Columns, 1 to 4 * vectors of the plan. */
  readonly columns: number;
}

/** Loads the first `lanes` elements of a vector; the others are 0, and memory beyond them is not read. */
export function loadLanes(f: FunctionBuilder, pointer: Local, offset: number, lanes: number): void {
  if (lanes >= 4) f.get(pointer).v128.load(offset);
  else if (lanes === 1) f.get(pointer).v128.load32Zero(offset);
  else if (lanes === 2) f.get(pointer).v128.load64Zero(offset);
  else {
    f.get(pointer).get(pointer).v128.load64Zero(offset);
    f.v128.load32Lane(offset + 8, 2);
  }
}

/** Stores the first `lanes` elements of a vector. */
export function storeLanes(
  f: FunctionBuilder,
  pointer: Local,
  offset: number,
  lanes: number,
  value: Local,
): void {
  f.get(pointer).get(value);
  if (lanes >= 4) f.v128.store(offset);
  else if (lanes === 1) f.v128.store32Lane(offset, 0);
  else {
    f.v128.store64Lane(offset, 0);
    if (lanes === 3)
      f.get(pointer)
        .get(value)
        .v128.store32Lane(offset + 8, 2);
  }
}

/** Bytes between the rows of B as a tile reads them. */
export const bRowBytes = (plan: ContractPlan, columns: number): number =>
  plan.packed ? 16 * Math.ceil(columns / 4) : 4 * plan.spec.b.k;

/** Bytes between the rows of A, and between its terms, as a tile reads them. */
export const aBytes = ({ packsA, spec }: ContractPlan): { aRowBytes: number; aTermBytes: number } =>
  packsA ? { aRowBytes: 4, aTermBytes: 16 } : { aRowBytes: 4 * spec.a.m, aTermBytes: 4 * spec.a.k };

/** Steps of the sum in one turn of the loop. */
const UNROLL = 4;

/** How a tile reads its operands, in bytes. */
export interface TileReads {
  /** Between the rows of A, and between its terms. */
  readonly aRowBytes: number;
  readonly aTermBytes: number;
  readonly bRowBytes: number;
  /** Whether the rows of B are filled up to whole vectors. */
  readonly packed: boolean;
}

/** Locals of a tile: pointers, and the sums row by row. */
export interface Tile {
  readonly a: Local;
  readonly b: Local;
  readonly bEnd: Local;
  readonly sums: readonly (readonly Local[])[];
}

/** Adds one rounded product to every sum, moves the pointers and pushes the two to compare. */
function emitStep(f: FunctionBuilder, reads: TileReads, columns: number, { a, b, bEnd, sums }: Tile): void {
  const { aRowBytes, aTermBytes, bRowBytes: rowBytes, packed } = reads;
  const bVectors = (sums[0] ?? []).map((_, vector) => {
    const local = f.local('v128');
    loadLanes(f, b, 16 * vector, packed ? 4 : columns - 4 * vector);
    f.set(local);
    return local;
  });
  const x = f.local('v128');
  sums.forEach((row, index) => {
    const fromLowest = aRowBytes < 0 ? index - (sums.length - 1) : index;
    f.get(a)
      .v128.load32Splat(fromLowest * aRowBytes)
      .set(x);
    bVectors.forEach((vector, column) => {
      const sum = row[column] as Local;
      f.get(sum).get(x).get(vector).f32x4.mul().f32x4.add().set(sum);
    });
  });
  f.get(a).i32.const(aTermBytes).i32.add().set(a);
  f.get(b).i32.const(rowBytes).i32.add().tee(b).get(bEnd);
}

/**
 * The loop over the terms, one or more. V8 checks for interrupts in every turn, which costs a tenth of a step, so a turn
 * takes several steps. The exit between them does more than end the loop anywhere: without it V8 would load the operands
 * of all steps before the first product, and spill the sums.
 */
export function emitSum(f: FunctionBuilder, reads: TileReads, columns: number, tile: Tile): void {
  const lowest = reads.aRowBytes * (tile.sums.length - 1);
  if (lowest < 0) f.get(tile.a).i32.const(lowest).i32.add().set(tile.a);
  f.block((done) => {
    f.loop((next) => {
      for (let step = 1; step < UNROLL; step++) {
        emitStep(f, reads, columns, tile);
        f.i32.eq().brIf(done);
      }
      emitStep(f, reads, columns, tile);
      f.i32.ne().brIf(next);
    });
  });
}

/**
 * One register tile over one step of the sum: the function (a, b, bEnd, c, later), where `bEnd` is where b is
 * after the last term, and `later` is 0 for the first step, which replaces C.
 * It has one loop and nothing around it, so that all sums stay in registers, and the engine exchanges it for its
 * optimised version after few calls, in the middle of a product.
 */
export function emitTile(
  module: ModuleBuilder,
  name: string,
  plan: ContractPlan,
  { rows, columns }: TileShape,
): FunctionIndex {
  const { spec, laterSteps } = plan;
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [c, later] = [f.param(3), f.param(4)];
    const sums = Array.from({ length: rows }, () =>
      Array.from({ length: Math.ceil(columns / 4) }, () => f.local('v128')),
    );
    const each = (visit: (sum: Local, offset: number, lanes: number) => void): void => {
      sums.forEach((row, index) => {
        row.forEach((sum, vector) => {
          visit(sum, 4 * spec.n * index + 16 * vector, columns - 4 * vector);
        });
      });
    };
    const loadC = (finish: (sum: Local) => void): void => {
      f.get(later).if_(() => {
        each((sum, offset, lanes) => {
          loadLanes(f, c, offset, lanes);
          finish(sum);
        });
      });
    };
    if (laterSteps === 'continue') loadC((sum) => f.set(sum));
    const reads: TileReads = {
      ...aBytes(plan),
      bRowBytes: bRowBytes(plan, columns),
      packed: plan.packed,
    };
    if (spec.k > 0) emitSum(f, reads, columns, { a: f.param(0), b: f.param(1), bEnd: f.param(2), sums });
    if (laterSteps === 'add') loadC((sum) => f.get(sum).f32x4.add().set(sum));
    each((sum, offset, lanes) => {
      storeLanes(f, c, offset, lanes, sum);
    });
  });
}
