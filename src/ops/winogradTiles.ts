import { type FuncWriter, makeBuilder } from '../ir/builder.ts';
import type { Value } from '../ir/func.ts';
import { type Shape, sizeOf, type TensorType } from '../ir/types.ts';
import { add, mul } from './arithmetic.ts';
import { fullLike } from './creation.ts';
import { matmul } from './matmul.ts';
import { concatenate, pad, reshape, slice, transpose } from './movement.ts';
import { TILE, type WinogradMatrices, winogradMatrices } from './winogradMatrices.ts';

/** Windows one element apart over images [batch..., examples, space..., channels]. */
export interface WinogradParams {
  /** Leading axes of both inputs: the convolution is done for each of their elements by itself. */
  readonly batch: number;
  /** The extents of the result along the axes of space. */
  readonly rows: Shape;
  /** Along each axis of space, where the first window starts: below 0 in the padding, which is 0. */
  readonly starts: readonly number[];
}

const operations = { add, concatenate, fullLike, matmul, mul, pad, reshape, slice, transpose };
export const builderOf = (writer: FuncWriter) =>
  makeBuilder(operations, (op, inputs, params) => writer.emit(op, inputs, params));
export type Build = ReturnType<typeof builderOf>;

/** The kernel's extents along the axes of space. */
export const tapsOf = ({ batch }: WinogradParams, w: TensorType): Shape => w.shape.slice(batch, -2);

/** Σ weights[i] · values[i], in order, without the terms of weight 0. */
function combination(b: Build, weights: readonly number[], values: readonly Value[]): Value {
  const terms = weights.flatMap((weight, index) => {
    const value = values[index] as Value;
    if (weight === 0) return [];
    return [weight === 1 ? value : b.mul(value, b.fullLike(value, { value: weight }))];
  });
  return terms.reduce((sum, term) => b.add(sum, term));
}

/** Values beside each other along a new axis. */
function stacked(b: Build, values: readonly Value[], axis: number): Value {
  const shape = values[0]?.type.shape ?? [];
  const widened = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return b.concatenate(...values.map((value) => b.reshape(value, { shape: widened })), { axis });
}

/** Every `step`-th element along an axis. */
const strided = (b: Build, x: Value, axis: number, start: number, count: number, step: number): Value =>
  b.slice(x, {
    start: x.type.shape.map((_, each) => (each === axis ? start : 0)),
    size: x.type.shape.map((extent, each) => (each === axis ? count : extent)),
    step: x.type.shape.map((_, each) => (each === axis ? step : 1)),
  });

/** The parts of a value along an axis, without that axis. */
function partsAlong(b: Build, x: Value, axis: number): Value[] {
  const shape = x.type.shape.filter((_, each) => each !== axis);
  return Array.from({ length: x.type.shape[axis] ?? 0 }, (_, index) =>
    b.reshape(strided(b, x, axis, index, 1, 1), { shape }),
  );
}

/** The images, padded by 0 to where the windows of the first and last tile lie. */
function paddedImages(b: Build, params: WinogradParams, x: Value, taps: Shape): Value {
  const { batch, rows, starts } = params;
  const none = x.type.shape.map(() => 0);
  const along = (of: (space: number) => number): number[] =>
    none.map((_, axis) => {
      const space = axis - batch - 1;
      return space >= 0 && space < rows.length ? of(space) : 0;
    });
  const low = along((space) => Math.max(0, -(starts[space] ?? 0)));
  const cut = along((space) => Math.max(0, starts[space] ?? 0));
  const kept = b.slice(x, {
    start: cut,
    size: x.type.shape.map((extent, axis) => Math.max(0, extent - (cut[axis] ?? 0))),
    step: none.map(() => 1),
  });
  const high = along((space) => {
    const reach = tileCount(rows[space] ?? 0) * TILE + (taps[space] ?? 1) - 1;
    const axis = batch + 1 + space;
    return Math.max(0, reach - (kept.type.shape[axis] ?? 0) - (low[axis] ?? 0));
  });
  return b.pad(kept, { low, high, interior: none, value: 0 });
}

export const tileCount = (rows: number): number => Math.ceil(rows / TILE);

/** A convolution in tiles: its matrices along each axis of space, and how many tiles there are. */
interface Tiling {
  readonly params: WinogradParams;
  readonly matrices: readonly WinogradMatrices[];
  readonly tiles: readonly number[];
}

