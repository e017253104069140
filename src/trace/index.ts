export { diagonal, outer, repeat, split, tile, tril, triu } from './arranging.ts';
export type { ReduceOptions } from './axes.ts';
export { maxAt, minAt, mulAt } from './combining.ts';
export { cond, foriLoop, map, switchCase, whileLoop } from './controlFlow.ts';
export { type ConvolutionAlgorithm, type ConvolveOptions, convolve, type KernelLayout } from './convolve.ts';
export {
  arange,
  eye,
  full,
  linspace,
  ones,
  type TensorOptions,
  type TensorSource,
  tensor,
  zeros,
} from './creation.ts';
export { type CumulativeOptions, cumprod, cumsum, linearRecurrence } from './cumulative.ts';
export { customBounds } from './customBounds.ts';
export { type CustomGradient, checkpoint, customGradient, gradientClip } from './customGradient.ts';
export { differenceBounds } from './differenceBounds.ts';
export { floorDivide, mod, remainder } from './division.ts';
export { einsum } from './einsum.ts';
export { atan2, ceil, floor, round, rsqrt, softplus, trunc } from './elementwise.ts';
export { type FloatLeaves, floatLeaves, mapFloats, zipFloats } from './floatLeaves.ts';
export {
  add,
  concatenate,
  cos,
  div,
  erf,
  expm1,
  iota,
  isFinite,
  logsumexp,
  matmul,
  maximum,
  minimum,
  mul,
  oneHot,
  pow,
  type SliceRange,
  sin,
  slice,
  stack,
  stopGradient,
  sub,
  where,
} from './functions.ts';
export { type Bounds, intervalBounds } from './intervalBounds.ts';
export type { Nested } from './nested.ts';
export { type AveragePoolOptions, avgPool, maxPool, type PoolOptions } from './pooling.ts';
export { literalType, promoteTypes } from './promotion.ts';
export {
  all,
  any,
  median,
  prod,
  type QuantileMethod,
  type QuantileOptions,
  quantile,
  std,
  variance,
} from './reducing.ts';
export { type ScanOptions, scan } from './scan.ts';
export { argsort, type SortOptions, sort, takeAlongAxis, topK } from './sorting.ts';
export { type PadMode, pad, type TakeMode, take } from './taking.ts';
export { asTensor, Tensor, type TensorLike } from './tensor.ts';
export { type GradOptions, grad, valueAndGrad, vjp, type WithAux } from './transform.ts';
export { addAt, dynamicSlice, dynamicUpdateSlice, setAt } from './updating.ts';
export { type BatchAxis, type VmapOptions, vmap } from './vmap.ts';
export type { DataLayout, Padding, PerAxis } from './windows.ts';
