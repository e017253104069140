import { CONTRACT_BLOCK } from '../kernel/order.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import { Walk } from './walk.ts';
import {
  emitPackColumns,
  emitPackRows,
  ROW_ENTRY_BYTES,
  RUN_ENTRY_BYTES,
  RUN_TABLE_BYTES,
  TILE_ROWS,
} from './windowPack.ts';
import type { WindowPart, WindowSpec } from './windowPlan.ts';
import { emitWindowTile } from './windowTile.ts';

const COLUMNS = 8;

const product = (sizes: readonly number[]): number => sizes.reduce((size, extent) => size * extent, 1);

const tilesOf = (part: WindowPart): number => Math.ceil(product(part.rows) / TILE_ROWS);

const tilesOfMatrix = ({ parts, n }: WindowSpec): number =>
  n === 0 ? 0 : parts.reduce((sum, part) => sum + tilesOf(part), 0);

/** Number of units a contraction may be cut into: row tiles. No two units write the same element. */
export const windowUnits = (spec: WindowSpec): number => product(spec.batch) * tilesOfMatrix(spec);

/** Scratch memory: the tables of rows and runs, the rows of a tile, then the panels of B. */
const ROW_TABLE_BYTES = TILE_ROWS * ROW_ENTRY_BYTES;
const A_PANEL = ROW_TABLE_BYTES + RUN_TABLE_BYTES;
const B_PANELS = A_PANEL + 4 * TILE_ROWS * CONTRACT_BLOCK;
const PANEL_BYTES = 4 * COLUMNS * CONTRACT_BLOCK;

/** Bytes of scratch memory, aligned to 16, that a call needs for itself. */
export const windowScratchBytes = ({ n }: WindowSpec): number =>
  B_PANELS + PANEL_BYTES * Math.ceil(n / COLUMNS);

/** The functions for panels of one width. */
interface PanelFunctions {
  readonly columns: number;
  /** Number of the first panel of this width, and how many there are. */
  readonly first: number;
  readonly count: number;
  readonly pack: FunctionIndex;
  readonly tile: FunctionIndex;
}

/** Writes the function for the row tiles of one part. */
class PartWriter {
  readonly #f: FunctionBuilder;
  readonly #spec: WindowSpec;
  readonly #panels: readonly PanelFunctions[];
  readonly #packRows: FunctionIndex;
  readonly #firstTile: Local;
  readonly #endTile: Local;
  readonly #a: Local;
  readonly #b: Local;
  readonly #c: Local;
  readonly #scratch: Local;
  readonly #rowExtents: readonly Local[];
  readonly #termExtents: readonly Local[];
  readonly #one: Local;

  constructor(
    f: FunctionBuilder,
    spec: WindowSpec,
    panels: readonly PanelFunctions[],
    packRows: FunctionIndex,
  ) {
    this.#f = f;
    this.#spec = spec;
    this.#panels = panels;
    this.#packRows = packRows;
    this.#firstTile = f.param(0);
    this.#endTile = f.param(1);
    this.#a = f.param(2);
    this.#b = f.param(3);
    this.#c = f.param(4);
    this.#scratch = f.param(5);
    this.#rowExtents = spec.aRows.map((_, axis) => f.param(6 + axis));
    this.#termExtents = spec.aTerms.map((_, axis) => f.param(6 + spec.aRows.length + axis));
    this.#one = f.local('i32');
  }

