import { emitAccumulateTile } from './accumulateTile.ts';
import type { ModuleBuilder } from './assembler.ts';
import { emitPack } from './contractPack.ts';
import { panelColumns, panelWidths } from './contractPanels.ts';
import { type ContractPlan, type ContractSpec, planContract } from './contractPlan.ts';
import { aBytes, bRowBytes, emitTile } from './contractTile.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';

export type { ContractSpec } from './contractPlan.ts';

const isEmpty = ({ batchSize, tiles, spec }: ContractPlan): boolean =>
  batchSize * tiles * spec.n === 0 || (spec.accumulate !== undefined && spec.k === 0);

/** How products are added up block by block, where they are; a block of one term is no different from a sum. */
const blocksOf = ({ accumulate }: ContractSpec) =>
  accumulate === undefined || accumulate.block === 1 ? null : accumulate;

/** Number of units a product may be cut into: row tiles, matrix by matrix. No two units write the same element. */
export function contractUnits(spec: ContractSpec): number {
  const plan = planContract(spec);
  return isEmpty(plan) ? 0 : plan.batchSize * plan.tiles;
}

/** Bytes of scratch memory, aligned to 16, that a call needs for itself. */
export function contractScratchBytes(spec: ContractSpec): number {
  const plan = planContract(spec);
  return isEmpty(plan) ? 0 : scratchOfA(plan) + (plan.packsA ? plan.tiles * tileBytes(plan) : 0);
}

/** Where the copy of A begins in the scratch memory: after the panels of B. */
const scratchOfA = (plan: ContractPlan): number =>
  copiesPanels(plan) ? panelBytes(plan) * plan.spec.groups : 0;

/** Bytes of a row tile of A that is copied. */
const tileBytes = ({ stepLength }: ContractPlan): number => 16 * stepLength;

/** Whether a call copies the panels of B to its scratch memory before it uses them. */
const copiesPanels = ({ packed, spec }: ContractPlan): boolean => packed && spec.panels !== true;

const panelBytes = (plan: ContractPlan): number =>
  plan.stepLength * bRowBytes(plan, Math.min(panelColumns(plan), plan.spec.n));

/** The functions for panels of one width. */
interface PanelFunctions {
  readonly columns: number;
  readonly pack: FunctionIndex | undefined;
  readonly fullTile: FunctionIndex;
  /** For the last row tile of a matrix, when it is lower than the others. */
  readonly lastTile: FunctionIndex | undefined;
}

function emitPanelFunctions(
  module: ModuleBuilder,
  name: string,
  plan: ContractPlan,
  columns: number,
): PanelFunctions {
  const { rows, spec } = plan;
  const blocks = blocksOf(spec);
  const layout = { rowStride: spec.b.k, columnStride: spec.b.n };
  const tile = (height: number) =>
    blocks === null
      ? emitTile(module, `${name}.tile${height}x${columns}`, plan, { rows: height, columns })
      : emitAccumulateTile(module, `${name}.tile${height}x${columns}`, plan, blocks, {
          rows: height,
          columns,
        });
  return {
    columns,
    pack:
      copiesPanels(plan) && spec.k > 0
        ? emitPack(module, `${name}.pack${columns}`, layout, columns)
        : undefined,
    fullTile: tile(rows),
    lastTile: spec.m % rows === 0 ? undefined : tile(spec.m % rows),
  };
}

/** The functions that copy row tiles of A, by their height. */
function emitPackA(module: ModuleBuilder, name: string, plan: ContractPlan): Map<number, FunctionIndex> {
  const { rows, packsA, spec } = plan;
  const heights = packsA && spec.k > 0 ? [rows, ...(spec.m % rows ? [spec.m % rows] : [])] : [];
  const layout = { rowStride: spec.a.k, columnStride: spec.a.m };
  return new Map(
    heights.map((height) => [height, emitPack(module, `${name}.packRows${height}`, layout, height)]),
  );
}

/** Pushes `local + constant`. */
const pushSum = (f: FunctionBuilder, local: Local, constant: number): FunctionBuilder =>
  constant === 0 ? f.get(local) : f.get(local).i32.const(constant).i32.add();

