import { type Dtype, type Shape, sizeOf } from '../ir/types.ts';
import {
  type Coordinate,
  composeCoordinate,
  composeMaps,
  type IndexMap,
  identityMap,
  isIdentityMap,
  linearize,
} from '../kernel/forms.ts';
import { type Lane, LaneBuilder, type LaneProgram } from '../kernel/lane.ts';
import type { Access, Buffer, BufferAccess } from '../kernel/program.ts';

/** A buffer seen as an array of a shape, and where a point of a domain lies in it. */
export interface MappedBuffer {
  readonly kind: 'buffer';
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly map: IndexMap;
}

/** What an expression reads at a point of its shape; maps compose, where the accesses of kernels are only numbers. */
export type MappedAccess =
  | MappedBuffer
  | { readonly kind: 'index'; readonly coordinate: Coordinate }
  | {
      readonly kind: 'gather';
      readonly buffer: Buffer;
      readonly shape: Shape;
      readonly map: IndexMap;
      readonly axis: number;
      /** The number of the access that holds the position. */
      readonly index: number;
    };

/** An element-wise value that is not in memory yet: a lane program over accesses, for every point of a shape. */
export interface Expression {
  readonly kind: 'expression';
  readonly shape: Shape;
  readonly accesses: readonly MappedAccess[];
  /** One output. */
  readonly program: LaneProgram;
}

/** Where the elements of a value come from. */
export type Source =
  | { readonly kind: 'uniform'; readonly value: number; readonly dtype: Dtype }
  | { readonly kind: 'view'; readonly shape: Shape; readonly access: MappedBuffer }
  | Expression;

/** An access of points of a domain, read through a map from the points of another domain. */
export function throughMap(access: MappedAccess, outer: IndexMap): MappedAccess {
  if (access.kind === 'index')
    return { kind: 'index', coordinate: composeCoordinate(access.coordinate, outer) };
  return { ...access, map: composeMaps(access.map, outer) };
}

const accessKey = (access: MappedAccess): string =>
  access.kind === 'index'
    ? `i${JSON.stringify(access.coordinate)}`
    : `${access.kind}${JSON.stringify(access.map)}${access.shape}`;

/** Writes the lane program of a kernel out of sources, sharing accesses and instructions that are equal. */
export class ExpressionWriter {
  readonly accesses: MappedAccess[] = [];
  readonly #parts: { readonly source: Source; readonly slots: readonly number[] }[] = [];

  /** Adds one operand: a source read through a map from the kernel's domain. */
  addSource(source: Source, map: IndexMap): void {
    const own = source.kind === 'uniform' ? [] : source.kind === 'view' ? [source.access] : source.accesses;
    const slots: number[] = [];
    for (const access of own) {
      const moved = throughMap(access, map);
      slots.push(this.#slot(moved.kind === 'gather' ? { ...moved, index: slots[moved.index] ?? 0 } : moved));
    }
    this.#parts.push({ source, slots });
  }

  /** Adds one operand that is an access itself. */
  addAccess(access: MappedAccess, dtype: Dtype): number {
    const slot = this.#slot(access);
    const shape: Shape = [];
    this.#parts.push({
      source: {
        kind: 'expression',
        shape,
        accesses: [access],
        program: { inputs: [dtype], instructions: [], outputs: [0] },
      },
      slots: [slot],
    });
    return slot;
  }

  #slot(access: MappedAccess): number {
    const key = accessKey(access);
    const found = this.accesses.findIndex(
      (known) =>
        accessKey(known) === key &&
        (known.kind === 'index' || access.kind === 'index' || known.buffer === access.buffer) &&
        (known.kind !== 'gather' ||
          access.kind !== 'gather' ||
          (known.index === access.index && known.axis === access.axis)),
    );
    if (found >= 0) return found;
    this.accesses.push(access);
    return this.accesses.length - 1;
  }

  /** The program over the accesses: `program` applied to the operands in the order they were added. */
  finish(program: LaneProgram): LaneProgram {
    const builder = new LaneBuilder(this.accesses.map((access) => dtypeOf(access)));
    const lanes = this.#parts.map(({ source, slots }): Lane => {
      if (source.kind === 'uniform') return builder.constant(source.value, source.dtype);
      const inputs = slots.map((slot) => builder.inputs[slot] as Lane);
      return source.kind === 'view'
        ? (inputs[0] as Lane)
        : (builder.inline(source.program, inputs)[0] as Lane);
    });
    return builder.finish(builder.inline(program, lanes));
  }
}

