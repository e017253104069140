import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { tutorialSettings } from '../evaluate/tutorialReference.ts';
import type { NetworkName, TutorialSettings } from '../evaluate/tutorialResult.ts';

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

/** Text from the command line as a number; the empty text is none. */
const numberText = z.string().trim().min(1).transform(Number);
const wholeNumber = (low: number, high: number) => numberText.pipe(z.number().int().min(low).max(high));
/** Mismatch of a thousand times a parameter's size is past all use, and losses still fit in float32. */
const fraction = numberText.pipe(z.number().min(0).max(1000));
/** Adam's steps are about as long as this, and weights are below 1. */
const stepLength = numberText.pipe(z.number().gt(0).max(1));
const levelList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(fraction).min(1));
const path = z.string().min(1);

/** Reads the text of a flag by a schema; what is expected instead ends up in the error. */
const read =
  <T>(schema: z.ZodType<T, string>, expected: string) =>
  (text: string): T => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`Expected ${expected}.`);
    return result.data;
  };

const wholeNumberOption = (
  flags: string,
  description: string,
  low: number,
  high: number,
  value: number,
): Option =>
  new Option(flags, description)
    .argParser(read(wholeNumber(low, high), `a whole number from ${low} to ${high}`))
    .default(value);

const fractionOption = (flags: string, description: string, value: number): Option =>
  new Option(flags, description).argParser(read(fraction, 'a number from 0 to 1000')).default(value);

/** Adds the flags of `limpet tutorial`; defaults are the tutorial's own settings. */
export function addTutorialOptions(command: Command): Command {
  const { epochs, samples, levels, seed, inputs, learningRate } = tutorialSettings;
  const { attackSteps, mismatchLevel, betaRobustness, noisyForwardStd, initialStd } = tutorialSettings;
  const options = [
    wholeNumberOption('--epochs <count>', 'passes over the 300 training samples', 1, 100_000, epochs),
    wholeNumberOption('--samples <count>', 'simulated chips measured at each level', 1, 100_000, samples),
    new Option(
      '--levels <list>',
      'mismatch levels to measure, fractions of each parameter, with commas between',
    )
      .argParser(read(levelList, 'numbers from 0 to 1000 with commas between, such as 0,0.1,0.2'))
      .default(levels, levels.join(',')),
    wholeNumberOption('--seed <number>', 'seed of data, weights and noise', 0, 2 ** 32 - 1, seed),
    wholeNumberOption('--inputs <count>', 'input channels of the task', 1, 100_000, inputs),
    new Option('--learning-rate <length>', 'length of each training step')
      .argParser(read(stepLength, 'a number above 0 and at most 1'))
      .default(learningRate),
    wholeNumberOption('--attack-steps <count>', "steps of the adversary's search", 0, 100, attackSteps),
    fractionOption('--mismatch-level <fraction>', 'size of the attack in training', mismatchLevel),
    fractionOption('--beta <weight>', 'weight of the robustness loss', betaRobustness),
    fractionOption('--noise <fraction>', 'forward noise in training', noisyForwardStd),
    fractionOption('--initial-std <fraction>', 'noise that the attack starts with', initialStd),
    new Option('--only <network>', 'train one network only').choices(['robust', 'standard']),
    new Option('--out <folder>', 'folder for the report and its figures')
      .argParser(read(path, 'the name of a folder'))
      .default('out/tutorial'),
    new Option('--json <file>', 'write the result to this file too').argParser(
      read(path, 'the name of a file'),
    ),
    new Option('--quiet', 'print errors only'),
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
