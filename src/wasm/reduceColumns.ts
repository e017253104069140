import { foldLanes, REDUCE_LANES } from '../kernel/order.ts';
import type { ReduceStep } from '../kernel/program.ts';
import { AccessEmitter } from './accessEmitter.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';
import { LaneConstants, LaneEmitter } from './laneEmitter.ts';
import { placesOf, pointerParams } from './places.ts';

/** Points that lie in the lanes of a vector. */
export const COLUMNS = 4;

/**
 * Whether a reduction goes by columns: neighbouring results lie in the lanes of a vector. That is where the elements of a
 * result lie apart, and those of its neighbours beside them.
 */
export function goesByColumns({ domain, count, accesses, combine }: ReduceStep): boolean {
  const last = domain.length - 1;
  const isBeside = accesses.every(
    ({ kind, strides }) =>
      kind === 'buffer' && (strides[last] === 1 || (strides[last] === 0 && strides.at(-1) !== 1)),
  );
  const isApart = accesses.some(({ strides }) => strides[last] === 1 && strides.at(-1) !== 1);
  return (
    (domain[last] ?? 1) % COLUMNS === 0 &&
    count > 0 &&
    isBeside &&
    isApart &&
    !combine.inputs.includes('bool')
  );
}

/** Writes a reduction by columns: every lane keeps its own accumulators, in the order of `kernel/order.ts`. */
export function writeColumns(f: FunctionBuilder, step: ReduceStep): void {
  const { domain, count, initial, results } = step;
  const constants = new LaneConstants(f);
  const program = new LaneEmitter(f, step.program, constants);
  const combine = new LaneEmitter(f, step.combine, constants);
  const pointers = pointerParams(f, step.accesses);
  const reads = step.accesses.map(
    (access) => new AccessEmitter(f, constants, access, access.strides[domain.length - 1] ?? 0),
  );
  const start = initial.map((value, index) => constants.local(value, step.combine.inputs[index] ?? 'f32'));
  const rows = Array.from({ length: REDUCE_LANES }, () => initial.map(() => f.local('v128')));
  const take = (row: readonly Local[]): void => {
    const values = program.emit(reads.map((read) => read.load(4, null)));
    const combined = combine.emit([...row, ...values]);
    row.forEach((accumulator, index) => {
      f.get(combined[index] as Local).set(accumulator);
    });
    for (const { position, unit, access } of reads) {
      f.get(position)
        .i32.const(unit * (access.strides.at(-1) ?? 0))
        .i32.add()
        .set(position);
    }
  };
  const point = f.local('i32');
  f.forRange(f.param(0), f.param(1), 1, (unit) => {
    f.get(unit).i32.const(COLUMNS).i32.mul().set(point);
    reads.forEach(({ access, position }, index) => {
      f.get(pointers[index] as Local);
      pushOffset(f, point, domain, access.strides);
      f.i32.add().set(position);
    });
    for (const row of rows)
      row.forEach((accumulator, index) => void f.get(start[index] as Local).set(accumulator));
    f.forRange(0, Math.floor(count / REDUCE_LANES), 1, () => rows.forEach(take));
    rows.slice(0, count % REDUCE_LANES).forEach(take);
    const folded = foldLanes<readonly Local[]>(rows, (a, b) => combine.emit([...a, ...b]));
    const firstTarget = 2 + placesOf(step.accesses).length;
    results.forEach((accumulator, output) => {
      f.get(f.param(firstTarget + output))
        .get(point)
        .i32.const(4)
        .i32.mul()
        .i32.add();
      f.get(folded[accumulator] as Local).v128.store();
    });
  });
}

/** Pushes how far a point of the domain lies from its origin, in bytes. */
function pushOffset(
  f: FunctionBuilder,
  point: Local,
  domain: readonly number[],
  strides: readonly number[],
): void {
  f.i32.const(0);
  let inner = 1;
  for (let axis = domain.length - 1; axis >= 0; axis--) {
    const extent = domain[axis] ?? 1;
    const stride = strides[axis] ?? 0;
    if (extent > 1 && stride !== 0) {
      f.get(point);
      if (inner > 1) f.i32.const(inner).i32.divU();
      if (axis > 0) f.i32.const(extent).i32.remU();
      f.i32
        .const(4 * stride)
        .i32.mul()
        .i32.add();
    }
    inner *= extent;
  }
}
