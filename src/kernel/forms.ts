import type { Func } from '../ir/func.ts';
import type { Dtype, Shape, TensorType } from '../ir/types.ts';
import type { TensorData } from './data.ts';
import type { LaneProgram } from './lane.ts';

/** The coordinate along one axis of a buffer: `start + stride * index[axis]`; axis -1 makes it constant. */
export interface Coordinate {
  readonly axis: number;
  readonly stride: number;
  readonly start: number;
}

/** Where a point of a kernel's domain lies in a buffer: one coordinate for every axis of the buffer's shape. */
export type IndexMap = readonly Coordinate[];

/** What a kernel reads at a point of its domain. */
export type Operand =
  /** An element of an input. */
  | { readonly kind: 'buffer'; readonly input: number; readonly shape: Shape; readonly map: IndexMap }
  /** The point's own index along an axis, as u32. */
  | { readonly kind: 'index'; readonly coordinate: Coordinate }
  /**
   * An element of an input whose coordinate along `axis` is the i32 value of operand number `index`, clamped into
   * the axis; the map gives the other coordinates.
   */
  | {
      readonly kind: 'indirect';
      readonly input: number;
      readonly shape: Shape;
      readonly map: IndexMap;
      readonly axis: number;
      readonly index: number;
    };

/** Where a map kernel writes: an output, and the place of a point of the domain in it. */
export interface Target {
  readonly output: number;
  readonly shape: Shape;
  readonly map: IndexMap;
}

/** One result per point of the domain, by a lane program over the operands. */
export interface MapKernel {
  readonly form: 'map';
  readonly domain: Shape;
  readonly operands: readonly Operand[];
  readonly program: LaneProgram;
  readonly targets: readonly Target[];
}

/** The same memory under another shape. */
export interface AliasKernel {
  readonly form: 'alias';
}

/**
 * Results of a reduction: for each point of `domain`, the values of `program` over all points of `reduced` are
 * combined in the order of `kernel/order.ts`. Operands see the axes of `domain`, then those of `reduced`.
 * `combine` takes the accumulators, then the values, and gives the accumulators; `initial` starts them.
 */
export interface ReduceKernel {
  readonly form: 'reduce';
  readonly domain: Shape;
  readonly reduced: Shape;
  readonly operands: readonly Operand[];
  readonly program: LaneProgram;
  readonly combine: LaneProgram;
  readonly initial: readonly number[];
  /** The accumulators that are results, one per output. */
  readonly results: readonly number[];
}

/** The coordinate along an axis of a buffer that several axes of a domain move: `start` plus stride * index of each. */
export interface WindowCoordinate {
  readonly start: number;
  readonly terms: readonly { readonly axis: number; readonly stride: number }[];
}

/** An input of a contraction: its shape, and where a point of the domain lies in it. */
export interface ContractInput {
  readonly shape: Shape;
  readonly map: readonly WindowCoordinate[];
}

/** A box of indices. */
export interface Box {
  readonly start: readonly number[];
  readonly size: Shape;
}

/** Rows of a contraction that sum over the same terms. */
export interface ContractPart {
  readonly rows: Box;
  readonly reduced: Box;
}

/**
 * The contraction of inputs 0 and 1: C[batch, rows, j] = sum over reduced of A[batch, rows, reduced] B[batch, reduced, j],
 * with any number of axes of rows and of reduced axes, in the order of `kernel/order.ts`. A row sums over the terms of
 * its part, row-major; the parts hold each row once. Maps see the axes (batch..., rows..., reduced...) and
 * (batch..., reduced..., j).
 */
export interface ContractKernel {
  readonly form: 'contract';
  readonly batch: Shape;
  readonly rows: Shape;
  readonly reduced: Shape;
  readonly n: number;
  readonly a: ContractInput;
  readonly b: ContractInput;
  readonly parts: readonly ContractPart[];
}

/**
 * Adds rows of updates (input 1) to an output that starts at zero: for every row r, in increasing order,
 * `out[..., index[r], ...] += updates[..., r, ...]`; indices (input 0, i32) out of range are dropped.
 * The shapes are (outer, rows, inner) for updates and (outer, extent, inner) for the output.
 */
export interface ScatterKernel {
  readonly form: 'scatter';
  readonly dtype: Dtype;
  readonly outer: number;
  readonly rows: number;
  readonly extent: number;
  readonly inner: number;
}

/**
 * Running results along an axis, in the order of `kernel/order.ts`: `combine` takes the accumulator, which starts as
 * `initial`, and an element of every input, and gives the accumulator, which is the next element of the output.
 * Inputs and output have the shape (outer, extent, inner).
 */
export interface CumulativeKernel {
  readonly form: 'cumulative';
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
  readonly reverse: boolean;
  readonly combine: LaneProgram;
  readonly initial: number;
}

/** The positions (i32) that sort every row of u32 keys of the shape (rows, extent); equal keys keep their order. */
export interface SortKernel {
  readonly form: 'sort';
  readonly rows: number;
  readonly extent: number;
}

