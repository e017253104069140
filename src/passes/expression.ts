import { type Dtype, type Shape, sameShape, sizeOf } from '../ir/types.ts';
import type { Composer } from '../kernel/composer.ts';
import {
  type Coordinate,
  composeCoordinate,
  composeMaps,
  type IndexMap,
  identityMap,
  isIdentityMap,
  linearize,
} from '../kernel/forms.ts';
import { constantProgram, identityProgram, type LaneProgram } from '../kernel/lane.ts';
import type { Access, Buffer, BufferAccess } from '../kernel/program.ts';
import { laneCost, registerTypes } from '../kernel/programFacts.ts';

/** A buffer seen as an array of a shape, and where a point of a domain lies in it. */
export interface MappedBuffer {
  readonly kind: 'buffer';
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly map: IndexMap;
}

/** What a kernel reads at a point of its domain; maps compose, where the accesses of kernels are only numbers. */
export type MappedAccess =
  | MappedBuffer
  | { readonly kind: 'index'; readonly coordinate: Coordinate }
  | {
      readonly kind: 'indirect';
      readonly buffer: Buffer;
      readonly shape: Shape;
      readonly map: IndexMap;
      readonly axis: number;
      /** The number of the access that holds the position. */
      readonly index: number;
    };

/** One input of an expression: a source read through a map, or an access of its own (a gather names another part). */
export type Part =
  | { readonly kind: 'source'; readonly source: Source; readonly map: IndexMap }
  | MappedAccess;

/** An element-wise value that is not in memory yet: an output of a lane program over parts, for every point of a shape. */
export interface Expression {
  readonly kind: 'expression';
  readonly shape: Shape;
  readonly parts: readonly Part[];
  readonly program: LaneProgram;
  readonly output: number;
  /** Whether every part is the point itself, so that the shape may be replaced by another of the same size. */
  readonly dense: boolean;
  /** Simple instructions to compute an element. */
  readonly cost: number;
  /** Memory it reads. */
  readonly buffers: ReadonlySet<Buffer>;
}

/** One number for all elements. */
export interface UniformSource {
  readonly kind: 'uniform';
  readonly value: number;
  readonly dtype: Dtype;
}

/** Elements of a buffer. */
export interface ViewSource {
  readonly kind: 'view';
  readonly shape: Shape;
  readonly access: MappedBuffer;
}

/** Where the elements of a value come from. */
export type Source =
  | UniformSource
  | ViewSource
  /** A dense expression under another shape of the same size. */
  | { readonly kind: 'relabeled'; readonly shape: Shape; readonly expression: Expression }
  | Expression;

/** Makes an expression. */
export function expression(
  shape: Shape,
  parts: readonly Part[],
  program: LaneProgram,
  output: number,
): Expression {
  const buffers = new Set<Buffer>();
  let cost = laneCost(program);
  for (const part of parts) {
    if (part.kind === 'buffer' || part.kind === 'indirect') buffers.add(part.buffer);
    if (part.kind !== 'source') continue;
    for (const buffer of buffersOf(part.source)) buffers.add(buffer);
    cost += sourceCost(part.source);
  }
  return {
    kind: 'expression',
    shape,
    parts,
    program,
    output,
    dense: parts.every((part) => isDense(part, shape)),
    cost,
    buffers,
  };
}

const buffersOf = (source: Source): Iterable<Buffer> => {
  if (source.kind === 'uniform') return [];
  if (source.kind === 'view') return [source.access.buffer];
  return source.kind === 'relabeled' ? source.expression.buffers : source.buffers;
};

const sourceCost = (source: Source): number =>
  source.kind === 'expression' ? source.cost : source.kind === 'relabeled' ? source.expression.cost : 0;

function isDense(part: Part, shape: Shape): boolean {
  if (part.kind === 'buffer') return isIdentityMap(part.map, shape, part.shape);
  if (part.kind !== 'source') return false;
  const { source, map } = part;
  if (source.kind === 'uniform') return true;
  if (!isIdentityMap(map, shape, source.shape)) return false;
  if (source.kind === 'view') return wholeBuffer(source) !== null;
  return source.kind === 'relabeled' || source.dense;
}

/** An access of points of a domain, read through a map from the points of another domain. */
export function throughMap(access: MappedAccess, outer: IndexMap): MappedAccess {
  if (access.kind === 'index')
    return { kind: 'index', coordinate: composeCoordinate(access.coordinate, outer) };
  return { ...access, map: composeMaps(access.map, outer) };
}

function sameMapped(a: MappedAccess, b: MappedAccess): boolean {
  if (a.kind === 'index') return b.kind === 'index' && sameCoordinate(a.coordinate, b.coordinate);
  if (b.kind === 'index' || a.kind !== b.kind || a.buffer !== b.buffer || !sameShape(a.shape, b.shape))
    return false;
  if (a.kind === 'indirect' && b.kind === 'indirect' && (a.index !== b.index || a.axis !== b.axis))
    return false;
  return a.map.every((coordinate, axis) => sameCoordinate(coordinate, b.map[axis]));
}

const sameCoordinate = (a: Coordinate, b: Coordinate | undefined): boolean =>
  a.axis === b?.axis && a.stride === b.stride && a.start === b.start;

