import { dtypeError, shapeError } from '../errors.ts';
import { FuncWriter } from '../ir/builder.ts';
import { Value } from '../ir/func.ts';
import type { BoxOfArray, One, Op, Two } from '../ir/op.ts';
import { checkShape, formatType, type Shape, sizeOf, type TensorType, tensorType } from '../ir/types.ts';
import type { ConvolveParams } from './convolve.ts';
import { magnitude } from './intervalRules.ts';
import { boundsOfProducts, errorOfSums, roundingsOfProduct, widened } from './intervalSums.ts';
import { TILE, type WinogradMatrices } from './winogradMatrices.ts';
import {
  builderOf,
  tapsOf,
  tileCount,
  tiledConvolution,
  tiledGradients,
  type WinogradParams,
} from './winogradTiles.ts';

function check(params: WinogradParams, x: TensorType, w: TensorType): void {
  const { batch, rows, starts } = params;
  checkShape('winogradConvolve', rows);
  if (x.dtype !== 'f32' || w.dtype !== 'f32')
    throw dtypeError(`winogradConvolve: expected f32, got ${formatType(x)} and ${formatType(w)}`);
  const rank = rows.length;
  const fits =
    x.shape.length === batch + rank + 2 &&
    w.shape.length === batch + rank + 2 &&
    starts.length === rank &&
    x.shape.slice(0, batch).every((extent, axis) => extent === w.shape[axis]) &&
    x.shape.at(-1) === w.shape.at(-2) &&
    tapsOf(params, w).every((extent) => extent >= 2 && extent <= 5);
  if (fits) return;
  throw shapeError(
    `winogradConvolve: expected images, a kernel of 2 to 5 along each of ${rank} axes and equal channels, ` +
      `got ${formatType(x)} and ${formatType(w)}`,
  );
}

/** The same convolution as `convolve` does it. */
function direct({ batch, rows, starts }: WinogradParams, x: TensorType): ConvolveParams {
  const single = (axis: number) => ({ start: 0, terms: [{ axis, stride: 1 }] });
  const windows = starts.map((start, space) => ({
    start,
    terms: [space + 1, rows.length + 1 + space].map((axis) => ({ axis, stride: 1 })),
  }));
  return {
    batch,
    rows: [x.shape[batch] ?? 0, ...rows],
    windows: [single(0), ...windows, single(2 * rows.length + 1)],
  };
}

/** Matrices whose transforms of sizes are no smaller than any sum of the transforms' terms. */
function sizesOf({ input, kernel, output }: WinogradMatrices): WinogradMatrices {
  const sizes = (matrix: readonly (readonly number[])[]) => matrix.map((row) => row.map(Math.abs));
  return { input: sizes(input), kernel: sizes(kernel), output: sizes(output) };
}

/** Roundings on the way of a term: of each transform as many as it adds, one for its factor, one more for that of the kernel. */
const roundingsOf = (params: WinogradParams, w: TensorType): number =>
  tapsOf(params, w).reduce((count, taps) => count + 2 * (taps + TILE) + taps + 2, 0) +
  roundingsOfProduct(w.shape.at(-2) ?? 0);

function expansion(params: WinogradParams, types: readonly TensorType[]) {
  const writer = new FuncWriter();
  const inputs = types.map((type) => new Value(type));
  const [x, w] = inputs as [Value, Value];
  return writer.finish('winogradConvolve', inputs, [tiledConvolution(builderOf(writer), params, x, w)]);
}

/** The whole tiles around a box of the result, and the part of the images that they read. */
function tilesAround(params: WinogradParams, x: TensorType, taps: Shape, { start, size }: BoxOfArray) {
  const { batch, rows, starts } = params;
  return rows.map((extent, space) => {
    const axis = batch + 1 + space;
    const first = Math.floor((start[axis] ?? 0) / TILE) * TILE;
    const end = Math.min(extent, Math.ceil(((start[axis] ?? 0) + (size[axis] ?? 0)) / TILE) * TILE);
    const from = (starts[space] ?? 0) + first;
    const low = Math.min(x.shape[axis] ?? 0, Math.max(0, from));
    const reach = tileCount(end - first) * TILE + (taps[space] ?? 1) - 1;
    const high = Math.min(x.shape[axis] ?? 0, Math.max(low, from + reach));
    return { first, count: end - first, low, read: high - low, start: from - low };
  });
}

/**
 * The sum over windows one element apart of the images times a kernel, as `convolve`, by the minimal filtering of Winograd: in
 * tiles of 4 by 4 results, which take the products of two transformed tiles (49 for 4 x 4 kernels instead of 256). It rounds
 * otherwise than `convolve`. Images are [batch..., examples, space..., channels], the kernel [batch..., space..., channels, outputs], of
 * 2 to 5 elements along each axis.
 * Source: Winograd, Arithmetic Complexity of Computations, 1980; Lavin, Gray, arXiv 1509.09308.
 */
export const winogradConvolve: Op<Two, WinogradParams, One> = {
  name: 'winogradConvolve',
  infer: (types, params) => {
    const [x, w] = types;
    if (x === undefined || w === undefined)
      throw shapeError(`winogradConvolve: expected two inputs, got ${types.length}`);
    check(params, x, w);
    return [tensorType('f32', [...x.shape.slice(0, params.batch + 1), ...params.rows, w.shape.at(-1) ?? 0])];
  },
  vjp: (b, { inputs: [x, w], params, cotangents: [c] }) =>
    c === null ? [null, null] : tiledGradients(b, params, x, w, c),
  interval: (b, { inputs: [x, w], params }) => {
    const convolution = direct(params, x.lower.type);
    const terms = sizeOf(w.lower.type.shape.slice(params.batch, -1));
    const exact = boundsOfProducts(b, [x, w], (left, right) => b.convolve(left, right, convolution), terms);
    const sizes = tiledConvolution(b, params, magnitude(b, x), magnitude(b, w), sizesOf);
    return [widened(b, exact, errorOfSums(b, sizes, roundingsOf(params, w.lower.type)))];
  },
  batch: (_, { inputs, params, emit }) => emit(inputs, { ...params, batch: params.batch + 1 }),
  // Only whole tiles: the bits of a result depend on all of its tile.
  part: (b, { inputs: [x, w], params, partOf }, box) => {
    if (box.size.includes(0)) return null;
    const { batch } = params;
    const around = tilesAround(params, x.type, tapsOf(params, w.type), box);
    const [outer, columns] = [batch + 1, x.type.shape.length - 1];
    const images = partOf(x, {
      start: [...box.start.slice(0, outer), ...around.map(({ low }) => low), 0],
      size: [...box.size.slice(0, outer), ...around.map(({ read }) => read), x.type.shape.at(-1) ?? 0],
    });
    const kernel = partOf(w, {
      start: [
        ...box.start.slice(0, batch),
        ...w.type.shape.slice(batch, -1).map(() => 0),
        box.start[columns] ?? 0,
      ],
      size: [...box.size.slice(0, batch), ...w.type.shape.slice(batch, -1), box.size[columns] ?? 0],
    });
    const tiles = b.winogradConvolve(images, kernel, {
      batch,
      rows: around.map(({ count }) => count),
      starts: around.map(({ start }) => start),
    });
    return b.slice(tiles, {
      start: [
        ...new Array<number>(outer).fill(0),
        ...around.map(({ first }, space) => (box.start[outer + space] ?? 0) - first),
        0,
      ],
      size: box.size,
      step: box.size.map(() => 1),
    });
  },
  lower: (types, params) => ({ form: 'inline', func: expansion(params, types) }),
  traits: { inlined: true },
};
