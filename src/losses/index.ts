export { type Bounds, boundsClip, boundsCost, makeBounds } from './bounds.ts';
export { crossEntropy } from './crossEntropy.ts';
export { klDivergence } from './klDivergence.ts';
export { l0NormApprox, l2SquaredNorm } from './parameterNorms.ts';
export {
  logSoftmax,
  logSoftmaxOfWholeArray,
  type SoftmaxOptions,
  softmax,
  softmaxOfWholeArray,
} from './softmax.ts';
export { mse, sse } from './squaredError.ts';
