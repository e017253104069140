import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { usageError } from '../exitCodes.ts';
import {
  accuracyOption,
  fractionListOption,
  fractionOption,
  pathOption,
  quietOption,
  stepLengthOption,
  timeListOption,
  wholeNumberOption,
  wordListOption,
} from '../flags.ts';
import { batchSize, type CompareSettings, methodNames, paperMethods, tasks } from './settings.ts';

/** The flags of `limpet compare`, read and checked. */
export interface CompareOptions extends Omit<CompareSettings, 'task' | 'trainingImages' | 'testImages'> {
  readonly task: CompareSettings['task'];
  readonly trainingImages: number;
  readonly testImages: number;
  readonly threads: number;
  readonly out: string;
  readonly quiet?: boolean;
}

/** More threads than this do not share the memory's bandwidth well. */
const MOST_THREADS = 64;

/** Adds the flags of `limpet compare`. */
export function addCompareOptions(command: Command): Command {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  const options = [
    new Option('--task <name>', 'what the networks learn').choices([...tasks]).default('digits'),
    wordListOption('--methods <list>', 'training methods to compare', methodNames, paperMethods),
    fractionListOption(
      '--levels <list>',
      'mismatch levels to measure, fractions of each parameter',
      [0, 0.1, 0.2, 0.3, 0.5, 0.7],
    ),
    fractionListOption(
      '--constant-levels <list>',
      'deviations of noise of one size to measure, fractions of the largest weight of each layer',
      [0.05, 0.1, 0.2, 0.3],
    ),
    fractionOption('--sensitivity-level <level>', 'mismatch of one layer at a time to measure', 0.5),
    accuracyOption('--wanted-accuracy <accuracy>', 'accuracy that a chip must reach, for the yield', 0.9),
    fractionListOption(
      '--attack-levels <list>',
      'sizes of attacks to measure, fractions of each parameter',
      [0.01, 0.03, 0.05, 0.1],
    ),
    fractionListOption(
      '--verified-levels <list>',
      'sizes within which answers are verified, fractions of each parameter',
      [0.0001, 0.0003, 0.001, 0.003],
    ),
    timeListOption(
      '--drift-times <list>',
      'seconds since programming to measure phase-change memory at',
      [25, 3600, 86_400, 31_536_000],
    ),
    wholeNumberOption('--networks <count>', 'networks trained by each method', 1, 1000, 1),
    wholeNumberOption('--seed <number>', 'seed of the first network, the next have the next', 0, 2 ** 31, 0),
    wholeNumberOption('--epochs <count>', 'passes over the training images', 1, 10_000, 3),
    wholeNumberOption('--chips <count>', 'simulated chips measured at each level', 1, 100_000, 20),
    wholeNumberOption('--training-images <count>', 'images to train with', batchSize, 10_000_000, 9000),
    wholeNumberOption(
      '--test-images <count>',
      'images to measure with, in hundreds',
      batchSize,
      1_000_000,
      1000,
    ),
    stepLengthOption('--learning-rate <length>', 'length of each training step', 1e-3),
    pathOption(
      '--data <folder>',
      'files of MNIST, or of a set like it, to use instead of the package mnist',
      'folder',
    ),
    wholeNumberOption('--threads <count>', 'networks trained at a time', 1, MOST_THREADS, threads),
    pathOption('--out <folder>', 'folder for the networks, the rows and the report', 'folder').default(
      'out/compare',
    ),
    quietOption(),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** What the flags ask for. @throws LimpetError (`usage`) for test images that are no whole batches. */
export function settingsOf({
  threads: _t,
  out: _o,
  quiet: _q,
  ...settings
}: CompareOptions): CompareSettings {
  if (settings.testImages % batchSize !== 0) {
    throw usageError(
      `--test-images: expected a multiple of ${batchSize}, as images are measured in batches, got ${settings.testImages}`,
    );
  }
  return settings;
}
