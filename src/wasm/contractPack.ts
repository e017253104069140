import type { ModuleBuilder } from './assembler.ts';
import { loadLanes } from './contractTile.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';

/** Pointers of a copy, and the width of the panel. */
export interface Panel {
  readonly source: Local;
  readonly target: Local;
  readonly columns: number;
  /** Bytes from one column to the next, and from one row to the next, in B; of a row in the scratch memory. */
  readonly columnBytes: number;
  readonly rowBytes: number;
  readonly targetRowBytes: number;
}

/** Offset of a column from the lowest address of a row, where `source` points. */
function columnOffset({ columns, columnBytes }: Panel, column: number): number {
  return (columnBytes < 0 ? column - (columns - 1) : column) * columnBytes;
}

function advance(
  f: FunctionBuilder,
  { source, target, rowBytes, targetRowBytes }: Panel,
  rows: number,
): void {
  f.get(source)
    .i32.const(rows * rowBytes)
    .i32.add()
    .set(source);
  f.get(target)
    .i32.const(rows * targetRowBytes)
    .i32.add()
    .set(target);
}

/** Copies one row, filled up with zeros to whole vectors. */
export function emitRow(f: FunctionBuilder, panel: Panel): void {
  const { source, target, columns, columnBytes, targetRowBytes } = panel;
  for (let column = 0; column < targetRowBytes / 4; column++) {
    f.get(target);
    if (columnBytes === 4 && column % 4 === 0) {
      loadLanes(f, source, 4 * column, columns - column);
      f.v128.store(4 * column);
      column += 3;
    } else {
      if (column < columns) f.get(source).i32.load(columnOffset(panel, column));
      else f.i32.const(0);
      f.i32.store(4 * column);
    }
  }
  advance(f, panel, 1);
}

/** Pushes four vectors, and stores their columns one after another, `rowBytes` apart from `offset` on. */
export function emitTransposed(
  f: FunctionBuilder,
  target: Local,
  { offset, rowBytes }: { readonly offset: number; readonly rowBytes: number },
  pushVector: (lane: number) => void,
): void {
  const loaded = [0, 1, 2, 3].map((lane) => {
    const vector = f.local('v128');
    pushVector(lane);
    f.set(vector);
    return vector;
  });
  const merged = [0, 1].flatMap((half) =>
    [0, 2].map((pair) => {
      const vector = f.local('v128');
      f.get(loaded[pair] as Local).get(loaded[pair + 1] as Local);
      f.shuffleLanes(half === 0 ? [0, 4, 1, 5] : [2, 6, 3, 7]).set(vector);
      return vector;
    }),
  );
  for (let row = 0; row < 4; row++) {
    const half = row < 2 ? 0 : 2;
    f.get(target)
      .get(merged[half] as Local)
      .get(merged[half + 1] as Local);
    f.shuffleLanes(row % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]);
    f.v128.store(row * rowBytes + offset);
  }
}

/** Copies four rows of a panel whose columns are contiguous, four by four elements at a time. */
export function emitFourRows(f: FunctionBuilder, panel: Panel): void {
  const { source, target, columns, targetRowBytes } = panel;
  for (let first = 0; first < columns; first += 4) {
    emitTransposed(f, target, { offset: 4 * first, rowBytes: targetRowBytes }, (lane) => {
      if (first + lane < columns) f.get(source).v128.load(columnOffset(panel, first + lane));
      else f.f32x4.const(0);
    });
  }
  advance(f, panel, 4);
}

/**
 * Copies a panel, `columns` wide, each row filled up with zeros to whole vectors: the function (source, target, targetEnd).
 * @param rowStride from one row to the next, in elements.
 */
export function emitPack(
  module: ModuleBuilder,
  name: string,
  { rowStride, columnStride }: { readonly rowStride: number; readonly columnStride: number },
  columns: number,
): FunctionIndex {
  const targetRowBytes = 16 * Math.ceil(columns / 4);
  return module.addFunction(name, ['i32', 'i32', 'i32'], [], (f) => {
    const [source, target, targetEnd] = [f.param(0), f.param(1), f.param(2)];
    const columnBytes = 4 * columnStride;
    const panel: Panel = { source, target, columns, columnBytes, rowBytes: 4 * rowStride, targetRowBytes };
    const lowest = (columns - 1) * columnBytes;
    if (lowest < 0) f.get(source).i32.const(lowest).i32.add().set(source);
    const rows = (count: number, emit: (f: FunctionBuilder, panel: Panel) => void): void => {
      f.block((done) => {
        f.loop((next) => {
          f.get(target)
            .i32.const(count * targetRowBytes)
            .i32.add()
            .get(targetEnd)
            .i32.gtU()
            .brIf(done);
          emit(f, panel);
          f.br(next);
        });
      });
    };
    if (rowStride === 1) rows(4, emitFourRows);
    rows(1, emitRow);
  });
}
