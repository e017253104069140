import type { ModuleBuilder } from './assembler.ts';
import { emitSum, loadLanes, storeLanes } from './contractTile.ts';
import type { FunctionIndex, Local } from './functionBuilder.ts';
import { ROW_ENTRY_BYTES, TILE_ROWS } from './windowPack.ts';

/**
 * One register tile over one step of the sum: the function (a, b, bEnd, rowTable, column, later), where `column` is the
 * offset of the panel in a row of C in bytes, and `later` is 0 for the first step, which replaces C.
 */
export function emitWindowTile(module: ModuleBuilder, name: string, columns: number): FunctionIndex {
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [table, column, later] = [f.param(3), f.param(4), f.param(5)];
    const vectors = Math.ceil(columns / 4);
    const sums = Array.from({ length: TILE_ROWS }, () =>
      Array.from({ length: vectors }, () => f.local('v128')),
    );
    const reads = {
      aRowBytes: 4,
      aTermBytes: 4 * TILE_ROWS,
      bRowBytes: 16 * vectors,
      packed: true,
    };
    emitSum(f, reads, columns, { a: f.param(0), b: f.param(1), bEnd: f.param(2), sums });
    const rows = sums.map((_, index) => {
      const row = f.local('i32');
      f.get(table).i32.load(ROW_ENTRY_BYTES * index + 4);
      f.get(column).i32.add().set(row);
      return row;
    });
    const each = (visit: (sum: Local, row: Local, offset: number, lanes: number) => void): void => {
      sums.forEach((row, index) => {
        row.forEach((sum, vector) => {
          visit(sum, rows[index] as Local, 16 * vector, columns - 4 * vector);
        });
      });
    };
    f.get(later).if_(() => {
      each((sum, row, offset, lanes) => {
        loadLanes(f, row, offset, lanes);
        f.get(sum).f32x4.add().set(sum);
      });
    });
    each((sum, row, offset, lanes) => {
      storeLanes(f, row, offset, lanes, sum);
    });
  });
}
