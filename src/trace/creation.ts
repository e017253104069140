import { dtypeError, shapeError, valueError } from '../errors.ts';
import { checkShape, type Dtype, dtypes, formatShape, type Shape, sizeOf, tensorType } from '../ir/types.ts';
import { allocateData, type TensorData } from '../kernel/data.ts';
import type { Nested } from './nested.ts';
import { Tensor } from './tensor.ts';

/** What `tensor` makes a tensor from. */
export type TensorSource = Nested | Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** How `tensor` reads its source. */
export interface TensorOptions {
  /** Default: that of a typed array; `bool` for truth values; else `f32`. */
  readonly dtype?: Dtype;
  /** Default: that of the nested arrays, or one axis for a typed array. */
  readonly shape?: Shape;
}

function checkDtype(what: string, dtype: Dtype): void {
  if (!dtypes.includes(dtype)) {
    throw dtypeError(`${what}: unknown dtype ${JSON.stringify(dtype)}; expected one of ${dtypes.join(', ')}`);
  }
}

function nestedShape(source: Nested): number[] {
  if (!Array.isArray(source)) return [];
  const items = source as readonly Nested[];
  const [first] = items;
  const inner = first === undefined ? [] : nestedShape(first);
  for (const item of items) {
    const shape = nestedShape(item);
    if (shape.length !== inner.length || shape.some((extent, axis) => extent !== inner[axis])) {
      throw shapeError(`tensor: ragged nested arrays: ${formatShape(inner)} beside ${formatShape(shape)}`);
    }
  }
  return [items.length, ...inner];
}

function typedArrayType(source: TensorSource): Dtype | null {
  if (source instanceof Float32Array || source instanceof Float64Array) return 'f32';
  if (source instanceof Int32Array) return 'i32';
  if (source instanceof Uint32Array) return 'u32';
  return source instanceof Uint8Array ? 'bool' : null;
}

/** The elements of nested arrays as numbers. */
function numbersOf(elements: readonly unknown[]): number[] {
  return elements.map((element) => {
    if (typeof element === 'number' || typeof element === 'boolean') return Number(element);
    throw valueError(`tensor: expected numbers or truth values, got ${String(element)} (${typeof element})`);
  });
}

/** A copy of numbers as the data of a tensor. */
function dataOf(dtype: Dtype, numbers: ArrayLike<number>): TensorData {
  const data = allocateData(dtype, numbers.length);
  data.set(dtype === 'bool' ? Array.from(numbers, (number) => Number(number !== 0)) : numbers);
  return data;
}

/** A concrete tensor over data that is not copied; the caller gives it away. */
export function fromData(dtype: Dtype, shape: Shape, data: TensorData): Tensor {
  return new Tensor({ kind: 'concrete', type: tensorType(dtype, shape), data });
}

/**
 * A tensor with the elements of nested arrays, a typed array (copied), a number or a truth value.
 * @throws LimpetError where nested arrays are ragged, or the number of elements is not that of the shape.
 */
export function tensor(source: TensorSource, options: TensorOptions = {}): Tensor {
  const own = typedArrayType(source);
  const flat = own === null ? [source].flat(Number.POSITIVE_INFINITY as 10) : (source as Float32Array);
  const dtype = options.dtype ?? own ?? (typeof flat[0] === 'boolean' ? 'bool' : 'f32');
  checkDtype('tensor', dtype);
  const given = own === null ? nestedShape(source as Nested) : [flat.length];
  const shape = options.shape ?? given;
  checkShape('tensor', shape);
  if (sizeOf(shape) !== flat.length) {
    throw shapeError(
      `tensor: ${flat.length} elements do not fill the shape ${formatShape(shape)}, which takes ${sizeOf(shape)}`,
    );
  }
  return fromData(dtype, shape, dataOf(dtype, Array.isArray(flat) ? numbersOf(flat) : flat));
}

/** A tensor filled with one value. */
export function full(
  shape: Shape,
  value: number | boolean,
  dtype: Dtype = typeof value === 'boolean' ? 'bool' : 'f32',
): Tensor {
  checkDtype('full', dtype);
  checkShape('full', shape);
  return fromData(dtype, shape, allocateData(dtype, sizeOf(shape)).fill(Number(value)));
}

/** A tensor of zeros (default f32). */
export const zeros = (shape: Shape, dtype: Dtype = 'f32'): Tensor => full(shape, 0, dtype);

/** A tensor of ones (default f32). */
export const ones = (shape: Shape, dtype: Dtype = 'f32'): Tensor => full(shape, 1, dtype);

/** start, start + step, ... below stop; `arange(n)` counts from 0. Whole numbers give i32, others f32. */
export function arange(startOrStop: number, stop?: number, step = 1, dtype?: Dtype): Tensor {
  const [first, last] = stop === undefined ? [0, startOrStop] : [startOrStop, stop];
  if (step === 0 || ![first, last, step].every(Number.isFinite)) {
    throw valueError(
      `arange: expected finite bounds and a step other than 0, got ${first}, ${last}, ${step}`,
    );
  }
  const length = Math.max(0, Math.ceil((last - first) / step));
  const whole = [first, last, step].every(Number.isInteger);
  const type = dtype ?? (whole ? 'i32' : 'f32');
  checkDtype('arange', type);
  return fromData(
    type,
    [length],
    allocateData(type, length).map((_, index) => first + index * step),
  );
}

/** `count` evenly spaced numbers from start to stop, both included (NumPy's linspace), in f32. */
export function linspace(start: number, stop: number, count = 50): Tensor {
  if (!Number.isInteger(count) || count < 0)
    throw valueError(`linspace: expected a count from 0, got ${count}`);
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  const data = Float32Array.from({ length: count }, (_, index) =>
    index > 0 && index === count - 1 ? stop : start + index * step,
  );
  return fromData('f32', [count], data);
}

/** The identity matrix, or a rectangular one with ones on its diagonal. */
export function eye(rows: number, columns = rows, dtype: Dtype = 'f32'): Tensor {
  checkDtype('eye', dtype);
  checkShape('eye', [rows, columns]);
  const data = allocateData(dtype, rows * columns);
  for (let index = 0; index < Math.min(rows, columns); index++) data[index * columns + index] = 1;
  return fromData(dtype, [rows, columns], data);
}
