import { CONTRACT_BLOCK } from '../kernel/order.ts';
import type { ModuleBuilder } from './assembler.ts';
import { emitFourRows, emitRow, emitTransposed, type Panel } from './contractPack.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import type { WindowSpec } from './windowPlan.ts';

/** Rows of a register tile. */
export const TILE_ROWS = 4;

/** The table of a tile's rows: for each one, its address in A and in C. */
export const ROW_ENTRY_BYTES = 8;

/** The table of a step's runs, terms that follow each other evenly: offsets in A and in B, and number of terms. */
export const RUN_ENTRY_BYTES = 12;
export const RUN_TABLE_BYTES = RUN_ENTRY_BYTES * CONTRACT_BLOCK;

/** Calls `body` for each run of the table from `run` to `runEnd`, with locals for its offsets and its length. */
function forEachRun(
  f: FunctionBuilder,
  run: Local,
  runEnd: Local,
  body: (aOffset: Local, bOffset: Local, count: Local) => void,
): void {
  const [aOffset, bOffset, count] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.loop((next) => {
    f.get(run).i32.load(0).set(aOffset);
    f.get(run).i32.load(4).set(bOffset);
    f.get(run).i32.load(8).set(count);
    body(aOffset, bOffset, count);
    f.get(run).i32.const(RUN_ENTRY_BYTES).i32.add().tee(run).get(runEnd).i32.ltU().brIf(next);
  });
}

/** Runs `body` for every whole `step` of what is left in `count`. */
function whileLeft(f: FunctionBuilder, count: Local, step: number, body: () => void): void {
  f.block((done) => {
    f.loop((next) => {
      f.get(count).i32.const(step).i32.ltS().brIf(done);
      body();
      f.get(count).i32.const(step).i32.sub().set(count);
      f.br(next);
    });
  });
}

const advance = (f: FunctionBuilder, pointer: Local, bytes: number): FunctionBuilder =>
  f.get(pointer).i32.const(bytes).i32.add().set(pointer);

/** Whether the rows of every tile are neighbours in A. */
const rowsAreNeighbours = ({ aRows, parts }: WindowSpec): boolean =>
  aRows.at(-1) === 1 && parts.every(({ rows }) => (rows.at(-1) ?? 1) % TILE_ROWS === 0);

/** Copies the terms of a tile's rows to the scratch memory, term by term: the function (rowTable, run, runEnd, target). */
export function emitPackRows(module: ModuleBuilder, name: string, spec: WindowSpec): FunctionIndex {
  const termBytes = 4 * (spec.aTerms.at(-1) ?? 0);
  const targetBytes = 4 * TILE_ROWS;
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [table, run, runEnd, target] = [f.param(0), f.param(1), f.param(2), f.param(3)];
    const neighbours = rowsAreNeighbours(spec);
    const rows = Array.from({ length: neighbours ? 1 : TILE_ROWS }, () => f.local('i32'));
    forEachRun(f, run, runEnd, (aOffset, _, count) => {
      rows.forEach((row, index) => {
        f.get(table)
          .i32.load(ROW_ENTRY_BYTES * index)
          .get(aOffset)
          .i32.add()
          .set(row);
      });
      const move = (terms: number): void => {
        for (const row of rows) advance(f, row, terms * termBytes);
        advance(f, target, terms * targetBytes);
      };
      if (!neighbours && termBytes === 4) {
        whileLeft(f, count, 4, () => {
          emitTransposed(f, target, { offset: 0, rowBytes: targetBytes }, (lane) => {
            f.get(rows[lane] as Local).v128.load();
          });
          move(4);
        });
      }
      whileLeft(f, count, 1, () => {
        f.get(target);
        if (neighbours)
          f.get(rows[0] as Local)
            .v128.load()
            .v128.store();
        else {
          rows.forEach((row, index) => {
            if (index > 0) f.get(target);
            f.get(row)
              .i32.load()
              .i32.store(4 * index);
          });
        }
        move(1);
      });
    });
  });
}

/**
 * Copies a panel of B to the scratch memory, term by term, each filled up with zeros to whole vectors: the function
 * (b, run, runEnd, target).
 */
export function emitPackColumns(
  module: ModuleBuilder,
  name: string,
  spec: WindowSpec,
  columns: number,
): FunctionIndex {
  const columnBytes = 4 * spec.bColumn;
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [b, run, runEnd, target] = [f.param(0), f.param(1), f.param(2), f.param(3)];
    const source = f.local('i32');
    const panel: Panel = {
      source,
      target,
      columns,
      columnBytes,
      rowBytes: 4 * (spec.bTerms.at(-1) ?? 0),
      targetRowBytes: 16 * Math.ceil(columns / 4),
    };
    const lowest = Math.min(0, (columns - 1) * columnBytes);
    if (lowest < 0) advance(f, b, lowest);
    forEachRun(f, run, runEnd, (_, bOffset, count) => {
      f.get(b).get(bOffset).i32.add().set(source);
      if (panel.rowBytes === 4) whileLeft(f, count, 4, () => emitFourRows(f, panel));
      whileLeft(f, count, 1, () => emitRow(f, panel));
    });
  });
}