/** The element type that an access gives. */
export const dtypeOf = (access: MappedAccess | Access): Dtype =>
  access.kind === 'index' ? 'u32' : access.buffer.dtype;

/** A source as an expression over its own shape. */
export function asExpression(source: Source, shape: Shape): Expression {
  if (source.kind === 'expression') return source;
  const writer = new ExpressionWriter();
  writer.addSource(source, identityMap(shape));
  const dtype = source.kind === 'uniform' ? source.dtype : source.access.buffer.dtype;
  const program = writer.finish({ inputs: [dtype], instructions: [], outputs: [0] });
  return { kind: 'expression', shape, accesses: writer.accesses, program };
}

/** Cost of computing an element again, in simple instructions. */
export function costOf(program: LaneProgram): number {
  return program.instructions.reduce(
    (cost, { op }) => cost + (op === 'constant' ? 0 : op === 'div' || op === 'sqrt' || op === 'rem' ? 4 : 1),
    0,
  );
}

/** Whether every access is the point itself, so that the shape may be replaced by another of the same size. */
const isDense = ({ accesses, shape }: Expression): boolean =>
  accesses.every((access) => access.kind === 'buffer' && isIdentityMap(access.map, shape, access.shape));

/**
 * The map from points of `to` to points of `from` where the shapes differ only in axes of extent 1; null otherwise.
 */
function unitAxesMap(from: Shape, to: Shape): IndexMap | null {
  const wide = [...to.keys()].filter((axis) => to[axis] !== 1);
  const own = from.filter((extent) => extent !== 1);
  if (own.length !== wide.length || own.some((extent, index) => extent !== to[wide[index] ?? -1]))
    return null;
  let next = 0;
  return from.map((extent) =>
    extent === 1 ? { axis: -1, stride: 0, start: 0 } : { axis: wide[next++] ?? -1, stride: 1, start: 0 },
  );
}

/** A source under another shape of the same size, without moving elements; null where that cannot be. */
export function reshapeSource(source: Source, from: Shape, to: Shape): Source | null {
  if (source.kind === 'uniform') return source;
  if (source.kind === 'view') {
    const { access } = source;
    if (isIdentityMap(access.map, from, access.shape)) return viewOf(access.buffer, to);
    const map = unitAxesMap(from, to);
    return map && { kind: 'view', shape: to, access: { ...access, map: composeMaps(access.map, map) } };
  }
  if (isDense(source)) {
    const map = identityMap(to);
    return {
      ...source,
      shape: to,
      accesses: source.accesses.map((access) => ({ ...access, shape: to, map })) as MappedAccess[],
    };
  }
  const map = unitAxesMap(from, to);
  return map && { ...source, shape: to, accesses: source.accesses.map((access) => throughMap(access, map)) };
}

/** A whole buffer as an array of a shape. */
export const viewOf = (buffer: Buffer, shape: Shape): Source => ({
  kind: 'view',
  shape,
  access: { kind: 'buffer', buffer, shape, map: identityMap(shape) },
});

/** Whether a source is a whole buffer, in order. */
export const wholeBuffer = (source: Source): Buffer | null =>
  source.kind === 'view' &&
  source.access.buffer.size === sizeOf(source.shape) &&
  isIdentityMap(source.access.map, source.shape, source.access.shape)
    ? source.access.buffer
    : null;

/** An access as a kernel over a domain of `rank` axes reads it. */
export function linearAccess(access: MappedAccess, rank: number): Access {
  if (access.kind === 'index') {
    const { axis, stride, start } = access.coordinate;
    return {
      kind: 'index',
      offset: start,
      strides: Array.from({ length: rank }, (_, own) => (own === axis ? stride : 0)),
    };
  }
  const { buffer, shape } = access;
  const { offset, strides } = linearize(access.map, shape, rank);
  if (access.kind === 'buffer') return { kind: 'buffer', buffer, offset, strides };
  const { axis, index } = access;
  const axisStride = sizeOf(shape.slice(axis + 1));
  return { kind: 'gather', buffer, offset, strides, axisStride, extent: shape[axis] ?? 1, index };
}

/** A mapped buffer as a kernel over a domain of `rank` axes reads or writes it. */
export function linearBuffer({ buffer, shape, map }: MappedBuffer, rank: number): BufferAccess {
  return { kind: 'buffer', buffer, ...linearize(map, shape, rank) };
}
