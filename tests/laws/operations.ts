import type { Op } from '../../src/ir/op.ts';
import { type Dtype, dtypes, type Shape, sizeOf, type TensorType, tensorType } from '../../src/ir/types.ts';
import * as ops from '../../src/ops/index.ts';
import type { Choices } from './choices.ts';
import {
  chooseBranch,
  chooseCall,
  chooseCustomBounds,
  chooseCustomGradient,
  chooseScan,
  chooseWhileLoop,
} from './loops.ts';
import { someData } from './values.ts';

type Catalogue = typeof ops;
type ParamsOf<Definition> =
  Definition extends Op<infer _Inputs, infer Params, infer _Outputs> ? Params : never;

/** Names of the operations that take parameters. */
export type ParametricName = {
  [Name in keyof Catalogue]: undefined extends ParamsOf<Catalogue[Name]> ? never : Name;
}[keyof Catalogue];
/** Names of the operations without parameters. */
export type PlainName = Exclude<keyof Catalogue, ParametricName>;

/** What an operation may be applied to. */
export interface Sample<Params = unknown> {
  readonly types: readonly TensorType[];
  readonly params: Params;
}

/** Chooses inputs and parameters of an operation around a given type; null where that type will not do. */
type Row<Params> = (choices: Choices, x: TensorType) => Sample<Params> | null;

const numbers = ['f32', 'i32', 'u32'] as const;
const extents = [2, 1, 3, 4, 5, 7, 8, 9, 17, 0];
const MAX_SIZE = 700;

/** A type: any element type, up to four axes, extents with all tails of a vector, sometimes 0 or long. */
export function chooseType(choices: Choices): TensorType {
  const dtype = choices.pick([...dtypes].reverse());
  if (choices.onceIn(10)) return tensorType(dtype, [choices.pick([256, 257, 300, 515])]);
  const rank = choices.below(5);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const extent = choices.onceIn(5) ? choices.pick(extents) : choices.pick(extents.slice(0, -2));
    shape.push(sizeOf(shape) * extent > MAX_SIZE ? 1 : extent);
  }
  return tensorType(dtype, shape);
}

/** The type, with another element type where its own is not among those allowed. */
const among = (choices: Choices, { dtype, shape }: TensorType, allowed: readonly Dtype[]): TensorType =>
  tensorType(allowed.includes(dtype) ? dtype : choices.pick(allowed), shape);

const someAxes = (choices: Choices, shape: Shape): number[] =>
  [...shape.keys()].filter(() => !choices.onceIn(2));

function chooseShape(choices: Choices, size: number): number[] {
  const shape: number[] = [];
  let rest = size;
  for (const factor of [2, 3, 5, 7]) {
    if (rest > 0 && rest % factor === 0 && choices.onceIn(2)) {
      shape.push(factor);
      rest /= factor;
    }
  }
  shape.splice(choices.below(shape.length + 1), 0, rest);
  if (choices.onceIn(3)) shape.splice(choices.below(shape.length + 1), 0, 1);
  return shape;
}

function chooseSlice(choices: Choices, extent: number): { start: number; size: number; step: number } {
  if (choices.onceIn(3)) return { start: 0, size: extent, step: 1 };
  const step = choices.pick([1, 2, 3, -1, -2]);
  const most = Math.ceil(extent / Math.abs(step));
  const size = most === 0 || choices.onceIn(9) ? 0 : 1 + choices.below(most);
  const room = extent - 1 - (size - 1) * Math.abs(step);
  const low = size === 0 ? 0 : choices.below(room + 1);
  return { start: step > 0 || size === 0 ? low : low + (size - 1) * Math.abs(step), size, step };
}

function reduction(allowed: readonly Dtype[]): Row<{ readonly axes: readonly number[] }> {
  return (choices, x) => ({
    types: [among(choices, x, allowed)],
    params: { axes: someAxes(choices, x.shape) },
  });
}

