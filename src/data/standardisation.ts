import { shapeError, valueError } from '../errors.ts';
import { formatShape, sameShape, sizeOf } from '../ir/types.ts';
import { type Tensor, tensor } from '../trace/index.ts';
import { readData } from '../trace/tensor.ts';
import type { DataSet, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';
import { mapSamples } from './mapSamples.ts';

/** How inputs are standardised. */
export interface Standardisation {
  /** f32 [channels], or the shape of an input. */
  readonly mean: Tensor;
  /** The standard deviation, of the same shape; 1 where all inputs are equal. */
  readonly std: Tensor;
}

/** How {@link standardisationOf} measures. */
export interface StandardisationOptions {
  /** Whether each channel (the last axis) has a mean, or each element of an input. Default `channel`. */
  readonly per?: 'channel' | 'element';
}

/**
 * The mean and standard deviation (divided by the number of values, as NumPy and scikit-learn) of the inputs of a data set, computed in
 * float64. Take them of the training set alone.
 * @throws LimpetError (`value`, `shape`) where there is no sample, or samples have different shapes.
 */
export function standardisationOf(
  source: SampleSource,
  { per = 'channel' }: StandardisationOptions = {},
): Standardisation {
  const data = dataSetOf('standardisationOf', source);
  if (data.length < 1) throw valueError('standardisationOf: expected at least one sample, got none');
  const first = data.get(0).inputs.shape;
  const shape = per === 'element' ? first : first.slice(-1);
  const channels = sizeOf(shape);
  const count = (data.length * sizeOf(first)) / channels;
  /** The mean over all values of a channel of a function of them. */
  const meanOf = (f: (value: number, channel: number) => number): Float64Array => {
    const sums = new Float64Array(channels);
    for (let index = 0; index < data.length; index++) {
      const { inputs } = data.get(index);
      checkShape('standardisationOf', inputs, first);
      readData(inputs).forEach((value: number, at: number) => {
        sums[at % channels] = (sums[at % channels] ?? 0) + f(value, at % channels);
      });
    }
    return sums.map((sum) => sum / count);
  };
  const mean = meanOf((value) => value);
  const squares = meanOf((value, channel) => (value - (mean[channel] ?? 0)) * (value - (mean[channel] ?? 0)));
  const std = squares.map((square) => Math.sqrt(square) || 1);
  return { mean: tensor(mean, { shape }), std: tensor(std, { shape }) };
}

function checkShape(what: string, { shape }: Tensor, first: readonly number[]): void {
  if (sameShape(shape, first)) return;
  throw shapeError(
    `${what}: expected inputs of the shape of the first sample, ${formatShape(first)}, got ${formatShape(shape)}`,
  );
}

/**
 * A data set with standardised inputs, (input - mean) / std.
 * @example `standardise(test, standardisationOf(training))`
 */
export const standardise = (source: SampleSource, { mean, std }: Standardisation): DataSet =>
  mapSamples(source, ({ inputs, target }) => ({ inputs: inputs.sub(mean).div(std), target }));
