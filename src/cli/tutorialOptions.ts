import { type Command, Option } from 'commander';
import { tutorialSettings } from '../evaluate/tutorialReference.ts';
import type { NetworkName, TutorialSettings } from '../evaluate/tutorialResult.ts';
import {
  fractionListOption,
  fractionOption,
  pathOption,
  quietOption,
  stepLengthOption,
  wholeNumberOption,
} from './flags.ts';

/** The flags of `limpet tutorial`, read and checked. */
export interface TutorialOptions {
  readonly epochs: number;
  readonly samples: number;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly inputs: number;
  readonly learningRate: number;
  readonly attackSteps: number;
  readonly mismatchLevel: number;
  readonly beta: number;
  readonly noise: number;
  readonly initialStd: number;
  readonly only?: NetworkName;
  /** The folder of the report and its figures. */
  readonly out: string;
  /** Another file for the result. */
  readonly json?: string;
  readonly quiet?: boolean;
}

/** Adds the flags of `limpet tutorial`; defaults are the tutorial's own settings. */
export function addTutorialOptions(command: Command): Command {
  const { epochs, samples, levels, seed, inputs, learningRate } = tutorialSettings;
  const { attackSteps, mismatchLevel, betaRobustness, noisyForwardStd, initialStd } = tutorialSettings;
  const options = [
    wholeNumberOption('--epochs <count>', 'passes over the 300 training samples', 1, 100_000, epochs),
    wholeNumberOption('--samples <count>', 'simulated chips measured at each level', 1, 100_000, samples),
    fractionListOption(
      '--levels <list>',
      'mismatch levels to measure, fractions of each parameter, with commas between',
      levels,
    ),
    wholeNumberOption('--seed <number>', 'seed of data, weights and noise', 0, 2 ** 32 - 1, seed),
    wholeNumberOption('--inputs <count>', 'input channels of the task', 1, 100_000, inputs),
    stepLengthOption('--learning-rate <length>', 'length of each training step', learningRate),
    wholeNumberOption('--attack-steps <count>', "steps of the adversary's search", 0, 100, attackSteps),
    fractionOption('--mismatch-level <fraction>', 'size of the attack in training', mismatchLevel),
    fractionOption('--beta <weight>', 'weight of the robustness loss', betaRobustness),
    fractionOption('--noise <fraction>', 'forward noise in training', noisyForwardStd),
    fractionOption('--initial-std <fraction>', 'noise that the attack starts with', initialStd),
    new Option('--only <network>', 'train one network only').choices(['robust', 'standard']),
    pathOption('--out <folder>', 'folder for the report and its figures', 'folder').default('out/tutorial'),
    pathOption('--json <file>', 'write the result to this file too', 'file'),
    quietOption(),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** What the flags ask for, in the tutorial's own names. */
export function settingsOf(options: TutorialOptions): TutorialSettings {
  const { epochs, samples, levels, seed, inputs, learningRate } = options;
  const { attackSteps, mismatchLevel, beta, noise, initialStd, only } = options;
  return {
    ...tutorialSettings,
    ...{ epochs, samples, levels, seed, inputs, learningRate, attackSteps, mismatchLevel, initialStd },
    betaRobustness: beta,
    noisyForwardStd: noise,
    ...(only && { only }),
  };
}