/** A reduction that needs elements to reduce. */
const extreme: Row<{ readonly axes: readonly number[] }> = (choices, x) => ({
  types: [among(choices, x, numbers)],
  params: { axes: someAxes(choices, x.shape).filter((axis) => x.shape[axis] !== 0) },
});

const position: Row<{ readonly axis: number }> = (choices, x) => {
  const axis = choices.below(x.shape.length);
  return (x.shape[axis] ?? 0) > 0 ? { types: [among(choices, x, numbers)], params: { axis } } : null;
};

/** Windows of one or two axes, whose parts may lie outside of the input, over axes in either order. */
const convolution: Row<ParamsOf<Catalogue['convolve']>> = (choices) => {
  const batch = choices.onceIn(3) ? [2] : [];
  const spatial = 1 + choices.below(2);
  const [examples, channels, columns] = [
    choices.pick([1, 2, 3, 5]),
    choices.pick([1, 2, 4, 5]),
    choices.pick([1, 3, 4, 9]),
  ];
  const extents = Array.from({ length: spatial }, () => choices.pick([4, 1, 3, 6]));
  const taps = extents.map(() => choices.pick([1, 2, 3, 4]));
  const rows = extents.map(() => choices.pick([1, 2, 3, 5]));
  const rank = 1 + spatial;
  const windows = extents.map((_, axis) => ({
    start: choices.below(7) - 3,
    terms: [
      { axis: 1 + axis, stride: choices.pick([1, 2, -1, 3, -2]) },
      { axis: rank + axis, stride: choices.pick([1, -1, 2]) },
    ],
  }));
  const first = { start: 0, terms: [{ axis: 0, stride: 1 }] };
  const last = { start: 0, terms: [{ axis: rank + spatial, stride: 1 }] };
  const channelsLast = !choices.onceIn(2);
  return {
    types: [
      tensorType('f32', [
        ...batch,
        ...(channelsLast ? [examples, ...extents, channels] : [channels, examples, ...extents]),
      ]),
      tensorType('f32', [...batch, ...taps, channels, columns]),
    ],
    params: {
      batch: batch.length,
      rows: [examples, ...rows],
      windows: channelsLast ? [first, ...windows, last] : [last, first, ...windows],
    },
  };
};

/** Images of one or two axes of space, with all of their windows, that read each element. */
const winograd: Row<ParamsOf<Catalogue['winogradConvolve']>> = (choices) => {
  const batch = choices.onceIn(3) ? [2] : [];
  const extents = Array.from({ length: 1 + choices.below(2) }, () => choices.pick([9, 5, 6]));
  const taps = extents.map(() => choices.pick([2, 3, 4, 5]));
  const zeros = taps.map((extent) => choices.below(extent));
  const [channels, columns] = [choices.pick([1, 3, 4]), choices.pick([1, 4, 5])];
  return {
    types: [
      tensorType('f32', [...batch, choices.pick([1, 2]), ...extents, channels]),
      tensorType('f32', [...batch, ...taps, channels, columns]),
    ],
    params: {
      batch: batch.length,
      rows: extents.map((extent, axis) => extent + 2 * (zeros[axis] ?? 0) - (taps[axis] ?? 0) + 1),
      starts: zeros.map((count) => -count),
    },
  };
};

/** Windows inside of a shape, overlapping or not. */
function chooseWindows(choices: Choices, shape: Shape): { window: number[]; strides: number[] } {
  const window = shape.map((extent) => Math.min(extent, choices.pick([1, 2, 3])));
  return { window, strides: shape.map(() => choices.pick([1, 2, 3])) };
}

const pool: Row<ParamsOf<Catalogue['windowMax']>> = (choices, x) =>
  x.shape.includes(0) || x.shape.length > 3
    ? null
    : { types: [among(choices, x, numbers)], params: chooseWindows(choices, x.shape) };

