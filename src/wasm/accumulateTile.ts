import type { ModuleBuilder } from './assembler.ts';
import type { ContractPlan, ContractSpec } from './contractPlan.ts';
import {
  aBytes,
  bRowBytes,
  emitSum,
  loadLanes,
  storeLanes,
  type TileReads,
  type TileShape,
} from './contractTile.ts';
import type { FunctionIndex } from './functionBuilder.ts';

/**
 * One register tile over the blocks of one step, for products whose blocks are added to C one by one: the function
 * (a, b, bEnd, c), where a and b are at the first block to take, and `bEnd` is where b is after the last.
 */
export function emitAccumulateTile(
  module: ModuleBuilder,
  name: string,
  plan: ContractPlan,
  { block, reverse }: NonNullable<ContractSpec['accumulate']>,
  { rows, columns }: TileShape,
): FunctionIndex {
  const { spec } = plan;
  const reads: TileReads = {
    ...aBytes(plan),
    bRowBytes: bRowBytes(plan, columns),
    packed: plan.packed,
  };
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [a, b, end, c] = [f.param(0), f.param(1), f.param(2), f.param(3)];
    const blockEnd = f.local('i32');
    const sums = Array.from({ length: rows }, () =>
      Array.from({ length: Math.ceil(columns / 4) }, () => f.local('v128')),
    );
    // Where a is after a block, seen from where the next one begins.
    const beyond = Math.min(0, reads.aRowBytes * (rows - 1)) + (reverse ? 2 * block * reads.aTermBytes : 0);
    f.loop((next) => {
      for (const sum of sums.flat()) f.f32x4.const(0).set(sum);
      f.get(b)
        .i32.const(block * reads.bRowBytes)
        .i32.add()
        .set(blockEnd);
      emitSum(f, reads, columns, { a, b, bEnd: blockEnd, sums });
      sums.forEach((row, index) => {
        row.forEach((sum, vector) => {
          const [offset, lanes] = [4 * spec.n * index + 16 * vector, columns - 4 * vector];
          loadLanes(f, c, offset, lanes);
          f.get(sum).f32x4.add().set(sum);
          storeLanes(f, c, offset, lanes, sum);
        });
      });
      if (beyond !== 0) f.get(a).i32.const(beyond).i32.sub().set(a);
      if (reverse) {
        f.get(b)
          .i32.const(2 * block * reads.bRowBytes)
          .i32.sub()
          .set(b);
      }
      f.get(b).get(end).i32.ne().brIf(next);
    });
  });
}
