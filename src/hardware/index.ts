export { drawKey, hashText } from './drawKey.ts';
export { deviate, type GaussianMismatchOptions, gaussianMismatch } from './gaussianMismatch.ts';
export {
  type ChipName,
  chipKey,
  deploy,
  deployOn,
  type HardwareModel,
  type HardwareStage,
  hardwareModel,
} from './hardwareModel.ts';