/** Whether a map of `rank` axes leaves every coordinate as it is. */
const isPlain = (map: IndexMap, rank: number): boolean =>
  map.length === rank &&
  map.every(({ axis, stride, start }, own) => axis === own && stride === 1 && start === 0);

/** A value within a kernel: what an access reads, or one of the results of the programs so far. */
interface Wire {
  readonly from: 'access' | 'program';
  readonly number: number;
}

/** Writes the lane program of a kernel out of sources, sharing accesses and results that are equal. */
export class ExpressionWriter {
  readonly accesses: MappedAccess[] = [];
  readonly #composer: Composer;
  readonly #calls: { readonly program: LaneProgram; readonly args: readonly Wire[] }[] = [];
  #results = 0;
  /** What programs over parts gave, by the maps through which the parts were read. */
  readonly #known = new Map<
    readonly Part[],
    { readonly map: IndexMap; readonly relabel: Shape | null; readonly results: readonly Wire[] }[]
  >();

  constructor(composer: Composer) {
    this.#composer = composer;
  }

  /** The value of a source at the point where a map of the kernel's domain lies in the source's shape. */
  source(source: Source, map: IndexMap, relabel: Shape | null = null): Wire {
    switch (source.kind) {
      case 'uniform':
        return this.#call(constantProgram(source.value, source.dtype), [])[0] as Wire;
      case 'relabeled':
        return this.source(source.expression, map, relabel ?? source.shape);
      case 'expression':
        return this.parts(source.parts, source.program, map, relabel)[source.output] as Wire;
      case 'view':
        return this.#access(
          relabel === null ? throughMap(source.access, map) : { ...source.access, shape: relabel, map },
        );
    }
  }

  /** The outputs of a program over parts, read through a map. In a relabeled expression all maps are the identity. */
  parts(
    parts: readonly Part[],
    program: LaneProgram,
    map: IndexMap,
    relabel: Shape | null = null,
  ): readonly Wire[] {
    const known = this.#known.get(parts) ?? [];
    const found = known.find((each) => each.map === map && each.relabel === relabel);
    if (found !== undefined) return found.results;
    const wires: Wire[] = [];
    for (const part of parts) wires.push(this.#part(part, map, relabel, wires));
    const results = this.#call(program, wires);
    this.#known.set(parts, [...known, { map, relabel, results }]);
    return results;
  }

  /** @param earlier the parts before this one; a gather names the one that holds its position. */
  #part(part: Part, map: IndexMap, relabel: Shape | null, earlier: readonly Wire[]): Wire {
    if (part.kind === 'source') {
      const own = relabel !== null || isPlain(part.map, map.length) ? map : composeMaps(part.map, map);
      return this.source(part.source, own, relabel);
    }
    const moved = throughMap(part, map);
    return this.#access(
      moved.kind === 'indirect' ? { ...moved, index: earlier[moved.index]?.number ?? 0 } : moved,
    );
  }

  #access(access: MappedAccess): Wire {
    const found = this.accesses.findIndex((known) => sameMapped(known, access));
    return { from: 'access', number: found >= 0 ? found : this.accesses.push(access) - 1 };
  }

  #call(program: LaneProgram, args: readonly Wire[]): Wire[] {
    this.#calls.push({ program, args });
    return program.outputs.map(() => ({ from: 'program', number: this.#results++ }));
  }

  /** The finished program over the accesses. */
  finish(outputs: readonly Wire[]): LaneProgram {
    const registers = (wires: readonly Wire[]): number[] =>
      wires.map(({ from, number }) => (from === 'access' ? number : this.accesses.length + number));
    return this.#composer.compose({
      inputs: this.accesses.map(dtypeOf),
      calls: this.#calls.map(({ program, args }) => ({ program, args: registers(args) })),
      outputs: registers(outputs),
    });
  }
}

/** The element type that an access gives. */
export const dtypeOf = (access: MappedAccess | Access): Dtype =>
  access.kind === 'index' ? 'u32' : access.buffer.dtype;

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
  if (source.kind === 'relabeled') return { ...source, shape: to };
  if (source.dense) return { kind: 'relabeled', shape: to, expression: source };
  const map = unitAxesMap(from, to);
  const dtype = registerTypes(source.program)[source.program.outputs[source.output] ?? 0] ?? 'f32';
  return map && expression(to, [{ kind: 'source', source, map }], identityProgram(dtype), 0);
}

/** A whole buffer as an array of a shape. */
export const viewOf = (buffer: Buffer, shape: Shape): ViewSource => ({
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

/** A whole buffer, in the order of a domain. */
export const wholeTarget = (buffer: Buffer, shape: Shape): MappedBuffer => viewOf(buffer, shape).access;

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
  return { kind: 'indirect', buffer, offset, strides, axisStride, extent: shape[axis] ?? 1, index };
}

/** A mapped buffer as a kernel over a domain of `rank` axes reads or writes it. */
export function linearBuffer({ buffer, shape, map }: MappedBuffer, rank: number): BufferAccess {
  return { kind: 'buffer', buffer, ...linearize(map, shape, rank) };
}
