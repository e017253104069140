export {
  type AdagradOptions,
  type AverageState,
  adagrad,
  averageUpdates,
  type SumSquaresOptions,
  type SumSquaresState,
  scaleByRootSumSquares,
} from './adagrad.ts';
export { type AdamOptions, type AdamState, type AdamWOptions, adam, adamW, scaleByAdam } from './adam.ts';
export { type ChainState, chain } from './chain.ts';
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clipping.ts';
export {
  applyUpdates,
  type EmptyState,
  type GradientTransformation,
  type Moments,
} from './gradientTransformation.ts';
export { type MomentumOptions, type MomentumState, momentum } from './momentum.ts';
export { type RmsOptions, type RmspropOptions, type RmsState, rmsprop, scaleByRms } from './rmsprop.ts';
export { type LearningRateState, scale, scaleByLearningRate } from './scale.ts';
export {
  type CosineDecayOptions,
  constantSchedule,
  cosineDecay,
  type ExponentialDecayOptions,
  exponentialDecay,
  joinSchedules,
  linearSchedule,
  type PolynomialOptions,
  piecewiseConstant,
  polynomialSchedule,
  type Schedule,
  type WarmupCosineDecayOptions,
  type WarmupOptions,
  warmupConstant,
  warmupCosineDecay,
  warmupExponentialDecay,
} from './schedules.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export { addDecayedWeights, type WeightDecayOptions } from './weightDecay.ts';
