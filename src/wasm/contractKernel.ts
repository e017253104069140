import { emitAccumulateTile } from './accumulateTile.ts';
import type { ModuleBuilder } from './assembler.ts';
import { emitPack } from './contractPack.ts';
import { type ContractPlan, type ContractSpec, planContract } from './contractPlan.ts';
import { bRowBytes, emitTile } from './contractTile.ts';
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
  return plan.packed && !isEmpty(plan) ? panelBytes(plan) * spec.groups : 0;
}

const panelColumns = (plan: ContractPlan): number => 4 * plan.vectors;

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
  const { rows, packed, spec } = plan;
  const blocks = blocksOf(spec);
  const tile = (height: number) =>
    blocks === null
      ? emitTile(module, `${name}.tile${height}x${columns}`, plan, { rows: height, columns })
      : emitAccumulateTile(module, `${name}.tile${height}x${columns}`, plan, blocks, {
          rows: height,
          columns,
        });
  return {
    columns,
    pack: packed && spec.k > 0 ? emitPack(module, `${name}.pack${columns}`, plan, columns) : undefined,
    fullTile: tile(rows),
    lastTile: spec.m % rows === 0 ? undefined : tile(spec.m % rows),
  };
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
  readonly #begin: Local;
  readonly #end: Local;
  readonly #scratch: Local;
  readonly #groups: readonly { readonly b: Local; readonly c: Local; bPanel: Local; bEnd: Local }[];
  readonly #aMatrix: Local;
  readonly #bMatrix: Local;
  readonly #cMatrix: Local;

  constructor(f: FunctionBuilder, plan: ContractPlan) {
    this.#f = f;
    this.#plan = plan;
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
      this.#panels(panels, { start: f.local('i32'), length, firstTile, endTile });
      return;
    }
    f.forRange(0, spec.k, stepLength, (done) => {
      const start = f.local('i32');
      f.i32.const(spec.k).get(done).i32.sub().tee(length);
      f.i32.const(stepLength).get(length).i32.const(stepLength).i32.ltS().select().set(length);
      if (spec.accumulate?.reverse) f.i32.const(spec.k).get(done).i32.sub().get(length).i32.sub();
      else f.get(done);
      f.set(start);
      this.#panels(panels, { start, length, firstTile, endTile });
    });
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
      pushProduct(f, work.start, 4 * spec.b.k).i32.add();
      pushProduct(f, column, 4 * spec.b.n)
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
    const { lastTile } = panel;
    const fullEnd = f.local('i32');
    const fullTiles = Math.floor(spec.m / plan.rows);
    if (lastTile === undefined) f.get(work.endTile).set(fullEnd);
    else {
      f.i32.const(fullTiles).get(work.endTile);
      f.i32.const(fullTiles).get(work.endTile).i32.ltS().select().set(fullEnd);
    }
    f.forRange(work.firstTile, fullEnd, 1, (tile) => {
      this.#tile(panel.fullTile, tile, column, panel.columns, work);
    });
    if (lastTile === undefined) return;
    f.get(work.endTile).i32.const(fullTiles).i32.gtS();
    f.if_(() => {
      this.#tile(lastTile, work.endTile, column, panel.columns, work, -1);
    });
  }

  /** The calls for row tile number `tile + shift`, group by group, while A's tile is in the cache. */
  #tile(
    tileFunction: FunctionIndex,
    tile: Local,
    column: Local,
    columns: number,
    work: Work,
    shift = 0,
  ): void {
    const f = this.#f;
    const { rows, spec } = this.#plan;
    const [aTile, cTile] = [f.local('i32'), f.local('i32')];
    const row = f.local('i32');
    pushSum(f, tile, shift).i32.const(rows).i32.mul().set(row);
    f.get(this.#aMatrix);
    pushProduct(f, row, 4 * spec.a.m).i32.add();
    pushProduct(f, work.start, 4 * spec.a.k)
      .i32.add()
      .set(aTile);
    f.get(this.#cMatrix);
    pushProduct(f, row, 4 * spec.n).i32.add();
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
    pushProduct(f, terms, 4 * this.#plan.spec.a.k).i32.add();
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
  const width = panelColumns(plan);
  const widths = isEmpty(plan)
    ? []
    : [...(spec.n >= width ? [width] : []), ...(spec.n % width ? [spec.n % width] : [])];
  const panels = widths.map((columns) => emitPanelFunctions(module, name, plan, columns));
  const pointers = Array.from({ length: 2 * spec.groups }, () => 'i32' as const);
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', ...pointers], [], (f) => {
    if (!isEmpty(plan)) new ContractWriter(f, plan).matrices(panels);
  });
}
