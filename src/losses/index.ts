export { accuracy } from './accuracy.ts';
export { type Bounds, boundsClip, boundsCost, makeBounds } from './bounds.ts';
export { crossEntropy } from './crossEntropy.ts';
export { type CtcLossOptions, ctcLoss } from './ctcLoss.ts';
export { klDivergence } from './klDivergence.ts';
export { l0NormApprox, l2SquaredNorm } from './parameterNorms.ts';
export {
  logSoftmax,
  logSoftmaxOfWholeArray,
  type SoftmaxOptions,
  softmax,
  softmaxOfWholeArray,
} from './softmax.ts';
export {
  type CostlessRange,
  firingRateCost,
  membraneCost,
  type VanRossumOptions,
  vanRossumDistance,
} from './spikeTrains.ts';
export { mse, sse } from './squaredError.ts';
