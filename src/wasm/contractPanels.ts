import type { ModuleBuilder } from './assembler.ts';
import { emitPack } from './contractPack.ts';
import { type ContractPlan, type ContractSpec, planContract } from './contractPlan.ts';
import { bRowBytes } from './contractTile.ts';
import type { FunctionIndex } from './functionBuilder.ts';

/** The full width of a panel of B. */
export const panelColumns = (plan: ContractPlan): number => 4 * plan.vectors;

/** The widths of the panels of B: the full one, and that of the last one where it is narrower. */
export function panelWidths(plan: ContractPlan): number[] {
  const width = panelColumns(plan);
  const { n } = plan.spec;
  return [...(n >= width ? [width] : []), ...(n % width ? [n % width] : [])];
}

/** Turns of a loop times row tiles from which on a copy of B costs less than it saves. */
const MIN_READS = 8;

/**
 * The same product with B in panels, for a loop that computes it at every step with the same B: one that was copied at each call, or
 * whose rows lie so far apart that few of them fit in the cache. Null where that would not help.
 */
export function withPanels(given: ContractSpec, turns: number): ContractSpec | null {
  const plan = planContract(given);
  const { spec, batchSize, tiles, packed } = plan;
  if (batchSize !== 1 || spec.accumulate !== undefined || tiles * spec.n * spec.k === 0) return null;
  const scattered = spec.n > panelColumns(plan) && turns * tiles >= MIN_READS;
  if (!packed && !scattered) return null;
  return { ...spec, b: { start: 0, batchStrides: [], k: 0, n: 0 }, panels: true };
}

/** Bytes of a B in panels. */
export function panelsBytes(spec: ContractSpec): number {
  const plan = planContract(spec);
  const width = panelColumns(plan);
  return spec.k * (4 * (spec.n - (spec.n % width)) + (spec.n % width ? bRowBytes(plan, spec.n % width) : 0));
}

/** Number of units a copy to panels may be cut into: the panels. */
export const panelUnits = (spec: ContractSpec): number => {
  const plan = planContract(spec);
  return Math.ceil(plan.spec.n / panelColumns(plan));
};

/**
 * The copy of B to panels, one after another, for the product that {@link withPanels} makes of `spec`: the function
 * (begin, end, source, target), which copies the panels begin..end.
 */
export function emitPanels(module: ModuleBuilder, name: string, spec: ContractSpec): FunctionIndex {
  const plan = { ...planContract(spec), packed: true };
  const { b, k, n } = plan.spec;
  const width = panelColumns(plan);
  const packs = panelWidths(plan).map((columns) => ({
    columns,
    pack: emitPack(module, `${name}.pack${columns}`, { rowStride: b.k, columnStride: b.n }, columns),
  }));
  return module.addFunction(name, ['i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [begin, end, source, target] = [f.param(0), f.param(1), f.param(2), f.param(3)];
    f.forRange(begin, end, 1, (panel) => {
      const own = f.local('i32');
      f.get(panel)
        .i32.const(4 * width * k)
        .i32.mul()
        .get(target)
        .i32.add()
        .set(own);
      const copy = ({ columns, pack }: (typeof packs)[number]): void => {
        f.get(panel)
          .i32.const(4 * width * b.n)
          .i32.mul()
          .get(source)
          .i32.add();
        if (b.start !== 0) f.i32.const(4 * b.start).i32.add();
        f.get(own)
          .get(own)
          .i32.const(k * bRowBytes(plan, columns))
          .i32.add()
          .call(pack);
      };
      const [first, last] = packs;
      if (first === undefined || last === undefined) packs.forEach(copy);
      else
        f.get(panel)
          .i32.const(Math.floor(n / width))
          .i32.ltS()
          .if_(
            () => copy(first),
            () => copy(last),
          );
    });
  });
}
