import { valueError } from '../errors.ts';
import type { DataSet, Sample, SampleSource } from '../train/dataSet.ts';

const isArray = (source: SampleSource): source is readonly Sample[] => Array.isArray(source);

/** A data set as it is, or one of the samples in an array; asking for a sample that is not there is refused. */
export function dataSetOf(what: string, source: SampleSource): DataSet {
  if (!isArray(source)) return source;
  return {
    length: source.length,
    get: (index) => {
      const sample = source[index];
      if (sample) return sample;
      throw valueError(`${what}: expected an index of one of ${source.length} samples, got ${index}`);
    },
  };
}
