import { LimpetError, shapeError } from '../../errors.ts';
import { type Dtype, formatShape, type Shape, sizeOf } from '../../ir/types.ts';
import { allocateData } from '../../kernel/data.ts';
import { fromData } from '../../trace/creation.ts';
import type { Tensor } from '../../trace/index.ts';
import type { BadFile } from './badFile.ts';

/** The elements of a {@link DataArray}, in the type in which the file has them, or one that holds them exactly. */
export type DataElements =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Numbers from a file: elements row-major. Small types stay small, so that a data set of bytes takes bytes. */
export interface DataArray {
  readonly shape: Shape;
  readonly data: DataElements;
}

/** How {@link toTensor} makes a tensor. */
export interface ToTensorOptions {
  /** Default: `f32` for floats, `u32` for Uint32Array, else `i32`. */
  readonly dtype?: Dtype;
}

/**
 * The numbers of a file as a tensor of the same shape; float64 is rounded to float32.
 * @example `toTensor(readNpy(bytes), { dtype: 'f32' })`
 * @throws LimpetError (`shape`) where the elements do not fill the shape.
 */
export function toTensor({ shape, data }: DataArray, options: ToTensorOptions = {}): Tensor {
  const { dtype = dtypeOf(data) } = options;
  if (sizeOf(shape) !== data.length) {
    throw shapeError(
      `toTensor: ${data.length} elements do not fill the shape ${formatShape(shape)}, which takes ${sizeOf(shape)}`,
    );
  }
  const elements = allocateData(dtype, data.length);
  if (dtype === 'bool') elements.set(Uint8Array.from(data, (value) => Number(value !== 0)));
  else elements.set(data);
  return fromData(dtype, shape, elements);
}

function dtypeOf(data: DataElements): Dtype {
  if (data instanceof Float32Array || data instanceof Float64Array) return 'f32';
  return data instanceof Uint32Array ? 'u32' : 'i32';
}

/** Refuses a file whose numbers are not all finite, naming the place as [row, column, ...]. */
export function checkFinite(
  bad: BadFile,
  { shape, data }: DataArray,
  byteOf: (index: number) => number,
): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return;
  const at = data.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return;
  let rest = at;
  const place = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place[axis] = rest % (shape[axis] ?? 1);
    rest = Math.floor(rest / (shape[axis] ?? 1));
  }
  const { message } = bad(`expected finite numbers, got ${data[at]} at [${place.join(', ')}]`, byteOf(at));
  throw new LimpetError('notFinite', message);
}
