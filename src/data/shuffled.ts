import { foldIn, type Key } from '../random/key.ts';
import type { DataSet, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';
import { randomOrder } from './randomOrder.ts';
import { subset } from './subset.ts';

/**
 * A data set in a random order, another one in each epoch that `fit` goes through: the permutation of the key folded with the
 * number of the epoch, from 0. The same key gives the same orders on every machine, and a resumed training goes on with them.
 * @example `batches(shuffled(images, key(1)), { size: 100, last: 'drop' })`
 */
export function shuffled(source: SampleSource, key: Key): DataSet {
  const data = dataSetOf('shuffled', source);
  const orderOf = randomOrder(data.length);
  let current: { readonly epoch: number; readonly order: DataSet } | undefined;
  const ofEpoch = (epoch: number): DataSet => {
    if (current?.epoch !== epoch) {
      current = { epoch, order: subset(data, orderOf(foldIn(key, epoch))) };
    }
    return current.order;
  };
  return { length: data.length, get: (index, epoch = 0) => ofEpoch(epoch).get(index, epoch) };
}
