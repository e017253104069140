import { div, type Tensor } from '../../trace/index.ts';
import { largestSize, type Scope } from '../scope.ts';
import { scaleToSteps } from './rounding.ts';

/** Weights in the range of the array, and what its outputs are multiplied by digitally. */
export interface RemappedWeights {
  /** The largest is 1 in size. */
  readonly weights: Tensor;
  /** Weights times scales are the weights given; 1 where these are all 0. */
  readonly scales: Tensor;
}

/**
 * Weights that fill the range ±1 of an array, and the digital scales that undo it: w = scale · (w / scale), scale = max|w| of the tensor or of each
 * output. A product with it is `inputs.matmul(weights).mul(scales)`. The scale is a constant to gradients.
 * Source: aihwkit 1.1.0, `WeightRemapType`.
 */
export function remapWeights(weights: Tensor, scope: Scope = 'tensor'): RemappedWeights {
  const toOne = scaleToSteps(1, largestSize(scope, weights));
  return { weights: weights.mul(toOne), scales: div(1, toOne) };
}
