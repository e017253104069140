import { shapeError, valueError } from '../errors.ts';
import { broadcastShapes, formatType } from '../ir/types.ts';
import { promoteTypes } from './promotion.ts';
import type { Tensor } from './tensor.ts';

/**
 * The matrix product with NumPy's rules for vectors and batches, in the common element type.
 * @param multiply the product of f32 arrays of one rank, 2 or more, with equal batch axes
 */
export function matrixProduct(x: Tensor, y: Tensor, multiply: (x: Tensor, y: Tensor) => Tensor): Tensor {
  if (x.shape.length === 0 || y.shape.length === 0) {
    throw shapeError(
      `matmul: expected arrays of rank 1 or more, got ${formatType(x.type)} and ${formatType(y.type)}`,
    );
  }
  const dtype = promoteTypes(x.dtype, y.dtype);
  const a = x.shape.length === 1 ? x.expandDims(0) : x;
  const b = y.shape.length === 1 ? y.expandDims(1) : y;
  if (a.shape.at(-1) !== b.shape.at(-2)) {
    throw shapeError(
      `matmul: ${formatType(x.type)} and ${formatType(y.type)} do not fit: the last axis of the first ` +
        `(${a.shape.at(-1)}) must be the last but one of the second (${b.shape.at(-2)})`,
    );
  }
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = a.cast(dtype).broadcastTo([...batch, ...a.shape.slice(-2)]);
  const right = b.cast(dtype).broadcastTo([...batch, ...b.shape.slice(-2)]);
  const product = (dtype === 'f32' ? multiply : sumOfProducts)(left, right);
  const rows = x.shape.length === 1 ? [] : [x.shape.at(-2) ?? 1];
  const columns = y.shape.length === 1 ? [] : [y.shape.at(-1) ?? 1];
  return product.reshape([...batch, ...rows, ...columns]);
}

/** The matrix product of integers, which wraps, and of truth values: whether any pair is true. */
function sumOfProducts(x: Tensor, y: Tensor): Tensor {
  const products = x.expandDims(-1).mul(y.expandDims(-3));
  return x.dtype === 'bool' ? products.any({ axis: -2 }) : products.sum({ axis: -2 });
}

/** Integers to a whole power from 0, by repeated squaring; wraps. */
export function integerPower(x: Tensor, exponent: number): Tensor {
  if (exponent < 0) {
    throw valueError(
      `pow: ${formatType(x.type)} to the power ${exponent} is no integer; cast to f32 with cast('f32')`,
    );
  }
  const base = x.dtype === 'bool' ? x.cast('i32') : x;
  let power = base.equal(base).cast(base.dtype);
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = power.mul(square);
    if (rest > 1) square = square.mul(square);
  }
  return power;
}

/** Integers to the power of integers of one type and shape. Above 2^63 all but powers of -1, 0 and 1 overflow. */
export function powerOfIntegers(x: Tensor, y: Tensor): Tensor {
  if (x.dtype === 'bool') return powerOfIntegers(x.cast('i32'), y.cast('i32'));
  // As in JAX a power of 0 is 0 where the exponent is above 63 or negative.
  let power = x.notEqual(0).bitwiseOr(y.equal(0)).cast(x.dtype);
  let square = x;
  for (let bit = 0; bit < 6; bit++) {
    const isSet = y.bitwiseAnd(1 << bit).notEqual(0);
    // The factor is the square, or 1.
    power = power.mul(square.sub(1).mul(isSet.cast(x.dtype)).add(1));
    square = square.mul(square);
  }
  return power;
}
