import { dtypeError, internalError, shapeError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { One, Op, Two, Vjp } from '../ir/op.ts';
import { checkShape, formatType, type Shape, sizeOf, type TensorType, tensorType } from '../ir/types.ts';
import type { Box, ContractPart, WindowCoordinate } from '../kernel/forms.ts';
import { wholeBox, windowMap } from '../kernel/forms.ts';
import { productsOf } from './intervalSums.ts';

/** Which windows of input 0 meet the kernel. */
export interface ConvolveParams {
  /** Leading axes of both inputs: the convolution is done for each of their elements by itself. */
  readonly batch: number;
  /** The extents of the result, without those of the batch and the channels. */
  readonly rows: Shape;
  /**
   * For each axis of input 0 after the batch, its place by the axes (rows..., kernel axes...): one axis has a row alone
   * (the examples), one a kernel axis alone (the channels), each other one a row and a kernel axis.
   */
  readonly windows: readonly WindowCoordinate[];
}

interface Axis {
  /** Number of the axis of input 0, after the batch. */
  readonly own: number;
  readonly start: number;
  /** Axis of the rows, and how far an index of it moves; null where there is none. */
  readonly row: { readonly axis: number; readonly stride: number } | null;
  /** Axis of the kernel. */
  readonly tap: { readonly axis: number; readonly stride: number } | null;
}

const axesOf = ({ rows, windows }: ConvolveParams): Axis[] =>
  windows.map(({ start, terms }, own) => {
    const row = terms.find(({ axis }) => axis < rows.length);
    const tap = terms.find(({ axis }) => axis >= rows.length);
    return { own, start, row: row ?? null, tap: tap ? { ...tap, axis: tap.axis - rows.length } : null };
  });

const channelsOf = (params: ConvolveParams): Axis => {
  const found = axesOf(params).find(({ row }) => row === null);
  if (found === undefined) throw internalError('convolve: no axis of channels');
  return found;
};

function check(params: ConvolveParams, x: TensorType, w: TensorType): void {
  const { batch, rows, windows } = params;
  checkShape('convolve', rows);
  const fail = (problem: string): never => {
    throw shapeError(`convolve: ${problem}, got ${formatType(x)} and ${formatType(w)}`);
  };
  const taps = w.shape.slice(batch, -1);
  if (x.dtype !== 'f32' || w.dtype !== 'f32')
    throw dtypeError(`convolve: expected f32, got ${formatType(x)} and ${formatType(w)}`);
  if (x.shape.length !== batch + windows.length || w.shape.length < batch + 1)
    fail(`expected ${batch + windows.length} axes`);
  if (x.shape.slice(0, batch).some((extent, axis) => extent !== w.shape[axis]))
    fail(`expected the first ${batch} axes to be equal`);
  const axes = axesOf(params);
  const used = (each: (axis: Axis) => Axis['row']): string =>
    String(axes.flatMap((axis) => each(axis)?.axis ?? []).sort((a, b) => a - b));
  const alone = (each: (axis: Axis) => Axis['row']): number =>
    axes.filter((axis) => each(axis) === null).length;
  if (
    used(({ row }) => row) !== String([...rows.keys()]) ||
    used(({ tap }) => tap) !== String([...taps.keys()])
  )
    fail('expected windows over each row axis and each kernel axis once');
  if (alone(({ row }) => row) !== 1 || alone(({ tap }) => tap) !== 1)
    fail('expected one axis of examples and one of channels');
  for (const { own, row, tap } of axes) {
    const extent = x.shape[batch + own];
    const expected = row === null ? taps[tap?.axis ?? 0] : tap === null ? rows[row.axis] : extent;
    if (extent !== expected) fail(`expected ${expected} elements along axis ${batch + own} of the first`);
  }
}

/** A range of rows that meet the same range of the kernel. */
interface Interval {
  readonly row: readonly [start: number, size: number];
  readonly tap: readonly [start: number, size: number];
}

/** The rows along one axis, cut where the part of the kernel that lies inside the input changes. */
function intervalsOf(axis: Axis, extent: number, rows: number, taps: number): Interval[] {
  const intervals: Interval[] = [];
  for (let index = 0; index < rows; index++) {
    const base = axis.start + (axis.row?.stride ?? 0) * index;
    const inside = Array.from({ length: taps }, (_, tap) => tap).filter((tap) => {
      const place = base + (axis.tap?.stride ?? 0) * tap;
      return place >= 0 && place < extent;
    });
    const tap = [inside[0] ?? 0, inside.length] as const;
    const last = intervals.at(-1);
    if (last?.tap[0] === tap[0] && last.tap[1] === tap[1])
      intervals[intervals.length - 1] = { row: [last.row[0], last.row[1] + 1], tap };
    else intervals.push({ row: [index, 1], tap });
  }
  return intervals;
}

/** Where the axis of a box starts and ends, replaced. */
const withAxis = (box: Box, axis: number, [start, size]: readonly [number, number]): Box => ({
  start: box.start.map((own, index) => (index === axis ? start : own)),
  size: box.size.map((own, index) => (index === axis ? size : own)),
});

function partsOf(params: ConvolveParams, extents: Shape, taps: Shape): ContractPart[] {
  let parts: ContractPart[] = [{ rows: wholeBox(params.rows), reduced: wholeBox(taps) }];
  for (const axis of axesOf(params)) {
    const { row, tap } = axis;
    if (row === null || tap === null) continue;
    const intervals = intervalsOf(
      axis,
      extents[axis.own] ?? 0,
      params.rows[row.axis] ?? 0,
      taps[tap.axis] ?? 0,
    );
    parts = parts.flatMap((part) =>
      intervals.map((interval) => ({
        rows: withAxis(part.rows, row.axis, interval.row),
        reduced: withAxis(part.reduced, tap.axis, interval.tap),
      })),
    );
  }
  return parts;
}

type Build = Parameters<Vjp<Two, ConvolveParams, One>>[0];

/** The gradient by input 0: the windows of each element run over the cotangent, spread out by the strides of the rows. */
function inputGradient(b: Build, params: ConvolveParams, x: Value, w: Value, cotangent: Value): Value {
  const { batch, rows } = params;
  const axes = axesOf(params);
  const channels = channelsOf(params);
  const shape = x.type.shape.slice(batch);
  const kept = axes.filter(({ row }) => row !== null);
  const rowOf = (row: number): Axis => kept.find((axis) => axis.row?.axis === row) as Axis;
  const strides = rows.map((_, row) => rowOf(row).row?.stride ?? 1);
  const backwards = strides.flatMap((stride, row) => (stride < 0 ? [batch + row] : []));
  const forward = backwards.length === 0 ? cotangent : b.flip(cotangent, { axes: backwards });
  const none = new Array<number>(batch + rows.length + 1).fill(0);
  const interior = none.map((_, axis) => Math.abs(strides[axis - batch] ?? 1) - 1);
  const spread = interior.some((count) => count > 0)
    ? b.pad(forward, { low: none, high: none, interior, value: 0 })
    : forward;
  // The kernel axes in their order without that of the channels, which become the columns.
  const taps = w.type.shape.slice(batch, -1);
  const order = [...taps.keys()].filter((axis) => axis !== channels.tap?.axis);
  const kernel = b.transpose(w, {
    permutation: [
      ...new Array(batch).keys(),
      ...order.map((axis) => batch + axis),
      batch + taps.length,
      batch + (channels.tap?.axis ?? 0),
    ],
  });
  const windows = rows.map((extent, row): WindowCoordinate => {
    const { start, row: own, tap } = rowOf(row);
    const axis = kept.indexOf(rowOf(row));
    if (tap === null) return { start: 0, terms: [{ axis, stride: 1 }] };
    const first = start + Math.min(0, own?.stride ?? 1) * (extent - 1);
    return {
      start: -first,
      terms: [
        { axis, stride: 1 },
        { axis: kept.length + order.indexOf(tap.axis), stride: -tap.stride },
      ],
    };
  });
  windows.push({ start: 0, terms: [{ axis: kept.length + order.length, stride: 1 }] });
  const gradient = b.convolve(spread, kernel, {
    batch,
    rows: kept.map(({ own }) => shape[own] ?? 0),
    windows,
  });
  const made = [...kept.map(({ own }) => own), channels.own];
  return b.transpose(gradient, {
    permutation: [...new Array(batch).keys(), ...shape.map((_, own) => batch + made.indexOf(own))],
  });
}

/**
 * From this many channels on, the rows of a gradient by the kernel that meet the same positions fill register tiles of their own. Fewer leave most of each tile
 * empty, which costs more than the products with the zeros of a padded input.
 */
const CHANNELS_OF_FULL_TILES = 8;

/** The gradient by the kernel: rows and kernel axes change roles. */
function kernelGradient(b: Build, params: ConvolveParams, x: Value, w: Value, cotangent: Value): Value {
  const { batch, rows } = params;
  const taps = w.type.shape.slice(batch, -1);
  const channels = x.type.shape[batch + channelsOf(params).own] ?? 0;
  const [input, windows] =
    channels < CHANNELS_OF_FULL_TILES ? padded(b, params, x, taps) : [x, params.windows];
  return b.convolve(input, cotangent, {
    batch,
    rows: taps,
    windows: windows.map(({ start, terms }) => ({
      start,
      terms: terms.map(({ axis, stride }) => ({
        axis: axis < rows.length ? axis + taps.length : axis - rows.length,
        stride,
      })),
    })),
  });
}

/** Input 0 with zeros wherever a window lies outside of it, and its windows there. */
function padded(
  b: Build,
  { batch, rows, windows }: ConvolveParams,
  x: Value,
  taps: Shape,
): readonly [Value, readonly WindowCoordinate[]] {
  const none = x.type.shape.map(() => 0);
  const [low, high] = [[...none], [...none]];
  for (const { own, start, row, tap } of axesOf({ batch, rows, windows })) {
    if (row === null || tap === null) continue;
    const [first, last] = reachOf({ start, row, tap }, [0, rows[row.axis] ?? 0], taps[tap.axis] ?? 0);
    low[batch + own] = Math.max(0, -first);
    high[batch + own] = Math.max(0, last + 1 - (x.type.shape[batch + own] ?? 0));
  }
  if ([...low, ...high].every((count) => count === 0)) return [x, windows];
  const moved = windows.map(({ start, terms }, own) => ({ start: start + (low[batch + own] ?? 0), terms }));
  return [b.pad(x, { low, high, interior: none, value: 0 }), moved];
}

/** The first and the last element of input 0 that the windows of a range of rows meet. */
function reachOf(
  { start, row, tap }: Pick<Axis, 'start' | 'tap'> & { readonly row: { readonly stride: number } },
  [at, size]: readonly [number, number],
  taps: number,
): readonly [first: number, last: number] {
  const ends = [at, at + size - 1].flatMap((index) =>
    [0, taps - 1].map((place) => start + row.stride * index + (tap?.stride ?? 0) * place),
  );
  return [Math.min(...ends), Math.max(...ends)];
}

/** The rows, columns and elements of the batch in a box, of the part of the inputs that they read. */
function narrowed(
  b: Build,
  params: ConvolveParams,
  [x, w]: Two,
  partOf: (value: Value, box: Box) => Value,
  { start, size }: Box,
): Value | null {
  if (size.includes(0)) return null;
  const { batch } = params;
  const taps = w.type.shape.slice(batch, -1);
  const reach = axesOf(params).map(({ own, row, tap, start: first }): readonly [number, number] => {
    const extent = x.type.shape[batch + own] ?? 0;
    if (row === null) return [0, extent];
    const at = [start[batch + row.axis] ?? 0, size[batch + row.axis] ?? 1] as const;
    const [least, most] = reachOf({ start: first, row, tap }, at, tap === null ? 1 : (taps[tap.axis] ?? 1));
    const low = Math.min(extent, Math.max(0, least));
    return [low, Math.max(0, Math.min(extent, most + 1) - low)];
  });
  const lead = { start: start.slice(0, batch), size: size.slice(0, batch) };
  const input = partOf(x, {
    start: [...lead.start, ...reach.map(([low]) => low)],
    size: [...lead.size, ...reach.map(([, count]) => count)],
  });
  const kernel = partOf(w, {
    start: [...lead.start, ...taps.map(() => 0), start.at(-1) ?? 0],
    size: [...lead.size, ...taps, size.at(-1) ?? 0],
  });
  const windows = axesOf(params).map(({ own, row }, axis): WindowCoordinate => {
    const { start: first, terms } = params.windows[axis] as WindowCoordinate;
    const moved = first + (row?.stride ?? 0) * (start[batch + (row?.axis ?? 0)] ?? 0);
    return { start: row === null ? first : moved - (reach[own]?.[0] ?? 0), terms };
  });
  return b.convolve(input, kernel, { batch, rows: size.slice(batch, -1), windows });
}

/** The gradients by both inputs. */
const convolutionGradients = (b: Build, params: ConvolveParams, [x, w]: Two, cotangent: Value) =>
  [inputGradient(b, params, x, w, cotangent), kernelGradient(b, params, x, w, cotangent)] as const;

/**
 * The sum over the windows of input 0 times a kernel, [batch..., kernel axes..., columns]: the result is
 * [batch..., rows..., columns]. A kernel element that lies outside of the input at some row takes no part in its sum, as
 * if the input were padded with zeros. Kernels are not flipped.
 */
export const convolve: Op<Two, ConvolveParams, One> = {
  name: 'convolve',
  infer: (types, params) => {
    const [x, w] = types;
    if (x === undefined || w === undefined)
      throw shapeError(`convolve: expected two inputs, got ${types.length}`);
    check(params, x, w);
    return [tensorType('f32', [...x.shape.slice(0, params.batch), ...params.rows, w.shape.at(-1) ?? 0])];
  },
  vjp: (b, { inputs, params, cotangents: [c] }) =>
    c === null ? [null, null] : convolutionGradients(b, params, inputs, c),
  interval: productsOf((_, w, { batch }) => sizeOf(w.type.shape.slice(batch, -1))),
  batch: (_, { inputs, params, emit }) => emit(inputs, { ...params, batch: params.batch + 1 }),
  part: (b, { inputs: [x, w], params, partOf }, box) => narrowed(b, params, [x, w], partOf, box),
  lower: ([x, w], params) => {
    const { batch, rows, windows } = params;
    const [xShape, wShape] = [x?.shape ?? [], w?.shape ?? []];
    const lead = [...new Array(batch).keys()];
    const shifted = windows.map(({ start, terms }) => ({
      start,
      terms: terms.map(({ axis, stride }) => ({ axis: axis + batch, stride })),
    }));
    const reduced = wShape.slice(batch, -1);
    return {
      form: 'contract',
      batch: xShape.slice(0, batch),
      rows,
      reduced,
      n: wShape.at(-1) ?? 0,
      a: { shape: xShape, map: [...windowMap(lead), ...shifted] },
      b: { shape: wShape, map: windowMap([...wShape.keys()]) },
      parts: partsOf(params, xShape.slice(batch), reduced),
    };
  },
  traits: {},
};