/** Several kernels that each write a part of the output, one after another. */
export interface PiecesKernel {
  readonly form: 'pieces';
  readonly pieces: readonly MapKernel[];
}

/** Elements that are known when the program is made. */
export interface DataKernel {
  readonly form: 'data';
  readonly type: TensorType;
  readonly data: TensorData;
}

/**
 * Matrix products added to input 0, one after another, by step or from the last step to the first: C[batch, i, j] =
 * initial[batch, i, j] + sum over q of A[batch, step, q, i] B[batch, step, q, j] + ..., each product a block of the sum.
 * Input 1 is A, input 2 is B.
 */
export interface AccumulateKernel {
  readonly form: 'accumulate';
  readonly batch: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly steps: number;
  readonly reverse: boolean;
}

/**
 * A function applied again and again. It takes the constants, the carries and one element of each slice input along
 * its leading axis, and gives the next carries and one element of each stacked output.
 */
export interface LoopKernel {
  readonly form: 'loop';
  /** Whether to go on, of the constants and the carries; null where the number of steps is `length`. */
  readonly condition: Func | null;
  readonly body: Func;
  readonly constants: number;
  readonly carries: number;
  readonly length: number;
  readonly reverse: boolean;
}

/** One of several functions of the inputs after the first: the one with the number that input 0 holds, clamped. */
export interface BranchKernel {
  readonly form: 'branch';
  readonly branches: readonly Func[];
}

/** A function of the inputs; its instructions take the place of the call before kernels are made. */
export interface InlineKernel {
  readonly form: 'inline';
  readonly func: Func;
}

/** What an operation is lowered to. */
export type Kernel =
  | DataKernel
  | MapKernel
  | AliasKernel
  | ReduceKernel
  | ContractKernel
  | ScatterKernel
  | PiecesKernel
  | AccumulateKernel
  | LoopKernel
  | CumulativeKernel
  | SortKernel
  | BranchKernel
  | InlineKernel;

/** The identity map of a shape: the domain is the buffer. */
export const identityMap = (shape: Shape): IndexMap =>
  shape.map((_, axis) => ({ axis, stride: 1, start: 0 }));

/** All indices of a shape. */
export const wholeBox = (shape: Shape): Box => ({ start: shape.map(() => 0), size: shape });

/** The map of an input whose axes are those of the domain, in the given order. */
export const windowMap = (axes: readonly number[]): WindowCoordinate[] =>
  axes.map((axis) => ({ start: 0, terms: [{ axis, stride: 1 }] }));

/** Whether a map reads every element of a buffer once, in order. */
export const isIdentityMap = (map: IndexMap, domain: Shape, shape: Shape): boolean =>
  domain.length === shape.length &&
  map.every(
    ({ axis, stride, start }, index) =>
      domain[index] === shape[index] &&
      start === 0 &&
      ((axis === index && stride === 1) || shape[index] === 1),
  );

/** The map of a buffer read through a view: `outer` gives a point of the view's shape, `view` a point of the buffer. */
export function composeMaps(view: IndexMap, outer: IndexMap): IndexMap {
  return view.map(({ axis, stride, start }) => composeCoordinate({ axis, stride, start }, outer));
}

/** One coordinate seen through an outer map. */
export function composeCoordinate(coordinate: Coordinate, outer: IndexMap): Coordinate {
  const inner = coordinate.axis < 0 ? undefined : outer[coordinate.axis];
  if (inner === undefined) return { axis: -1, stride: 0, start: coordinate.start };
  return {
    axis: inner.axis,
    stride: inner.axis < 0 ? 0 : coordinate.stride * inner.stride,
    start: coordinate.start + coordinate.stride * inner.start,
  };
}

/**
 * Where the points of a contraction's domain of `rank` axes lie in a buffer, whose element for a point of the input's
 * shape is `offset` and `strides` away.
 */
export function linearizeWindows(
  map: readonly WindowCoordinate[],
  buffer: { readonly offset: number; readonly strides: readonly number[] },
  rank: number,
): { offset: number; strides: number[] } {
  const strides = new Array<number>(rank).fill(0);
  let { offset } = buffer;
  map.forEach(({ start, terms }, own) => {
    const scale = buffer.strides[own] ?? 0;
    offset += scale * start;
    for (const { axis, stride } of terms) strides[axis] = (strides[axis] ?? 0) + scale * stride;
  });
  return { offset, strides };
}

/** A map as one affine function of the domain's index: offset and strides in elements of a contiguous buffer. */
export function linearize(map: IndexMap, shape: Shape, rank: number): { offset: number; strides: number[] } {
  const strides = new Array<number>(rank).fill(0);
  let offset = 0;
  let scale = 1;
  for (let index = shape.length - 1; index >= 0; index--) {
    const coordinate = map[index];
    if (coordinate !== undefined) {
      offset += scale * coordinate.start;
      if (coordinate.axis >= 0)
        strides[coordinate.axis] = (strides[coordinate.axis] ?? 0) + scale * coordinate.stride;
    }
    scale *= shape[index] ?? 1;
  }
  return { offset, strides };
}
