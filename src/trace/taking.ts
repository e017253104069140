import { dtypeError, shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis, type Shape } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { remainder } from './division.ts';
import { where } from './functions.ts';
import { scalar, Tensor, unwrap } from './tensor.ts';

/** What `take` does with positions out of range: NaN and its like, the nearest position, or counting round. */
export type TakeMode = 'fill' | 'clip' | 'wrap';

/** Positions in i32; those that do not fit are out of range of any axis. */
function toSigned(indices: Tensor): Tensor {
  if (indices.dtype === 'f32') {
    throw dtypeError(`take: expected whole positions, i32 or u32, got ${formatType(indices.type)}`);
  }
  return (indices.dtype === 'u32' ? indices.minimum(0x7fffffff) : indices).cast('i32');
}

/**
 * Elements along an axis (default: of the flattened array) at integer positions, as `jnp.take`. By `mode`:
 * `fill` (default): negative positions count from the end, and others out of range give NaN (the smallest i32, the
 * largest u32, true); `clip`: the nearest position in range; `wrap`: modulo the extent.
 */
export function take(x: Tensor, indices: Tensor | number, axis?: number, mode: TakeMode = 'fill'): Tensor {
  if (axis === undefined) return take(x.reshape([x.size]), indices, 0, mode);
  const at = normalizeAxis('take', axis, x.shape.length);
  const index = typeof indices === 'number' ? scalar(indices, 'i32') : toSigned(indices);
  const extent = x.shape[at] ?? 0;
  if (mode === 'wrap') return unwrap(ops.gather, [x, remainder(index, extent)], { axis: at });
  if (mode === 'clip') return unwrap(ops.gather, [x, index], { axis: at });
  const wrapped = where(index.less(0), index.add(extent), index);
  const inRange = wrapped.greaterEqual(0).bitwiseAnd(wrapped.less(extent));
  const taken = unwrap(ops.gather, [x, wrapped], { axis: at });
  const shape: Shape = [
    ...x.shape.slice(0, at).map(() => 1),
    ...index.shape,
    ...x.shape.slice(at + 1).map(() => 1),
  ];
  const fill = { f32: Number.NaN, i32: -0x80000000, u32: 0xffffffff, bool: 1 };
  return where(inRange.reshape(shape), taken, scalar(fill[x.dtype], x.dtype));
}

/** What `pad` adds instead of a constant, by the names of NumPy. */
export type PadMode = 'edge' | 'reflect' | 'symmetric' | 'wrap';

/** The position along an axis of `extent` elements that lies at `position` of the padded axis, counted from its start. */
const sources: Record<PadMode, (position: number, extent: number) => number> = {
  edge: (position, extent) => Math.min(Math.max(position, 0), extent - 1),
  wrap: (position, extent) => modulo(position, extent),
  symmetric: (position, extent) => {
    const place = modulo(position, 2 * extent);
    return Math.min(place, 2 * extent - 1 - place);
  },
  reflect: (position, extent) => {
    const place = modulo(position, Math.max(1, 2 * extent - 2));
    return Math.min(place, 2 * extent - 2 - place);
  },
};

const modulo = (x: number, y: number): number => ((x % y) + y) % y;

/**
 * An array with elements added before and after, `[before, after]` for every axis: a constant (default 0), or by
 * NumPy's modes the outermost element (`edge`), the mirrored array without (`reflect`) or with (`symmetric`) it, or
 * the array over again (`wrap`).
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  value: number | PadMode = 0,
): Tensor {
  if (widths.length !== x.shape.length) {
    throw shapeError(
      `pad: expected [before, after] for each of the ${x.shape.length} axes of ${formatType(x.type)}, got ${widths.length}`,
    );
  }
  if (typeof value === 'number') {
    return unwrap(ops.pad, [x], {
      low: widths.map(([before]) => before),
      high: widths.map(([, after]) => after),
      interior: widths.map(() => 0),
      value,
    });
  }
  return widths.reduce((padded, [before, after], axis) => {
    const extent = x.shape[axis] ?? 0;
    if (extent === 0) throw valueError(`pad: axis ${axis} of ${formatType(x.type)} has nothing to repeat`);
    const source = sources[value];
    const positions = Int32Array.from({ length: before + extent + after }, (_, index) =>
      source(index - before, extent),
    );
    const indices = new Tensor({
      kind: 'concrete',
      type: { dtype: 'i32', shape: [positions.length] },
      data: positions,
    });
    return unwrap(ops.gather, [padded, indices], { axis });
  }, x);
}
