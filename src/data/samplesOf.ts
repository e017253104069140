import { shapeError, valueError } from '../errors.ts';
import { formatShape, type Shape, sizeOf } from '../ir/types.ts';
import { fromData } from '../trace/creation.ts';
import type { DataSet } from '../train/dataSet.ts';
import { type DataArray, toTensor } from './files/dataArray.ts';

/** How {@link samplesOf} makes samples. */
export interface SamplesOptions {
  /** What inputs are multiplied by: 1 / 255 makes bytes numbers from 0 to 1. Default 1. */
  readonly scale?: number;
  /** The shape of an input, such as [28, 28, 1]. Default: that of the array without its first axis. */
  readonly inputShape?: Shape;
}

/**
 * A data set of two arrays, whose first axis are the samples. Inputs become f32; targets f32 where they are floats, i32 where
 * they are whole. A sample is made when it is asked for: the arrays stay as small as they are.
 * @throws LimpetError (`shape`, `value`) where the arrays have not the same number of samples, do not fill their shapes, or `scale` is not finite.
 * @example `samplesOf(readIdx(images), readIdx(labels), { scale: 1 / 255, inputShape: [28, 28, 1] })`
 */
export function samplesOf(inputs: DataArray, targets: DataArray, options: SamplesOptions = {}): DataSet {
  const [length = 0] = inputs.shape;
  if (length !== targets.shape[0]) {
    throw shapeError(
      'samplesOf: expected as many inputs as targets along the first axis, ' +
        `got inputs ${formatShape(inputs.shape)} and targets ${formatShape(targets.shape)}`,
    );
  }
  const { scale = 1, inputShape = inputs.shape.slice(1) } = options;
  const size = sizeOf(inputShape);
  if (size * length !== inputs.data.length) {
    throw shapeError(
      `samplesOf: an input of ${formatShape(inputs.shape.slice(1))} does not fill the shape ${formatShape(inputShape)}`,
    );
  }
  const targetShape = targets.shape.slice(1);
  const targetSize = sizeOf(targetShape);
  if (targetSize * length !== targets.data.length) {
    throw shapeError(
      `samplesOf: ${targets.data.length} numbers do not fill the shape ${formatShape(targets.shape)} of the targets`,
    );
  }
  if (!Number.isFinite(scale))
    throw valueError(`samplesOf: expected scale to be a finite number, got ${scale}`);
  return {
    length,
    get: (index) => {
      if (!(Number.isInteger(index) && index >= 0 && index < length)) {
        throw valueError(`samplesOf: expected an index of one of ${length} samples, got ${index}`);
      }
      const values = new Float32Array(size);
      const start = index * size;
      for (let at = 0; at < size; at++) values[at] = (inputs.data[start + at] ?? 0) * scale;
      const data = targets.data.subarray(index * targetSize, (index + 1) * targetSize);
      return {
        inputs: fromData('f32', inputShape, values),
        target: toTensor({ shape: targetShape, data }),
      };
    },
  };
}