const placed: Row<ParamsOf<Catalogue['placeWindows']>> = (choices, { dtype, shape: own }) => {
  const shape = own.slice(0, 3);
  if (shape.includes(0)) return null;
  const { window, strides } = chooseWindows(choices, shape);
  const apart = strides.map((stride, axis) => Math.max(stride, window[axis] ?? 1));
  const output = shape.map((extent, axis) => Math.floor((extent - window[axis]!) / apart[axis]!) + 1);
  return {
    types: Array.from({ length: sizeOf(window) }, () => tensorType(dtype, output)),
    params: { shape, window, strides: apart },
  };
};
const cumulative =
  (count: number, allowed: readonly Dtype[]): Row<{ readonly axis: number; readonly reverse: boolean }> =>
  (choices, x) => {
    if (x.shape.length === 0) return null;
    const type = among(choices, x, allowed);
    const params = { axis: choices.below(x.shape.length), reverse: choices.onceIn(2) };
    return { types: new Array<TensorType>(count).fill(type), params };
  };

const around = (shape: Shape, axis: number): Shape => shape.map((extent, own) => (own === axis ? 3 : extent));

/** One row for each operation that takes parameters: the compiler asks for the row of a new one. */
const rows: { readonly [Name in ParametricName]: Row<ParamsOf<Catalogue[Name]>> } = {
  constant: (choices, x) => ({ types: [], params: { type: x, data: someData(x, choices) } }),
  scan: (choices) => chooseScan(choices),
  switchCase: (choices) => chooseBranch(choices),
  whileLoop: (choices) => chooseWhileLoop(choices),
  call: (choices) => chooseCall(choices),
  checkpoint: (choices) => chooseCall(choices),
  customBounds: (choices) => chooseCustomBounds(choices),
  customGradient: (choices) => chooseCustomGradient(choices),
  accumulateProducts: (choices) => {
    const batch = choices.pick([[], [2], [2, 2]]);
    const [m, n] = [choices.pick([3, 1, 4, 5, 17]), choices.pick([2, 1, 4, 9, 33])];
    const [steps, k] = [choices.pick([3, 1, 0, 2, 40]), choices.pick([2, 1, 8, 0, 11])];
    const shapes = [
      [m, n],
      [steps, k, m],
      [steps, k, n],
    ];
    return {
      types: shapes.map((shape) => tensorType('f32', [...batch, ...shape])),
      params: { reverse: choices.onceIn(2) },
    };
  },
  iota: (choices, { shape }) =>
    shape.length === 0 ? null : { types: [], params: { shape, axis: choices.below(shape.length) } },
  fullLike: (choices, x) => ({
    types: [x],
    params: { value: choices.pick(x.dtype === 'f32' ? [1, -0, 2.5, NaN] : [1, 0]) },
  }),
  convolve: convolution,
  winogradConvolve: winograd,
  windowMax: pool,
  windowSum: pool,
  placeWindows: placed,
  cast: (choices, x) => ({ types: [x], params: { dtype: choices.pick(dtypes) } }),
  bitcast: (choices, x) => ({
    types: [among(choices, x, numbers)],
    params: { dtype: choices.pick(numbers) },
  }),
  gather: (choices, x) => {
    const axis = choices.below(x.shape.length);
    if (x.shape[axis] === undefined) return null;
    const index = x.shape[axis] === 0 ? [0] : choices.pick([[3], [], [5], [2, 2], [1], [0]]);
    return { types: [x, tensorType('i32', index)], params: { axis } };
  },
  scatterAdd: (choices, x) => {
    const own =
      x.shape.length === 3
        ? x.shape
        : choices.pick([
            [2, 3, 4],
            [1, 7, 1],
            [3, 1, 5],
            [2, 5, 0],
          ]);
    const updates = among(choices, tensorType(x.dtype, own), numbers);
    return { types: [tensorType('i32', [own[1] ?? 0]), updates], params: { extent: choices.below(6) } };
  },
  reshape: (choices, x) => ({
    types: [x],
    params: { shape: choices.onceIn(4) ? x.shape : chooseShape(choices, sizeOf(x.shape)) },
  }),
  transpose: (choices, x) => {
    const axes = [...x.shape.keys()];
    const permutation = x.shape.map(() => axes.splice(choices.below(axes.length), 1)[0]!);
    return { types: [x], params: { permutation } };
  },
  broadcastTo: (choices, x) => {
    const room = Math.max(1, Math.floor(MAX_SIZE / Math.max(1, sizeOf(x.shape))));
    const wide = Math.min(room, choices.pick([1, 2, 3, 5]));
    const own = x.shape.map((extent) => (extent === 1 && choices.onceIn(2) ? wide : extent));
    const lead = choices.onceIn(2) && sizeOf(own) * 3 <= MAX_SIZE && own.length < 4 ? [3] : [];
    return { types: [x], params: { shape: [...lead, ...own] } };
  },
  slice: (choices, x) => {
    const parts = x.shape.map((extent) => chooseSlice(choices, extent));
    return {
      types: [x],
      params: {
        start: parts.map(({ start }) => start),
        size: parts.map(({ size }) => size),
        step: parts.map(({ step }) => step),
      },
    };
  },
  flip: (choices, x) => ({ types: [x], params: { axes: someAxes(choices, x.shape) } }),
  pad: (choices, x) => {
    const counts = (most: number): number[] => x.shape.map(() => choices.below(most + 1));
    const most = x.shape.length > 2 ? 1 : 2;
    const value = choices.pick(x.dtype === 'f32' ? [0, -0, 1.5, -Infinity, NaN] : [0, 1]);
    return { types: [x], params: { low: counts(most), high: counts(most), interior: counts(1), value } };
  },
  concatenate: (choices, x) => {
    if (x.shape.length === 0) return null;
    const axis = choices.below(x.shape.length);
    const other = tensorType(x.dtype, around(x.shape, axis));
    return { types: choices.pick([[x], [x, x], [x, other], [other, x, other]]), params: { axis } };
  },
  sum: reduction(numbers),
  prod: reduction(numbers),
  max: extreme,
  min: extreme,
  all: reduction(['bool']),
  any: reduction(['bool']),
  argmax: position,
  argmin: position,
  cumsum: cumulative(1, numbers),
  cumprod: cumulative(1, numbers),
  linearRecurrence: cumulative(2, ['f32']),
};

