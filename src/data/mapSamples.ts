import type { DataSet, Sample, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';

/**
 * A data set whose samples are made from those of another when they are asked for.
 * @example `mapSamples(images, ({ inputs, target }) => ({ inputs: inputs.reshape([784]), target }))`
 */
export function mapSamples(source: SampleSource, change: (sample: Sample) => Sample): DataSet {
  const data = dataSetOf('mapSamples', source);
  return { length: data.length, get: (index, epoch) => change(data.get(index, epoch)) };
}
