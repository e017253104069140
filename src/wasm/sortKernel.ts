import type { SortStep } from '../kernel/program.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';

/** Bytes of a key with its position. */
const PAIR = 8;

/** Number of units: the rows. */
export const sortUnits = ({ rows, extent }: SortStep): number => (extent === 0 ? 0 : rows);

/** Bytes of scratch memory: the pairs of a row, and room to merge them to. */
export const sortScratchBytes = ({ extent }: SortStep): number => 2 * PAIR * extent + 64;

/**
 * A merge sort of keys with their positions: adds the function (begin, end, scratch, keys, output), which sorts the rows
 * begin..end. Runs of 1, 2, 4, ... pairs are merged from one half of the scratch memory to the other.
 */
export function emitSort(module: ModuleBuilder, name: string, { extent }: SortStep): FunctionIndex {
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [scratch, keys, output] = [f.param(2), f.param(3), f.param(4)];
    const [source, target, start] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.forRange(f.param(0), f.param(1), 1, (row) => {
      f.get(scratch).set(source);
      f.get(scratch)
        .i32.const(PAIR * extent)
        .i32.add()
        .set(target);
      f.get(row)
        .i32.const(4 * extent)
        .i32.mul()
        .set(start);
      f.forRange(0, extent, 1, (index) => {
        const pair = f.local('i32');
        f.get(source).get(index).i32.const(PAIR).i32.mul().i32.add().tee(pair);
        f.get(keys).get(start).i32.add().get(index).i32.const(4).i32.mul().i32.add().i32.load().i32.store();
        f.get(pair).get(index).i32.store(4);
      });
      if (extent > 1) mergeAll(f, source, target, extent);
      f.forRange(0, extent, 1, (index) => {
        f.get(output).get(start).i32.add().get(index).i32.const(4).i32.mul().i32.add();
        f.get(source).get(index).i32.const(PAIR).i32.mul().i32.add().i32.load(4).i32.store();
      });
    });
  });
}

/** Merges runs of pairs until one is left, which then begins at `source`. */
function mergeAll(f: FunctionBuilder, source: Local, target: Local, extent: number): void {
  const [run, limit, left, middle, end, out, other] = Array.from({ length: 7 }, () => f.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  f.i32.const(PAIR).set(run);
  f.loop((nextPass) => {
    f.get(source)
      .tee(left)
      .i32.const(PAIR * extent)
      .i32.add()
      .set(limit);
    f.get(target).set(out);
    f.loop((nextRuns) => {
      advance(f, left, run, limit, middle);
      advance(f, middle, run, limit, end);
      merge(f, left, middle, end, out);
      f.get(end).tee(left).get(limit).i32.ltU().brIf(nextRuns);
    });
    f.get(source).set(other);
    f.get(target).set(source);
    f.get(other).set(target);
    f.get(run)
      .get(run)
      .i32.add()
      .tee(run)
      .i32.const(PAIR * extent)
      .i32.ltU()
      .brIf(nextPass);
  });
}

/** to = the smaller of from + run and limit. */
function advance(f: FunctionBuilder, from: Local, run: Local, limit: Local, to: Local): void {
  f.get(from).get(run).i32.add().tee(to).get(limit).get(to).get(limit).i32.ltU().select().set(to);
}

/** Merges the pairs from `left` up to `middle` with those from there up to `end`, to `out`, which moves on. */
function merge(f: FunctionBuilder, left: Local, middle: Local, end: Local, out: Local): void {
  const [right, isRight, pair] = [f.local('i32'), f.local('i32'), f.local('v128')];
  f.get(middle).set(right);
  f.loop((next) => {
    f.get(left).get(middle).i32.geU();
    f.get(right).get(end).i32.ltU();
    f.get(right).i32.load().get(left).i32.load().i32.ltU().i32.and();
    f.i32.or().set(isRight);
    // A selection rather than a branch, which could not be predicted.
    f.get(right).get(left).get(isRight).select().v128.load64Zero().set(pair);
    f.get(out).get(pair).v128.store64Lane(0, 0);
    f.get(out).i32.const(PAIR).i32.add().set(out);
    f.get(right).get(isRight).i32.const(PAIR).i32.mul().i32.add().set(right);
    f.get(left).i32.const(1).get(isRight).i32.sub().i32.const(PAIR).i32.mul().i32.add().tee(left);
    f.get(middle).i32.ltU().get(right).get(end).i32.ltU().i32.or().brIf(next);
  });
}