function tilingOf(
  params: WinogradParams,
  w: TensorType,
  changed: (matrices: WinogradMatrices) => WinogradMatrices = (matrices) => matrices,
): Tiling {
  const matrices = tapsOf(params, w).map((extent) => changed(winogradMatrices(extent)));
  return { params, matrices, tiles: params.rows.map(tileCount) };
}

/** Each row of a matrix combines the values; the results stand beside each other along a new axis. */
const transformed = (
  b: Build,
  matrix: readonly (readonly number[])[],
  values: readonly Value[],
  axis: number,
): Value =>
  stacked(
    b,
    matrix.map((weights) => combination(b, weights, values)),
    axis,
  );

const transposed = (matrix: readonly (readonly number[])[]): number[][] =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0));

/** Axes of examples and tiles as one, between those of points and batch and the channels. */
function withTilesJoined(b: Build, { params: { batch, rows } }: Tiling, value: Value): Value {
  const { shape } = value.type;
  const lead = rows.length + batch;
  return b.reshape(value, {
    shape: [...shape.slice(0, lead), sizeOf(shape.slice(lead, -1)), shape.at(-1) ?? 0],
  });
}

/** [points..., batch..., examples · tiles, channels] of the images. */
function transformedImages(b: Build, tiling: Tiling, x: Value, taps: Shape): Value {
  const { params, matrices, tiles } = tiling;
  let images = paddedImages(b, params, x, taps);
  matrices.forEach(({ input }, space) => {
    const axis = space + params.batch + 1 + space;
    const windows = input.map((_, point) => strided(b, images, axis, point, tiles[space] ?? 0, TILE));
    images = transformed(b, input, windows, 0);
  });
  return withTilesJoined(b, tiling, images);
}

/** [points..., batch..., channels, outputs] of the kernel. */
const transformedKernel = (b: Build, { params, matrices }: Tiling, w: Value): Value =>
  matrices.reduce(
    (kernel, matrix, space) => transformed(b, matrix.kernel, partsAlong(b, kernel, space + params.batch), 0),
    w,
  );

/** The convolution in operations that have kernels, with its matrices or others in their place. */
export function tiledConvolution(
  b: Build,
  params: WinogradParams,
  x: Value,
  w: Value,
  changed?: (matrices: WinogradMatrices) => WinogradMatrices,
): Value {
  const tiling = tilingOf(params, w.type, changed);
  const { matrices, tiles } = tiling;
  const { batch, rows } = params;
  const products = b.matmul(
    transformedImages(b, tiling, x, tapsOf(params, w.type)),
    transformedKernel(b, tiling, w),
  );
  const outer = x.type.shape.slice(0, batch + 1);
  const outputs = w.type.shape.at(-1) ?? 0;
  const points = products.type.shape.slice(0, rows.length);
  let result = b.reshape(products, { shape: [...points, ...outer, ...tiles, outputs] });
  for (let space = rows.length - 1; space >= 0; space--) {
    const output = matrices[space]?.output ?? [];
    result = transformed(b, output, partsAlong(b, result, 0), space + batch + 1 + space + 1);
  }
  const whole = b.reshape(result, { shape: [...outer, ...tiles.map((count) => count * TILE), outputs] });
  return b.slice(whole, {
    start: whole.type.shape.map(() => 0),
    size: [...outer, ...rows, outputs],
    step: whole.type.shape.map(() => 1),
  });
}

/** The gradients by images and kernel: the transforms the other way round, with as few products. */
export function tiledGradients(
  b: Build,
  params: WinogradParams,
  x: Value,
  w: Value,
  cotangent: Value,
): readonly [images: Value, kernel: Value] {
  const tiling = tilingOf(params, w.type);
  const points = transformedCotangent(b, tiling, cotangent);
  const swapped = (value: Value): Value => {
    const rank = value.type.shape.length;
    return b.transpose(value, { permutation: [...new Array(rank - 2).keys(), rank - 1, rank - 2] });
  };
  const images = transformedImages(b, tiling, x, tapsOf(params, w.type));
  return [
    imagesGradient(b, tiling, x.type, b.matmul(points, swapped(transformedKernel(b, tiling, w)))),
    kernelGradient(b, tiling, b.matmul(swapped(images), points)),
  ];
}