/** Pushes `local * constant`. */
const pushProduct = (f: FunctionBuilder, local: Local, constant: number): FunctionBuilder =>
  f.get(local).i32.const(constant).i32.mul();

/** What one walk over panels works on. */
interface Work {
  /** First term of the step, and number of terms. */
  readonly start: Local;
  readonly length: Local;
  readonly firstTile: Local;
  readonly endTile: Local;
}

/** Writes the function that walks over matrices, steps of the sum, panels, row tiles and groups. */
class ContractWriter {
  readonly #f: FunctionBuilder;
  readonly #plan: ContractPlan;
  readonly #packA: ReadonlyMap<number, FunctionIndex>;
  readonly #begin: Local;
  readonly #end: Local;
  readonly #scratch: Local;
  readonly #groups: readonly { readonly b: Local; readonly c: Local; bPanel: Local; bEnd: Local }[];
  readonly #aMatrix: Local;
  readonly #bMatrix: Local;
  readonly #cMatrix: Local;

  /** @param packA the functions that copy row tiles of A, by their height; none where A is not copied. */
  constructor(f: FunctionBuilder, plan: ContractPlan, packA: ReadonlyMap<number, FunctionIndex>) {
    this.#f = f;
    this.#plan = plan;
    this.#packA = packA;
    this.#begin = f.param(0);
    this.#end = f.param(1);
    this.#scratch = f.param(3);
    this.#groups = Array.from({ length: plan.spec.groups }, (_, group) => ({
      b: f.param(4 + 2 * group),
      c: f.param(5 + 2 * group),
      bPanel: f.local('i32'),
      bEnd: f.local('i32'),
    }));
    this.#aMatrix = f.local('i32');
    this.#bMatrix = f.local('i32');
    this.#cMatrix = f.local('i32');
  }

  /** The units begin..end, matrix by matrix. */
  matrices(panels: readonly PanelFunctions[]): void {
    const f = this.#f;
    const { tiles, batchSize } = this.#plan;
    const [begin, end] = [this.#begin, this.#end];
    const [matrix, firstTile, endTile] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(begin).get(end).i32.ltS();
    f.if_(() => {
      f.loop((next) => {
        if (batchSize > 1) {
          f.get(begin).i32.const(tiles).i32.divU().set(matrix);
          f.get(begin);
          pushProduct(f, matrix, tiles).i32.sub().set(firstTile);
        } else f.get(begin).set(firstTile);
        f.get(firstTile).get(end).i32.add().get(begin).i32.sub().tee(endTile);
        f.i32.const(tiles).get(endTile).i32.const(tiles).i32.ltS().select().set(endTile);
        this.#matrixStarts(matrix);
        this.#steps(panels, firstTile, endTile);
        f.get(begin).get(endTile).i32.add().get(firstTile).i32.sub().tee(begin);
        f.get(end).i32.ltS().brIf(next);
      });
    });
  }

  /** Where the matrices begin: A as an address, B and C relative to the pointers of their group. */
  #matrixStarts(matrix: Local): void {
    const f = this.#f;
    const { spec } = this.#plan;
    const { batch, m, n } = spec;
    pushSum(f, f.param(2), 4 * spec.a.start).set(this.#aMatrix);
    f.i32.const(4 * spec.b.start).set(this.#bMatrix);
    pushProduct(f, matrix, 4 * m * n).set(this.#cMatrix);
    let inner = 1;
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const extent = batch[axis] as number;
      const index = f.local('i32');
      f.get(matrix);
      if (inner > 1) f.i32.const(inner).i32.divU();
      if (axis > 0) f.i32.const(extent).i32.remU();
      f.set(index);
      for (const [start, stride] of [
        [this.#aMatrix, spec.a.batchStrides[axis]],
        [this.#bMatrix, spec.b.batchStrides[axis]],
      ] as const) {
        if (stride)
          pushProduct(f, index, 4 * stride)
            .get(start)
            .i32.add()
            .set(start);
      }
      inner *= extent;
    }
  }

  /** The terms of the sum, step by step. */
  #steps(panels: readonly PanelFunctions[], firstTile: Local, endTile: Local): void {
    const f = this.#f;
    const { stepLength, spec } = this.#plan;
    const length = f.local('i32');
    if (stepLength === spec.k) {
      f.i32.const(stepLength).set(length);
      this.#step(panels, { start: f.local('i32'), length, firstTile, endTile });
      return;
    }
    f.forRange(0, spec.k, stepLength, (done) => {
      const start = f.local('i32');
      f.i32.const(spec.k).get(done).i32.sub().tee(length);
      f.i32.const(stepLength).get(length).i32.const(stepLength).i32.ltS().select().set(length);
      if (spec.accumulate?.reverse) f.i32.const(spec.k).get(done).i32.sub().get(length).i32.sub();
      else f.get(done);
      f.set(start);
      this.#step(panels, { start, length, firstTile, endTile });
    });
  }

  /** One step of the sum: A made ready where it is copied, then the panels. */
  #step(panels: readonly PanelFunctions[], work: Work): void {
    const f = this.#f;
    const target = f.local('i32');
    if (this.#packA.size > 0) {
      this.#eachTile(work, (tile, shift, height) => {
        this.#aAt(tile, shift, work);
        this.#aCopyAt(tile, shift, work);
        f.tee(target).get(target);
        pushProduct(f, work.length, 16).i32.add();
        f.call(this.#packA.get(height) as FunctionIndex);
      });
    }
    this.#panels(panels, work);
  }

  /** Visits the row tiles of a range, number `tile + shift`, first those of full height. */
  #eachTile({ firstTile, endTile }: Work, visit: (tile: Local, shift: number, height: number) => void): void {
    const f = this.#f;
    const { rows, spec } = this.#plan;
    const fullTiles = Math.floor(spec.m / rows);
    const lastHeight = spec.m % rows;
    const fullEnd = f.local('i32');
    if (lastHeight === 0) f.get(endTile).set(fullEnd);
    else {
      f.i32.const(fullTiles).get(endTile);
      f.i32.const(fullTiles).get(endTile).i32.ltS().select().set(fullEnd);
    }
    f.forRange(firstTile, fullEnd, 1, (tile) => visit(tile, 0, rows));
    if (lastHeight === 0) return;
    f.get(endTile).i32.const(fullTiles).i32.gtS();
    f.if_(() => visit(endTile, -1, lastHeight));
  }

  /** Pushes where a row tile begins in A, at the first term of a step. */
  #aAt(tile: Local, shift: number, work: Work): void {
    const f = this.#f;
    const { rows, spec } = this.#plan;
    f.get(this.#aMatrix);
    pushSum(f, tile, shift)
      .i32.const(4 * spec.a.m * rows)
      .i32.mul()
      .i32.add();
    pushProduct(f, work.start, 4 * spec.a.k).i32.add();
  }

  /** Pushes where the copy of a row tile begins. */
  #aCopyAt(tile: Local, shift: number, { firstTile }: Work): void {
    const f = this.#f;
    pushSum(f, tile, shift).get(firstTile).i32.sub();
    f.i32.const(tileBytes(this.#plan)).i32.mul();
    pushSum(f, this.#scratch, scratchOfA(this.#plan)).i32.add();
  }

  /** The columns, panel by panel: those of full width, then the last. */
  #panels(panels: readonly PanelFunctions[], work: Work): void {
    const { n } = this.#plan.spec;
    const width = panelColumns(this.#plan);
    for (const panel of panels) {
      const last = panel.columns === width ? n - (n % width) : n;
      const first = panel.columns === width ? 0 : n - panel.columns;
      this.#f.forRange(first, last, width, (column) => {
        this.#panel(panel, column, work);
      });
    }
  }

  /** One panel of columns: B made ready, then the row tiles. */
  #panel(panel: PanelFunctions, column: Local, work: Work): void {
    const f = this.#f;
    const plan = this.#plan;
    const { spec } = plan;
    this.#groups.forEach(({ b, bPanel, bEnd }, group) => {
      f.get(b).get(this.#bMatrix).i32.add();
      pushProduct(f, work.start, spec.panels ? bRowBytes(plan, panel.columns) : 4 * spec.b.k).i32.add();
      pushProduct(f, column, 4 * (spec.panels ? spec.k : spec.b.n))
        .i32.add()
        .set(bPanel);
      if (panel.pack !== undefined) {
        f.get(bPanel);
        pushSum(f, this.#scratch, group * panelBytes(plan)).tee(bPanel);
      }
      pushProduct(f, work.length, bRowBytes(plan, panel.columns)).get(bPanel).i32.add();
      if (panel.pack === undefined) f.set(bEnd);
      else f.tee(bEnd).call(panel.pack);
    });
    this.#eachTile(work, (tile, shift, height) => {
      const tileFunction = height === plan.rows ? panel.fullTile : (panel.lastTile ?? panel.fullTile);
      this.#tile(tileFunction, tile, column, panel.columns, work, shift);
    });
  }

  /** The calls for row tile number `tile + shift`, group by group, while A's tile is in the cache. */
  #tile(
    tileFunction: FunctionIndex,
    tile: Local,
    column: Local,
    columns: number,
    work: Work,
    shift: number,
  ): void {
    const f = this.#f;
    const { rows, spec } = this.#plan;
    const [aTile, cTile] = [f.local('i32'), f.local('i32')];
    if (this.#packA.size > 0) this.#aCopyAt(tile, shift, work);
    else this.#aAt(tile, shift, work);
    f.set(aTile);
    f.get(this.#cMatrix);
    pushSum(f, tile, shift)
      .i32.const(4 * spec.n * rows)
      .i32.mul()
      .i32.add();
    pushProduct(f, column, 4).i32.add().set(cTile);
    for (const { c, bPanel, bEnd } of this.#groups) {
      const { accumulate } = spec;
      if (accumulate?.reverse) this.#lastBlock(accumulate.block, { aTile, bPanel, bEnd }, columns);
      else f.get(aTile).get(bPanel).get(bEnd);
      f.get(c).get(cTile).i32.add();
      if (accumulate === undefined) f.get(work.start);
      else if (accumulate.block === 1) f.i32.const(1);
      f.call(tileFunction);
    }
  }

  /** Pushes where A and B are at the last block of a step, and where B is before the first one. */
  #lastBlock(
    block: number,
    { aTile, bPanel, bEnd }: { readonly aTile: Local; readonly bPanel: Local; readonly bEnd: Local },
    columns: number,
  ): void {
    const f = this.#f;
    const rowBytes = bRowBytes(this.#plan, columns);
    const terms = f.local('i32');
    f.get(bEnd).get(bPanel).i32.sub().i32.const(rowBytes).i32.divS().i32.const(block).i32.sub().set(terms);
    f.get(aTile);
    pushProduct(f, terms, aBytes(this.#plan).aTermBytes).i32.add();
    pushSum(f, bEnd, -block * rowBytes);
    pushSum(f, bPanel, -block * rowBytes);
  }
}

/**
 * A matrix product for one shape and layout: adds the function (begin, end, a, scratch, b0, c0, b1, c1, ...), which
 * computes the units begin..end of `contractUnits`. Pointers are byte addresses; C is contiguous [batch..., m, n] float32
 * and overlaps neither A, B nor the scratch memory, of which every call that runs at a time has its own. The order of
 * every sum is that of `kernel/order.ts`, whatever the layout, the tile and the range.
 */
export function emitContract(module: ModuleBuilder, name: string, spec: ContractSpec): FunctionIndex {
  const plan = planContract(spec);
  const widths = isEmpty(plan) ? [] : panelWidths(plan);
  const panels = widths.map((columns) => emitPanelFunctions(module, name, plan, columns));
  const packA = isEmpty(plan) ? new Map<number, FunctionIndex>() : emitPackA(module, name, plan);
  const pointers = Array.from({ length: 2 * spec.groups }, () => 'i32' as const);
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', ...pointers], [], (f) => {
    if (!isEmpty(plan)) new ContractWriter(f, plan, packA).matrices(panels);
  });
}
