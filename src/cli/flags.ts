import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';

/** Text from the command line as a number; the empty text is none. */
const numberText = z.string().trim().min(1).transform(Number);
const wholeNumber = (low: number, high: number) => numberText.pipe(z.number().int().min(low).max(high));
/** Mismatch of a thousand times a parameter's size is past all use, and losses still fit in float32. */
const fraction = numberText.pipe(z.number().min(0).max(1000));
const accuracy = numberText.pipe(z.number().min(0).max(1));
/** Adam's steps are about as long as this, and weights are below 1. */
const stepLength = numberText.pipe(z.number().gt(0).max(1));
const path = z.string().min(1);

/** Reads the text of a flag by a schema; what is expected instead ends up in the error. */
const read =
  <T>(schema: z.ZodType<T, string>, expected: string) =>
  (text: string): T => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`Expected ${expected}.`);
    return result.data;
  };

/** Texts with commas between, each read by a schema. */
const listOf = <T>(schema: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(schema).min(1));

export const wholeNumberOption = (
  flags: string,
  description: string,
  low: number,
  high: number,
  value: number,
): Option =>
  new Option(flags, description)
    .argParser(read(wholeNumber(low, high), `a whole number from ${low} to ${high}`))
    .default(value);

export const fractionOption = (flags: string, description: string, value: number): Option =>
  new Option(flags, description).argParser(read(fraction, 'a number from 0 to 1000')).default(value);

export const accuracyOption = (flags: string, description: string, value: number): Option =>
  new Option(flags, description).argParser(read(accuracy, 'a number from 0 to 1')).default(value);

export const stepLengthOption = (flags: string, description: string, value: number): Option =>
  new Option(flags, description).argParser(read(stepLength, 'a number above 0 and at most 1')).default(value);

export const fractionListOption = (flags: string, description: string, value: readonly number[]): Option =>
  new Option(flags, description)
    .argParser(read(listOf(fraction), 'numbers from 0 to 1000 with commas between, such as 0,0.1,0.2'))
    .default(value, value.join(','));

/** Seconds, from 0 to a century. */
export const timeListOption = (flags: string, description: string, value: readonly number[]): Option =>
  new Option(flags, description)
    .argParser(
      read(
        listOf(numberText.pipe(z.number().min(0).max(3e9))),
        'seconds with commas between, such as 25,86400',
      ),
    )
    .default(value, value.join(','));

/** A list of some of the given words. */
export const wordListOption = <Word extends string>(
  flags: string,
  description: string,
  words: readonly Word[],
  value: readonly Word[],
): Option =>
  new Option(flags, description)
    .argParser(
      read(
        listOf(z.string().trim().pipe(z.enum(words))),
        `words with commas between, of ${words.join(', ')}`,
      ),
    )
    .default(value, value.join(', '));

export const pathOption = (flags: string, description: string, kind: 'file' | 'folder'): Option =>
  new Option(flags, description).argParser(read(path, `the name of a ${kind}`));

export const quietOption = (): Option => new Option('--quiet', 'print errors only');
