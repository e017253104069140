import { valueError } from '../errors.ts';
import type { Key } from '../random/key.ts';
import type { DataSet, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';
import { randomOrder } from './randomOrder.ts';
import { subset } from './subset.ts';

/** How {@link splitSamples} splits. */
export interface SplitSamplesOptions {
  /** Samples to choose settings by: how many, or below 1 a fraction of all, rounded down. Default none. */
  readonly validation?: number;
  /** Samples to measure with: how many, or below 1 a fraction of all, rounded down. Default none. */
  readonly test?: number;
  /** Chooses samples at random. Default: the last ones are the test set, those before them the validation set. */
  readonly key?: Key;
}

/** Parts of a data set that have no sample in common. */
export interface SplitSamples {
  readonly training: DataSet;
  readonly validation: DataSet;
  readonly test: DataSet;
}

/**
 * Splits a data set in three.
 * @throws LimpetError (`value`) where a number is not whole, or no sample is left to train with.
 * @example `const { training, test } = splitSamples(samples, { test: 0.1, key: key(0) })`
 */
export function splitSamples(source: SampleSource, options: SplitSamplesOptions): SplitSamples {
  const data = dataSetOf('splitSamples', source);
  const count = (name: string, wanted = 0): number => {
    if (wanted > 0 && wanted < 1) return Math.floor(wanted * data.length);
    if (Number.isInteger(wanted) && wanted >= 0) return wanted;
    throw valueError(
      `splitSamples: expected ${name} to be a whole number or a fraction below 1, got ${wanted}`,
    );
  };
  const [validation, test] = [count('validation', options.validation), count('test', options.test)];
  const training = data.length - validation - test;
  if (training < 1) {
    throw valueError(
      `splitSamples: ${validation} samples for validation and ${test} for the test leave none of ${data.length} to train with`,
    );
  }
  const order = options.key
    ? Array.from(randomOrder(data.length)(options.key))
    : Array.from({ length: data.length }, (_, index) => index);
  return {
    training: subset(data, order.slice(0, training)),
    validation: subset(data, order.slice(training, training + validation)),
    test: subset(data, order.slice(training + validation)),
  };
}