  #product(extents: readonly Local[]): Local {
    const f = this.#f;
    const size = f.local('i32');
    f.i32.const(1);
    for (const extent of extents) f.get(extent).i32.mul();
    f.set(size);
    return size;
  }

  write(): void {
    const f = this.#f;
    const rows = this.#product(this.#rowExtents);
    const terms = this.#product(this.#termExtents);
    f.i32.const(1).set(this.#one);
    if (this.#spec.parts.some((part) => part.terms.includes(0))) {
      f.get(terms).i32.eqz();
      f.if_(() => {
        this.#zeros(rows);
        f.return_();
      });
    }
    const [start, length] = [f.local('i32'), f.local('i32')];
    f.loop((next) => {
      f.get(terms).get(start).i32.sub().tee(length);
      f.i32.const(CONTRACT_BLOCK).get(length).i32.const(CONTRACT_BLOCK).i32.ltS().select().set(length);
      this.#step(rows, start, length);
      f.get(start).i32.const(CONTRACT_BLOCK).i32.add().tee(start).get(terms).i32.ltS().brIf(next);
    });
  }

  /** Rows over no terms. */
  #zeros(rows: Local): void {
    const f = this.#f;
    this.#tiles(rows, () => {
      for (let row = 0; row < TILE_ROWS; row++) {
        f.get(this.#scratch)
          .i32.load(ROW_ENTRY_BYTES * row + 4)
          .i32.const(0)
          .i32.const(4 * this.#spec.n)
          .memoryFill();
      }
    });
  }

  /** One block of the sum for all tiles. */
  #step(rows: Local, start: Local, length: Local): void {
    const f = this.#f;
    const [runs, runEnd] = [f.local('i32'), f.local('i32')];
    f.get(this.#scratch).i32.const(ROW_TABLE_BYTES).i32.add().set(runs);
    this.#runTable(runs, runEnd, start, length);
    const panelStart = f.local('i32');
    const eachPanel = (visit: (panel: PanelFunctions, column: Local) => void): void => {
      f.get(this.#scratch).i32.const(B_PANELS).i32.add().set(panelStart);
      for (const panel of this.#panels) {
        const first = panel.first * COLUMNS;
        f.forRange(first, first + panel.count * COLUMNS, COLUMNS, (column) => {
          visit(panel, column);
          f.get(panelStart).i32.const(PANEL_BYTES).i32.add().set(panelStart);
        });
      }
    };
    eachPanel(({ pack }, column) => {
      f.get(this.#b)
        .get(column)
        .i32.const(4 * this.#spec.bColumn)
        .i32.mul()
        .i32.add();
      f.get(runs).get(runEnd).get(panelStart).call(pack);
    });
    const aPanel = f.local('i32');
    f.get(this.#scratch).i32.const(A_PANEL).i32.add().set(aPanel);
    this.#tiles(rows, () => {
      f.get(this.#scratch).get(runs).get(runEnd).get(aPanel).call(this.#packRows);
      eachPanel(({ tile, columns }, column) => {
        f.get(aPanel).get(panelStart);
        f.get(length)
          .i32.const(16 * Math.ceil(columns / 4))
          .i32.mul()
          .get(panelStart)
          .i32.add();
        f.get(this.#scratch).get(column).i32.const(4).i32.mul();
        f.get(start).call(tile);
      });
    });
  }

  /** Writes the table of the runs of a step. */
  #runTable(runs: Local, runEnd: Local, start: Local, length: Local): void {
    const f = this.#f;
    const { aTerms, bTerms } = this.#spec;
    const [a, b, left, count] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    f.i32.const(0).set(a).i32.const(0).set(b);
    const walk = new Walk(f, this.#termExtents, [
      { place: a, strides: aTerms },
      { place: b, strides: bTerms },
    ]);
    walk.start(start);
    f.get(runs).set(runEnd).get(length).set(left);
    f.loop((next) => {
      f.get(left);
      const inner = walk.inner;
      if (inner !== null) {
        f.get(this.#termExtents.at(-1) as Local)
          .get(inner)
          .i32.sub()
          .tee(count);
        f.get(left).get(count).i32.ltS().select();
      }
      f.set(count);
      f.get(runEnd).get(a).i32.store(0);
      f.get(runEnd).get(b).i32.store(4);
      f.get(runEnd).get(count).i32.store(8);
      walk.advance(count);
      f.get(runEnd).i32.const(RUN_ENTRY_BYTES).i32.add().set(runEnd);
      f.get(left).get(count).i32.sub().tee(left).brIf(next);
    });
  }

  /** Walks over the row tiles; the table of rows holds those of the current one, the last row repeated where it is short. */
  #tiles(rows: Local, body: () => void): void {
    const f = this.#f;
    const { aRows, cRows } = this.#spec;
    const [a, c, row, last] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(this.#a).set(a).get(this.#c).set(c);
    f.get(this.#firstTile).i32.const(TILE_ROWS).i32.mul().set(row);
    f.get(rows).i32.const(1).i32.sub().set(last);
    const walk = new Walk(f, this.#rowExtents, [
      { place: a, strides: aRows },
      { place: c, strides: cRows },
    ]);
    walk.start(row);
    f.forRange(this.#firstTile, this.#endTile, 1, () => {
      for (let index = 0; index < TILE_ROWS; index++) {
        f.get(this.#scratch)
          .get(a)
          .i32.store(ROW_ENTRY_BYTES * index);
        f.get(this.#scratch)
          .get(c)
          .i32.store(ROW_ENTRY_BYTES * index + 4);
        f.get(row).get(last).i32.ltS();
        f.if_(() => {
          walk.advance(this.#one);
          f.get(row).i32.const(1).i32.add().set(row);
        });
      }
      body();
    });
  }
}

/** Emits the calls of the function of one part, for the units begin..end of a contraction. */
function emitParts(f: FunctionBuilder, spec: WindowSpec, part: FunctionIndex): void {
  const { batch, parts, groups } = spec;
  const tiles = tilesOfMatrix(spec);
  const [first, end] = [f.local('i32'), f.local('i32')];
  const clamp = (bound: Local, base: Local, tile: number, count: number, target: Local): void => {
    const own = f.local('i32');
    f.get(bound).get(base).i32.sub().i32.const(tile).i32.sub().set(own);
    f.i32.const(0).get(own).get(own).i32.const(0).i32.ltS().select().set(own);
    f.i32.const(count).get(own).get(own).i32.const(count).i32.gtS().select().set(target);
  };
  const [base, a, b, c] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  f.forRange(0, product(batch), 1, (matrix) => {
    f.get(matrix).i32.const(tiles).i32.mul().set(base);
    f.i32.const(0).set(a).i32.const(0).set(b);
    let inner = 1;
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const index = f.local('i32');
      f.get(matrix).i32.const(inner).i32.divU();
      f.i32
        .const(batch[axis] ?? 1)
        .i32.remU()
        .set(index);
      for (const [place, stride] of [
        [a, spec.aBatch[axis]],
        [b, spec.bBatch[axis]],
      ] as const) {
        f.get(index)
          .i32.const(4 * (stride ?? 0))
          .i32.mul()
          .get(place)
          .i32.add()
          .set(place);
      }
      inner *= batch[axis] ?? 1;
    }
    f.get(matrix)
      .i32.const(4 * spec.cBatch)
      .i32.mul()
      .set(c);
    let tile = 0;
    for (const own of parts) {
      const count = tilesOf(own);
      if (count === 0) continue;
      clamp(f.param(0), base, tile, count, first);
      clamp(f.param(1), base, tile, count, end);
      f.get(first).get(end).i32.ltS();
      f.if_(() => {
        for (let group = 0; group < groups; group++) {
          f.get(first).get(end);
          const push = (pointer: Local, place: Local, start: number): void => {
            f.get(pointer)
              .get(place)
              .i32.add()
              .i32.const(4 * start)
              .i32.add();
          };
          push(f.param(2), a, own.a);
          push(f.param(4 + 2 * group), b, own.b);
          push(f.param(5 + 2 * group), c, own.c);
          f.get(f.param(3));
          for (const extent of [...own.rows, ...own.terms]) f.i32.const(extent);
          f.call(part);
        }
      });
      tile += count;
    }
  });
}

/**
 * A contraction along several axes: adds the function (begin, end, a, scratch, b0, c0, ...), which computes the units
 * begin..end of `windowUnits`. For every block of the sum, B is copied to panels, and the rows of each tile to a panel of
 * their own, so that the loop over the terms is that of a matrix product, whatever the axes. The order of every sum is
 * that of `kernel/order.ts`.
 */
export function emitWindow(module: ModuleBuilder, name: string, spec: WindowSpec): FunctionIndex {
  const full = Math.floor(spec.n / COLUMNS);
  const rest = spec.n % COLUMNS;
  const widths = [
    { columns: COLUMNS, first: 0, count: full },
    { columns: rest, first: full, count: 1 },
  ].filter(({ columns, count }) => columns > 0 && count > 0);
  const packRows = emitPackRows(module, `${name}.rows`, spec);
  const panels = widths.map((width): PanelFunctions => {
    const { columns } = width;
    const pack = emitPackColumns(module, `${name}.pack${columns}`, spec, columns);
    return { ...width, pack, tile: emitWindowTile(module, `${name}.tile${columns}`, columns) };
  });
  const partParams = new Array<'i32'>(6 + spec.aRows.length + spec.aTerms.length).fill('i32');
  const part = module.addFunction(`${name}.part`, partParams, [], (f) => {
    new PartWriter(f, spec, panels, packRows).write();
  });
  const params = new Array<'i32'>(4 + 2 * spec.groups).fill('i32');
  return module.addFunction(name, params, [], (f) => emitParts(f, spec, part));
}
