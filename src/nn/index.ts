export {
  type AhpLif,
  type AhpLifOptions,
  type AhpLifParameters,
  type AhpLifRecording,
  type AhpLifState,
  ahpLif,
} from './ahpLif.ts';
export {
  type Alif,
  type AlifOptions,
  type AlifParameters,
  type AlifRecording,
  type AlifState,
  alif,
} from './alif.ts';
export { conv1d } from './conv1d.ts';
export { conv2d } from './conv2d.ts';
export type { Convolution, ConvolutionOptions, ConvolutionParameters } from './convolution.ts';
export { type Dropout, type DropoutState, dropout } from './dropout.ts';
export {
  type ExpSmooth,
  type ExpSmoothOptions,
  type ExpSmoothParameters,
  type ExpSmoothRecording,
  type ExpSmoothState,
  expSmooth,
} from './expSmooth.ts';
export {
  type ExpSyn,
  type ExpSynOptions,
  type ExpSynParameters,
  type ExpSynState,
  expSyn,
} from './expSyn.ts';
export { type Family, familyOf, inFamilies } from './families.ts';
export { ffwdStack, type Stacked } from './ffwdStack.ts';
export { flatten } from './flatten.ts';
export { type Initializer, kaiming, normal, uniformSqrt, unitEigenvalues, xavier } from './initializers.ts';
export { type Instant, type InstantOptions, instant } from './instant.ts';
export {
  type Lif,
  type LifOptions,
  type LifParameters,
  type LifRecording,
  type LifState,
  lif,
} from './lif.ts';
export { type Linear, type LinearOptions, type LinearParameters, linear } from './linear.ts';
export type { NoiseOptions, NoiseState } from './membraneNoise.ts';
export type { AnyModule, Empty, Module, ModuleResult, ParametersOf, RecordingOf, StateOf } from './module.ts';
export { ModuleError, type ModuleErrorDetails } from './moduleError.ts';
export { type ModuleFunctions, type ModuleOf, moduleOf, type StatefulFunctions } from './moduleOf.ts';
export { ecgLsnn, type Lsnn, type LsnnOptions, speechLsnn } from './networks/lsnn.ts';
export { type PaperCnn, type PaperCnnOptions, paperCnn } from './networks/paperCnn.ts';
export { type ResNet32, type ResNet32Options, resNet32 } from './networks/resNet32.ts';
export type { NeuronParameter } from './neuronParameter.ts';
export {
  type BatchNormalisationOptions,
  type BatchNormalisationState,
  batchNormalisation,
  layerNormalisation,
  type NormalisationOptions,
  type NormalisationParameters,
} from './normalisation.ts';
export type { PartPath, TensorPath, WithoutPaths } from './paths.ts';
export { avgPool, maxPool } from './pooling.ts';
export type { Product, ProductByPath } from './product.ts';
export {
  type Rate,
  type RateOptions,
  type RateParameters,
  type RateRecording,
  type RateState,
  rate,
} from './rate.ts';
export { type RateActivation, rateActivations } from './rateActivations.ts';
export { lastStep, maxOverTime, meanOverTime, spikeCount } from './readouts.ts';
export { residual } from './residual.ts';
export {
  type Sequential,
  type SequentialParameters,
  type SequentialRecording,
  type SequentialState,
  sequential,
} from './sequential.ts';
export { logSoftmax, softmax } from './softmax.ts';
export { type Surrogate, spike } from './spike.ts';
export { type LayerSummary, type NetworkSummary, summary } from './summary.ts';
export {
  arctangent,
  exponential,
  fastSigmoid,
  periodicExponential,
  piecewiseLinear,
  triangular,
} from './surrogates.ts';
export { type TieSource, tied } from './tied.ts';
export { timeDistributed } from './timeDistributed.ts';
export { forEvaluation, forStatistics, forTraining, withStatisticsOf } from './trainingMode.ts';
