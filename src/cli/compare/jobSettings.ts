import { trainingMethod } from '../../train/index.ts';
import { packageVersion } from '../versions.ts';
import type { CompareJob, CompareSettings } from './settings.ts';

/** What the training of a network depends on: one that was trained with other settings, or by another version, is trained anew. */
export const trainingSettings = (
  { task, epochs, trainingImages, learningRate, data }: CompareSettings,
  { method, seed }: CompareJob,
): object => ({
  limpet: packageVersion(),
  task,
  epochs,
  trainingImages,
  learningRate,
  ...(data !== undefined && { data }),
  method,
  options: trainingMethod(method).defaults,
  seed,
});

/** What the numbers of a network depend on, beside what rows say of them: those that were measured with other settings are measured anew. */
export const jobSettings = (settings: CompareSettings, job: CompareJob): object => ({
  ...trainingSettings(settings, job),
  testImages: settings.testImages,
});
