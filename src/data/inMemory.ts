import type { Sample, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';

/**
 * All samples of a data set, made once: for those that take long to make, such as features of sound.
 * @example `inMemory(mapSamples(sounds, ({ inputs, target }) => ({ inputs: features(inputs.toTypedArray()), target })))`
 */
export function inMemory(source: SampleSource): readonly Sample[] {
  const data = dataSetOf('inMemory', source);
  return Array.from({ length: data.length }, (_, index) => data.get(index));
}
