import { dtypeError, shapeError, valueError } from '../errors.ts';
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

/**
 * Integers to a whole power from 0, by repeated squaring; wraps.
 * @param one ones of the type of x
 */
export function integerPower(x: Tensor, exponent: Tensor | number | boolean, one: Tensor): Tensor {
  if (typeof exponent === 'object') {
    throw dtypeError(
      `pow: ${formatType(x.type)} to the power ${formatType(exponent.type)}: integers take a whole number as the ` +
        "exponent; for a result in f32, cast one of them with cast('f32')",
    );
  }
  if (Number(exponent) < 0) {
    throw valueError(
      `pow: ${formatType(x.type)} to the power ${exponent} is no integer; cast to f32 with cast('f32')`,
    );
  }
  let power = one;
  let square = x;
  for (let rest = Number(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = power.mul(square);
    if (rest > 1) square = square.mul(square);
  }
  return power;
}
