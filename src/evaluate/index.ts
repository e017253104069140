export { type AblateOptions, type AblationRow, ablate } from './ablate.ts';
export {
  type ComparedNetwork,
  type CompareMethodsOptions,
  compareMethods,
} from './compareMethods.ts';
export {
  type ComparisonCell,
  type ComparisonLandscape,
  type ComparisonRow,
  comparisonCells,
  comparisonLandscapes,
} from './comparison.ts';
export {
  type EvaluateHardwareOptions,
  type EvaluateMismatchOptions,
  evaluateHardware,
  evaluateMismatch,
  type HardwareRow,
  type KeyOrder,
  type MismatchChipsOptions,
  type MismatchRow,
  mismatchChips,
} from './evaluateMismatch.ts';
export { computeFingerprint, type Fingerprint } from './fingerprint.ts';
export { hashNumbers } from './hashNumbers.ts';
export {
  type LandscapeOptions,
  type LossLandscape,
  type LossLandscapeOptions,
  type LossPlane,
  lossLandscape,
  lossPlane,
} from './lossLandscape.ts';
export { type Interval, type IntervalOptions, meanInterval } from './meanInterval.ts';
export type { ChipMetric, Metric } from './meanMetric.ts';
export {
  hardwareMeasurement,
  landscapeMeasurement,
  type Measurement,
  mismatchMeasurement,
  verifiedMeasurement,
  worstCaseMeasurement,
} from './measurements.ts';
export { parameterBounds } from './parameterBounds.ts';
export { publishedFingerprint } from './publishedFingerprint.ts';
export { type DirectionOptions, randomDirection } from './randomDirection.ts';
export { type MeasuredChips, type Run, type RunNetwork, readRunFile, writeRunFile } from './runFile.ts';
export {
  type AttackSensitivityOptions,
  attackSensitivity,
  type GroupOptions,
  type MismatchSensitivityRow,
  type SensitivityOptions,
  type SensitivityRow,
  sensitivity,
} from './sensitivity.ts';
export { slopeOf } from './slopeOf.ts';
export { type Statistics, statistics } from './statistics.ts';
export { type AdversarialSettings, trainedAgainst } from './trainedAgainst.ts';
export {
  networksOf,
  runTutorial,
  runTutorialNetwork,
  stepsPerEpoch,
  type TutorialHooks,
  type TutorialNetworkResult,
  type TutorialParameters,
  tutorialNetwork,
  tutorialResult,
  tutorialRun,
} from './tutorial.ts';
export {
  type ChangedSetting,
  type Comparison,
  changedSettings,
  compareWithReference,
  type MeanAndStd,
  type ReferenceRow,
  type RelativeDifference,
  referenceRow,
  tutorialReference,
  tutorialSettings,
} from './tutorialReference.ts';
export type {
  LevelResult,
  NetworkName,
  TableRow,
  TrainingResult,
  TutorialResult,
  TutorialSettings,
  TutorialVersions,
} from './tutorialResult.ts';
export { type VerifiedAccuracyOptions, type VerifiedRow, verifiedAccuracy } from './verifiedAccuracy.ts';
export { type WorstCaseOptions, type WorstCaseRow, worstCase } from './worstCase.ts';
export { type Yield, type YieldOptions, yieldOf } from './yieldOf.ts';
