export {
  type AdversarialLossOptions,
  type AdversarialLossTerms,
  adversarialLoss,
  adversarialLossWithTerms,
} from './adversarialLoss.ts';
export { checkedDataSet, type DataSet, type Sample, type SampleSource } from './dataSet.ts';
export {
  type FitCheckpoint,
  type FitOptions,
  type FitProgress,
  type FitResult,
  fit,
  meanByEpoch,
} from './fit.ts';
export * from './methods/index.ts';
export { type NotFiniteDetails, NotFiniteError } from './notFiniteError.ts';
export {
  type LossTerms,
  type StepReport,
  type TrainingLoss,
  type TrainingState,
  trainingStep,
} from './trainingStep.ts';
export { type RunningStatisticsOptions, withRunningStatistics } from './withRunningStatistics.ts';
