export { drawTutorialWeights } from './drawTutorialWeights.ts';
export {
  type DrawnSamples,
  drawMultiClassRandomSinMapping,
  type MultiClassRandomSinMappingOptions,
} from './multiClassRandomSinMapping.ts';
export { multiClassRandomSinMapping, type TutorialTask, tutorialTask } from './tutorialTask.ts';
