import { dtypeError, shapeError, traceError, valueError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { One, Op } from '../ir/op.ts';
import {
  broadcastShapes,
  type Dtype,
  formatType,
  normalizeAxis,
  type Shape,
  sameShape,
  sizeOf,
  type TensorType,
} from '../ir/types.ts';
import { allocateData, type TensorData } from '../kernel/data.ts';
import * as ops from '../ops/index.ts';
import type { BinaryOp, UnaryOp } from '../ops/rules.ts';
import { axesOf, inferExtent, type ReduceOptions, reducedAxes, reducedSize } from './axes.ts';
import { applyOp, type Storage } from './currentTrace.ts';
import { formatTensor } from './format.ts';
import { type Nested, toNested } from './nested.ts';
import { integerPower, matrixProduct, powerOfIntegers } from './products.ts';
import { expectLiteral, literalType, promoteTypes } from './promotion.ts';

/** What operations take in place of a tensor: a number or truth value broadcasts. */
export type TensorLike = Tensor | number | boolean;

/**
 * An immutable array of float32, int32, uint32 or truth values with a static shape. Methods follow NumPy's and
 * JAX's names and rules; they run at once, or are recorded where a function is being traced by `jit` or `grad`.
 */
export class Tensor {
  readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** The element type and shape. */
  get type(): TensorType {
    return this.storage.type;
  }
  /** The element type: `f32`, `i32`, `u32` or `bool`. */
  get dtype(): Dtype {
    return this.storage.type.dtype;
  }
  /** The extents by axis; `[]` for a scalar. */
  get shape(): Shape {
    return this.storage.type.shape;
  }
  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * The elements in row-major order: a copy in the typed array of the element type (truth values as 0 and 1).
   * @throws LimpetError (`trace`) for a traced value.
   */
  toTypedArray(): TensorData {
    return readData(this).slice();
  }

  /** What browser consoles print before an object's fields: `f32[2, 2]`. */
  get [Symbol.toStringTag](): string {
    return formatType(this.type);
  }

  /** The elements as nested arrays; a number or truth value for a scalar. */
  toArray(): Nested {
    return toNested(this.type, readData(this));
  }

  /**
   * The only element as a number (truth values as 0 and 1).
   * @throws LimpetError (`shape`) where there is not exactly one.
   */
  item(): number {
    if (this.size !== 1) throw shapeError(`item: expected one element, got ${formatType(this.type)}`);
    return readData(this)[0] ?? 0;
  }

  /** `Tensor f32[2, 2] ...`, as NumPy prints arrays. */
  toString(): string {
    const { storage } = this;
    return storage.kind === 'concrete'
      ? formatTensor(storage.type, storage.data)
      : `Tensor ${formatType(storage.type)} (traced in ${storage.trace.name})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  add(other: TensorLike): Tensor {
    return arithmetic('add', ops.add, this, other);
  }
  sub(other: TensorLike): Tensor {
    return arithmetic('sub', ops.sub, this, other);
  }
  mul(other: TensorLike): Tensor {
    return arithmetic('mul', ops.mul, this, other);
  }
  /** x / y in f32, as NumPy's true division. */
  div(other: TensorLike): Tensor {
    return binaryOp('div', ops.div, this, other, 'f32');
  }
  /** x to the power y; of integers an integer, which wraps; its exponent is at least 0, and in a tensor below 64. */
  pow(other: TensorLike): Tensor {
    const [x, y] = coerce('pow', this, other);
    if (x.dtype === 'f32') return unwrap(ops.pow, [x, y]);
    return typeof other === 'number' ? integerPower(this, other) : powerOfIntegers(x, y);
  }
  minimum(other: TensorLike): Tensor {
    return arithmetic('minimum', ops.minimum, this, other);
  }
  maximum(other: TensorLike): Tensor {
    return arithmetic('maximum', ops.maximum, this, other);
  }
  /** Elements below `low` or above `high` replaced by them (JAX's clip: half the gradient at a bound). */
  clip(low: TensorLike, high: TensorLike): Tensor {
    return this.maximum(low).minimum(high);
  }

  neg(): Tensor {
    return unaryOp(ops.neg, this);
  }
  abs(): Tensor {
    return this.dtype === 'u32' || this.dtype === 'bool' ? this : unaryOp(ops.abs, this);
  }
  sign(): Tensor {
    return this.dtype === 'u32' ? this.minimum(1) : unaryOp(ops.sign, this);
  }
  exp(): Tensor {
    return unaryOp(ops.exp, this.cast('f32'));
  }
  log(): Tensor {
    return unaryOp(ops.log, this.cast('f32'));
  }
  log1p(): Tensor {
    return unaryOp(ops.log1p, this.cast('f32'));
  }
  sqrt(): Tensor {
    return unaryOp(ops.sqrt, this.cast('f32'));
  }
  square(): Tensor {
    return this.dtype === 'bool' ? this.cast('i32') : this.mul(this);
  }
  tanh(): Tensor {
    return unaryOp(ops.tanh, this.cast('f32'));
  }
  sigmoid(): Tensor {
    return unaryOp(ops.sigmoid, this.cast('f32'));
  }
  relu(): Tensor {
    return this.dtype === 'f32' ? unaryOp(ops.relu, this) : this.maximum(0);
  }
  erfinv(): Tensor {
    return unaryOp(ops.erfinv, this.cast('f32'));
  }
  floor(): Tensor {
    return unaryOp(ops.floor, this.cast('f32'));
  }

  equal(other: TensorLike): Tensor {
    return arithmetic('equal', ops.equal, this, other);
  }
  notEqual(other: TensorLike): Tensor {
    return arithmetic('notEqual', ops.notEqual, this, other);
  }
  less(other: TensorLike): Tensor {
    return arithmetic('less', ops.less, this, other);
  }
  lessEqual(other: TensorLike): Tensor {
    return arithmetic('lessEqual', ops.lessEqual, this, other);
  }
  greater(other: TensorLike): Tensor {
    return arithmetic('greater', ops.less, other, this);
  }
  greaterEqual(other: TensorLike): Tensor {
    return arithmetic('greaterEqual', ops.lessEqual, other, this);
  }

  bitwiseAnd(other: TensorLike): Tensor {
    return arithmetic('bitwiseAnd', ops.bitwiseAnd, this, other);
  }
  bitwiseOr(other: TensorLike): Tensor {
    return arithmetic('bitwiseOr', ops.bitwiseOr, this, other);
  }
  bitwiseXor(other: TensorLike): Tensor {
    return arithmetic('bitwiseXor', ops.bitwiseXor, this, other);
  }
  bitwiseNot(): Tensor {
    return unaryOp(ops.bitwiseNot, this);
  }
  leftShift(other: TensorLike): Tensor {
    return arithmetic('leftShift', ops.leftShift, this, other);
  }
  /** Arithmetic for i32, logical for u32. */
  rightShift(other: TensorLike): Tensor {
    return arithmetic('rightShift', ops.rightShift, this, other);
  }

  /** The matrix product with NumPy's rules for vectors and batches. */
  matmul(other: Tensor): Tensor {
    return matrixProduct(this, other, (x, y) => unwrap(ops.matmul, [x, y]));
  }

  /** The sum; truth values are counted in i32. */
  sum(options: ReduceOptions = {}): Tensor {
    return reduce('sum', ops.sum, this.dtype === 'bool' ? this.cast('i32') : this, options);
  }
  /** The arithmetic mean, in f32. */
  mean(options: ReduceOptions = {}): Tensor {
    const x = this.cast('f32');
    return x.sum(options).div(reducedSize(x.shape, options));
  }
  /** The mean squared deviation from the mean; divided by the count less `ddof` (default 0). */
  variance({ ddof = 0, ...options }: ReduceOptions & { readonly ddof?: number } = {}): Tensor {
    const x = this.cast('f32');
    const centered = x.sub(x.mean({ ...options, keepDims: true }));
    return centered
      .square()
      .sum(options)
      .div(reducedSize(x.shape, options) - ddof);
  }
  max(options: ReduceOptions = {}): Tensor {
    return this.dtype === 'bool' ? this.any(options) : reduce('max', ops.max, this, options);
  }
  min(options: ReduceOptions = {}): Tensor {
    return this.dtype === 'bool' ? this.all(options) : reduce('min', ops.min, this, options);
  }
  all(options: ReduceOptions = {}): Tensor {
    return reduce('all', ops.all, this.cast('bool'), options);
  }
  any(options: ReduceOptions = {}): Tensor {
    return reduce('any', ops.any, this.cast('bool'), options);
  }
  /** The position of the largest element along an axis (default: of the flattened array), as i32. */
  argmax(axis?: number): Tensor {
    return argOf('argmax', ops.argmax, this, axis);
  }
  /** The position of the smallest element along an axis (default: of the flattened array), as i32. */
  argmin(axis?: number): Tensor {
    return argOf('argmin', ops.argmin, this, axis);
  }

  /** The same elements under another shape; one extent may be -1 and is then worked out. */
  reshape(shape: Shape): Tensor {
    const known = inferExtent(this.type, shape);
    return sameShape(known, this.shape) ? this : unwrap(ops.reshape, [this], { shape: known });
  }
  /** Axes in another order (default: reversed). */
  transpose(permutation?: readonly number[]): Tensor {
    const rank = this.shape.length;
    const order = permutation?.map((axis) => normalizeAxis('transpose', axis, rank));
    return unwrap(ops.transpose, [this], { permutation: order ?? [...this.shape.keys()].reverse() });
  }
  broadcastTo(shape: Shape): Tensor {
    return sameShape(shape, this.shape) ? this : unwrap(ops.broadcastTo, [this], { shape });
  }
  /** Without the given axes of extent 1 (default: all of them). */
  squeeze(axis?: number | readonly number[]): Tensor {
    const axes = axis === undefined ? null : axesOf('squeeze', this.shape, axis);
    const bad = axes?.find((each) => this.shape[each] !== 1);
    if (bad !== undefined)
      throw shapeError(`squeeze: axis ${bad} of ${formatType(this.type)} is not of extent 1`);
    return this.reshape(this.shape.filter((extent, each) => (axes ? !axes.includes(each) : extent !== 1)));
  }
  /** With new axes of extent 1 at the given positions of the result. */
  expandDims(axis: number | readonly number[]): Tensor {
    const added = new Array<number>(typeof axis === 'number' ? 1 : axis.length).fill(1);
    const axes = axesOf('expandDims', [...this.shape, ...added], axis);
    const shape = [...this.shape];
    for (const each of axes) shape.splice(each, 0, 1);
    return this.reshape(shape);
  }
  /** The elements of the given axes (default: all) in reverse order. */
  flip(axis?: number | readonly number[]): Tensor {
    return unwrap(ops.flip, [this], { axes: axesOf('flip', this.shape, axis) });
  }
  /** The value in another element type, by JAX's rules. */
  cast(dtype: Dtype): Tensor {
    return dtype === this.dtype ? this : unwrap(ops.cast, [this], { dtype });
  }
  /** The same bits read as another element type. */
  bitcast(dtype: Dtype): Tensor {
    return dtype === this.dtype ? this : unwrap(ops.bitcast, [this], { dtype });
  }
}

/** Applies an operation of one output. */
export function unwrap<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]>(
  op: Op<Inputs, Params, Outputs>,
  inputs: readonly Tensor[],
  params?: Params,
): Tensor {
  const [output] = applyOp(
    op,
    inputs.map((input) => input.storage),
    params,
  );
  return new Tensor(output as Storage);
}

/** The elements of a concrete tensor, not copied. */
export function readData({ storage }: Tensor): TensorData {
  if (storage.kind === 'traced') {
    throw traceError(
      `The elements of a traced value (${formatType(storage.type)} in \`${storage.trace.name}\`) are not known: ` +
        'inside jit, grad and vjp, read them from what the compiled function returns.',
    );
  }
  return storage.data;
}

/** A scalar of an element type. */
export function scalar(value: number | boolean, dtype: Dtype): Tensor {
  expectLiteral(value);
  const data = allocateData(dtype, 1).fill(Number(value));
  return new Tensor({ kind: 'concrete', type: { dtype, shape: [] }, data });
}

/** Two operands in their common element type, not yet of one shape. */
export function coerceTypes(x: TensorLike, y: TensorLike, like?: Dtype): [Tensor, Tensor] {
  if (x instanceof Tensor && y instanceof Tensor) {
    const dtype = like ?? promoteTypes(x.dtype, y.dtype);
    return [x.cast(dtype), y.cast(dtype)];
  }
  if (x instanceof Tensor && !(y instanceof Tensor)) {
    const dtype = like ?? literalType(y, x.dtype);
    return [x.cast(dtype), scalar(y, dtype)];
  }
  if (y instanceof Tensor && !(x instanceof Tensor)) {
    const dtype = like ?? literalType(x, y.dtype);
    return [scalar(x, dtype), y.cast(dtype)];
  }
  return [asTensor(x), asTensor(y)];
}

/** A tensor as it is; a number as an f32 scalar, a truth value as a bool scalar. */
export const asTensor = (x: TensorLike): Tensor =>
  x instanceof Tensor ? x : scalar(x, typeof x === 'boolean' ? 'bool' : 'f32');

/** Two operands in their common element type and shape. */
export function coerce(what: string, x: TensorLike, y: TensorLike, like?: Dtype): [Tensor, Tensor] {
  const [a, b] = coerceTypes(x, y, like);
  const shape = broadcastShapes(what, a.shape, b.shape);
  return [a.broadcastTo(shape), b.broadcastTo(shape)];
}

/** An element-wise operation of two operands that broadcast. */
export function binaryOp(what: string, op: BinaryOp, x: TensorLike, y: TensorLike, like?: Dtype): Tensor {
  return unwrap(op, coerce(what, x, y, like));
}

/** What an operation on numbers is on two truth values, as in NumPy. */
const logical = new Map<BinaryOp, BinaryOp>([
  [ops.add, ops.bitwiseOr],
  [ops.maximum, ops.bitwiseOr],
  [ops.mul, ops.bitwiseAnd],
  [ops.minimum, ops.bitwiseAnd],
]);

function arithmetic(what: string, op: BinaryOp, x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = coerce(what, x, y);
  if (a.dtype !== 'bool' || op.traits.dtypes?.includes('bool')) return unwrap(op, [a, b]);
  if (op === ops.sub) {
    throw dtypeError(
      `${what}: truth values have no difference; use bitwiseXor, or cast to i32 with cast('i32')`,
    );
  }
  const ofTruthValues = logical.get(op);
  return ofTruthValues ? unwrap(ofTruthValues, [a, b]) : unwrap(op, [a.cast('i32'), b.cast('i32')]);
}

const unaryOp = (op: UnaryOp, x: Tensor): Tensor => unwrap(op, [x]);

function reduce(
  what: string,
  op: Op<One, { readonly axes: readonly number[] }, One>,
  x: Tensor,
  options: ReduceOptions,
): Tensor {
  const axes = reducedAxes(what, x.shape, options);
  if ((what === 'max' || what === 'min') && axes.some((axis) => x.shape[axis] === 0)) {
    throw valueError(
      `${what}: ${formatType(x.type)} has no elements along the reduced axes, so there is no ${what}`,
    );
  }
  const result = unwrap(op, [x], { axes });
  return options.keepDims
    ? result.reshape(x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)))
    : result;
}

function argOf(what: string, op: Op<One, { readonly axis: number }, One>, x: Tensor, axis?: number): Tensor {
  if (x.dtype === 'bool') return argOf(what, op, x.cast('i32'), axis);
  if (axis === undefined) return unwrap(op, [x.reshape([x.size])], { axis: 0 });
  return unwrap(op, [x], { axis: normalizeAxis(what, axis, x.shape.length) });
}