/** [points..., batch..., examples · tiles, outputs] of the cotangent of the result. */
function transformedCotangent(b: Build, tiling: Tiling, cotangent: Value): Value {
  const { params, matrices, tiles } = tiling;
  const { batch, rows } = params;
  const { shape } = cotangent.type;
  const none = shape.map(() => 0);
  const missing = shape.map((_, axis) => {
    const space = axis - batch - 1;
    return space >= 0 && space < rows.length ? (tiles[space] ?? 0) * TILE - (rows[space] ?? 0) : 0;
  });
  const whole = b.pad(cotangent, { low: none, high: missing, interior: none, value: 0 });
  let points = b.reshape(whole, {
    shape: [...shape.slice(0, batch + 1), ...tiles.flatMap((count) => [count, TILE]), shape.at(-1) ?? 0],
  });
  matrices.forEach(({ output }, space) => {
    // Before it stand the points of the axes done; each of those has one axis left.
    const within = partsAlong(b, points, space + batch + 1 + space + 1);
    points = transformed(b, transposed(output), within, 0);
  });
  return withTilesJoined(b, tiling, points);
}

/** From [points..., batch..., examples · tiles, channels] back to images: what overlapping tiles read is added. */
function imagesGradient(b: Build, tiling: Tiling, x: TensorType, points: Value): Value {
  const { params, matrices, tiles } = tiling;
  const { batch, rows } = params;
  const outer = x.shape.slice(0, batch + 1);
  const channels = x.shape.at(-1) ?? 0;
  let images = b.reshape(points, {
    shape: [...points.type.shape.slice(0, rows.length), ...outer, ...tiles, channels],
  });
  for (let space = rows.length - 1; space >= 0; space--) {
    const parts = partsAlong(b, images, 0);
    images = overlapping(b, transposed(matrices[space]?.input ?? []), parts, space + batch + 1 + space);
  }
  return unpadded(b, params, x, images);
}

/**
 * Combinations of the values by each row of a matrix, of which row r lies r elements after the start of its tile along an axis of
 * tiles: [..., tiles, ...] to [..., (tiles + 1) · TILE, ...].
 */
function overlapping(
  b: Build,
  matrix: readonly (readonly number[])[],
  values: readonly Value[],
  axis: number,
): Value {
  const extent = values[0]?.type.shape[axis] ?? 0;
  const part = (value: Value, start: number, count: number): Value =>
    strided(b, value, axis, start, count, 1);
  const residues = Array.from({ length: TILE }, (_, residue) => {
    const own = combination(b, matrix[residue] ?? [], values);
    const beyond = matrix[residue + TILE];
    if (beyond === undefined) {
      const zero = b.fullLike(part(own, 0, 1), { value: 0 });
      return b.concatenate(own, zero, { axis });
    }
    const next = combination(b, beyond, values);
    const both = b.add(part(own, 1, extent - 1), part(next, 0, extent - 1));
    return b.concatenate(part(own, 0, 1), both, part(next, extent - 1, 1), { axis });
  });
  const { shape } = residues[0]?.type ?? { shape: [] };
  return b.reshape(stacked(b, residues, axis + 1), {
    shape: [...shape.slice(0, axis), (extent + 1) * TILE, ...shape.slice(axis + 1)],
  });
}

/** The part of padded images that are images; what no window reads has no gradient. */
function unpadded(b: Build, { batch, rows, starts }: WinogradParams, x: TensorType, padded: Value): Value {
  const none = x.shape.map(() => 0);
  const along = (
    of: (axis: number, space: number) => number,
    otherwise: (axis: number) => number,
  ): number[] =>
    none.map((_, axis) => {
      const space = axis - batch - 1;
      return space >= 0 && space < rows.length ? of(axis, space) : otherwise(axis);
    });
  const low = along(
    (_, space) => Math.max(0, -(starts[space] ?? 0)),
    () => 0,
  );
  const cut = along(
    (_, space) => Math.max(0, starts[space] ?? 0),
    () => 0,
  );
  const size = along(
    (axis) => {
      const wanted = (x.shape[axis] ?? 0) - (cut[axis] ?? 0);
      return Math.max(0, Math.min(wanted, (padded.type.shape[axis] ?? 0) - (low[axis] ?? 0)));
    },
    (axis) => x.shape[axis] ?? 0,
  );
  const high = x.shape.map((extent, axis) => extent - (cut[axis] ?? 0) - (size[axis] ?? 0));
  const kept = b.slice(padded, { start: low, size, step: none.map(() => 1) });
  return b.pad(kept, { low: cut, high, interior: none, value: 0 });
}

/** From [points..., batch..., channels, outputs] back to the kernel. */
function kernelGradient(b: Build, { params, matrices }: Tiling, points: Value): Value {
  let kernel = points;
  for (let space = matrices.length - 1; space >= 0; space--) {
    const weights = transposed(matrices[space]?.kernel ?? []);
    kernel = transformed(b, weights, partsAlong(b, kernel, 0), space + params.batch);
  }
  return kernel;
}
