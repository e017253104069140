export { drawTutorialWeights } from './drawTutorialWeights.ts';
export {
  type DrawnSamples,
  drawMultiClassRandomSinMapping,
  type MultiClassRandomSinMappingOptions,
} from './multiClassRandomSinMapping.ts';
export { type RasterOptions, rasterOfEvents, type SpikeEvent } from './rasterOfEvents.ts';
export {
  deltaModulation,
  type EncoderOptions,
  latencySpikes,
  poissonSpikes,
  regularSpikes,
} from './spikeEncoders.ts';
export { multiClassRandomSinMapping, type TutorialTask, tutorialTask } from './tutorialTask.ts';