/** Rows for operations without parameters that are not element-wise. */
const plainRows: { readonly [Name in PlainName]?: Row<undefined> } = {
  barrier: (_, x) => ({ types: [x], params: undefined }),
  argsort: (_, { shape }) =>
    shape.length === 0 ? null : { types: [tensorType('u32', shape)], params: undefined },
  matmul: (choices, { shape }) => {
    const [m = 3, k = 2] = shape.slice(-2);
    const n = choices.pick([1, 2, 4, 5, 8, 9]);
    const batch = shape.slice(0, -2);
    const [a, b] = [
      [...batch, m, k],
      [...batch, k, n],
    ];
    return { types: [tensorType('f32', a), tensorType('f32', b)], params: undefined };
  },
};

/** A sample of an element-wise operation: its lane program says what it takes. */
function laneSample(op: Op, choices: Choices, x: TensorType): Sample | null {
  const { lane, dtypes: allowed } = op.traits;
  if (lane === undefined || allowed === undefined) return null;
  const { dtype } = among(choices, x, allowed);
  const { inputs } = lane([dtype, dtype, dtype, dtype]);
  return { types: inputs.map((own) => tensorType(own, x.shape)), params: undefined };
}

const allRows: Readonly<Record<string, Row<unknown> | undefined>> = { ...rows, ...plainRows };

/** Whether samples of an operation can be made. */
export const hasSamples = (op: Op): boolean => op.name in allRows || op.traits.lane !== undefined;

/** Inputs and parameters of an operation, around a type. */
export function chooseSample(op: Op, choices: Choices, x: TensorType): Sample | null {
  const row = allRows[op.name];
  return row === undefined ? laneSample(op, choices, x) : row(choices, x);
}

/** The operations of the catalogue. */
export const operations: readonly Op[] = Object.values(ops);
