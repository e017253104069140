export { type BatchesOptions, batches } from './batches.ts';
export { type DigitFile, type Digits, type DigitsOptions, digitsOf } from './digitsOf.ts';
export { drawTutorialWeights } from './drawTutorialWeights.ts';
export { type LabelledImages, readCifar10 } from './files/cifar10.ts';
export { type CsvOptions, type CsvTable, readCsv } from './files/csv.ts';
export { type DataArray, type DataElements, type ToTensorOptions, toTensor } from './files/dataArray.ts';
export { readIdx } from './files/idx.ts';
export { readNpy, readNpz } from './files/npy.ts';
export { readTimeSeries, type TimeSeries } from './files/timeSeries.ts';
export { readWav, type Sound } from './files/wav.ts';
export { inMemory } from './inMemory.ts';
export { mapSamples } from './mapSamples.ts';
export {
  type DrawnSamples,
  drawMultiClassRandomSinMapping,
  type MultiClassRandomSinMappingOptions,
} from './multiClassRandomSinMapping.ts';
export { type RasterOptions, rasterOfEvents, type SpikeEvent } from './rasterOfEvents.ts';
export { type SamplesOptions, samplesOf } from './samplesOf.ts';
export { shuffled } from './shuffled.ts';
export { type FilterBankOptions, filterBank } from './sound/filterBank.ts';
export { type MfccOptions, mfcc } from './sound/mfcc.ts';
export { type FileWithPath, type Sounds, type SoundsOptions, soundsOf } from './soundsOf.ts';
export {
  deltaModulation,
  type EncoderOptions,
  latencySpikes,
  poissonSpikes,
  regularSpikes,
} from './spikeEncoders.ts';
export { type SplitSamples, type SplitSamplesOptions, splitSamples } from './splitSamples.ts';
export {
  type Standardisation,
  type StandardisationOptions,
  standardisationOf,
  standardise,
} from './standardisation.ts';
export { subset } from './subset.ts';
export { multiClassRandomSinMapping, type TutorialTask, tutorialTask } from './tutorialTask.ts';
