import { shapeError, valueError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import { allocateData } from '../kernel/data.ts';
import { fromData } from '../trace/creation.ts';
import type { Tensor } from '../trace/index.ts';
import { readData } from '../trace/tensor.ts';
import type { DataSet, SampleSource } from '../train/dataSet.ts';
import { dataSetOf } from './dataSetOf.ts';

/** How {@link batches} makes batches. */
export interface BatchesOptions {
  /** Samples in a batch. */
  readonly size: number;
  /**
   * What becomes of samples that are left over, as all batches need one shape: `drop` leaves them out, `refuse` is an error.
   * Default `refuse`.
   */
  readonly last?: 'drop' | 'refuse';
}

/**
 * A data set whose samples are batches of another's: inputs [size, ...input], targets [size, ...target]. A batch is made when it is
 * asked for.
 * @throws LimpetError (`value`, `shape`) where samples are left over, too few or of different shapes, or the size is not whole.
 * @example `batches(shuffled(images, key(1)), { size: 100, last: 'drop' })`
 */
export function batches(source: SampleSource, { size, last = 'refuse' }: BatchesOptions): DataSet {
  const data = dataSetOf('batches', source);
  if (!Number.isInteger(size) || size < 1) {
    throw valueError(`batches: expected a size of 1 or more samples, got ${size}`);
  }
  if (data.length < size) {
    throw valueError(`batches: expected at least one batch of ${size} samples, got ${data.length} samples`);
  }
  const left = data.length % size;
  if (left > 0 && last === 'refuse') {
    throw valueError(
      `batches: ${data.length} samples make batches of ${size} with ${left} left over; ` +
        "choose a size that divides them, or last: 'drop' to leave them out",
    );
  }
  return {
    length: Math.floor(data.length / size),
    get: (index, epoch) => {
      const samples = Array.from({ length: size }, (_, at) => data.get(index * size + at, epoch));
      return {
        inputs: stackOf(samples.map(({ inputs }) => inputs)),
        target: stackOf(samples.map(({ target }) => target)),
      };
    },
  };
}

/** Concrete tensors of one type along a new first axis. */
function stackOf(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw valueError('batches: expected one sample or more, got none');
  const { dtype, shape, size } = first;
  const data = allocateData(dtype, tensors.length * size);
  tensors.forEach((tensor, index) => {
    if (!sameType(tensor.type, first.type)) {
      const both = `${formatType(first.type)} and ${formatType(tensor.type)}`;
      throw shapeError(`batches: expected samples of one type and shape, got ${both} in one batch`);
    }
    data.set(readData(tensor), index * size);
  });
  return fromData(dtype, [tensors.length, ...shape], data);
}
