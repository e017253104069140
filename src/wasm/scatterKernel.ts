import type { ScatterStep } from '../kernel/program.ts';
import type { ModuleBuilder } from './assembler.ts';
import type { FunctionIndex } from './functionBuilder.ts';

/** Number of units: the outer slices, which share no output. */
export const scatterUnits = (step: ScatterStep): number => step.outer;

/** A scatter: adds the function (begin, end, indices, updates, output), which computes the outer slices begin..end. */
export function emitScatter(module: ModuleBuilder, name: string, step: ScatterStep): FunctionIndex {
  const { rows, extent, inner, dtype } = step;
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [indices, updates, output] = [f.param(2), f.param(3), f.param(4)];
    const [slice, position, source, target] = [
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
    ];
    f.forRange(f.param(0), f.param(1), 1, (outer) => {
      f.get(output)
        .get(outer)
        .i32.const(4 * extent * inner)
        .i32.mul()
        .i32.add()
        .tee(slice);
      f.i32
        .const(0)
        .i32.const(4 * extent * inner)
        .memoryFill();
      f.get(updates)
        .get(outer)
        .i32.const(4 * rows * inner)
        .i32.mul()
        .i32.add()
        .set(source);
      f.forRange(0, rows, 1, (row) => {
        f.get(indices).get(row).i32.const(4).i32.mul().i32.add().i32.load().tee(position);
        // Unsigned, so that negative positions are out of range as well.
        f.i32.const(extent).i32.ltU();
        f.if_(() => {
          f.get(position)
            .i32.const(4 * inner)
            .i32.mul()
            .get(slice)
            .i32.add()
            .set(target);
          f.forRange(0, inner, 1, (element) => {
            const offset = f.local('i32');
            f.get(element).i32.const(4).i32.mul().set(offset);
            f.get(target).get(offset).i32.add();
            f.get(target).get(offset).i32.add();
            if (dtype === 'f32')
              f.f32.load().get(source).get(offset).i32.add().f32.load().f32.add().f32.store();
            else f.i32.load().get(source).get(offset).i32.add().i32.load().i32.add().i32.store();
          });
        });
        f.get(source)
          .i32.const(4 * inner)
          .i32.add()
          .set(source);
      });
    });
  });
}
