import { valueError } from '../errors.ts';
import type { DataSet, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';

/**
 * Some samples of a data set, in the order of the given indices.
 * @throws LimpetError (`value`) where an index is not that of a sample.
 */
export function subset(source: SampleSource, indices: ArrayLike<number>): DataSet {
  const data = dataSetOf('subset', source);
  const chosen = Array.from(indices);
  const wrong = chosen.find((index) => !(Number.isInteger(index) && index >= 0 && index < data.length));
  if (wrong !== undefined) {
    throw valueError(`subset: expected indices from 0 to ${data.length - 1}, got ${wrong}`);
  }
  return {
    length: chosen.length,
    get: (index, epoch) => {
      const at = chosen[index];
      if (at !== undefined) return data.get(at, epoch);
      throw valueError(`subset: expected an index of one of ${chosen.length} samples, got ${index}`);
    },
  };
}
