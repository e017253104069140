import * as ops from '../ops/index.ts';
import { binaryOp, type Tensor, type TensorLike, unwrap } from './tensor.ts';

/** 1 / √x. */
export const rsqrt = (x: Tensor): Tensor => unwrap(ops.rsqrt, [x.cast('f32')]);

/** log(1 + e^x), without overflow. */
export const softplus = (x: Tensor): Tensor => unwrap(ops.softplus, [x.cast('f32')]);

/** The angle of the point (x, y), from -π to π; the signs of zeros tell the side, as in C. */
export const atan2 = (y: TensorLike, x: TensorLike): Tensor => binaryOp('atan2', ops.atan2, y, x, 'f32');

/** The smallest integer not below x, in f32; integers stay as they are. */
export const ceil = (x: Tensor): Tensor => (x.dtype === 'f32' ? unwrap(ops.ceil, [x]) : x);

/** The largest integer not above x, in f32; integers stay as they are. */
export const floor = (x: Tensor): Tensor => (x.dtype === 'f32' ? unwrap(ops.floor, [x]) : x);

/** x without its fraction, in f32; integers stay as they are. */
export const trunc = (x: Tensor): Tensor => (x.dtype === 'f32' ? unwrap(ops.trunc, [x]) : x);

/** The integer next to x, halves to the even one, in f32; integers stay as they are. */
export const round = (x: Tensor): Tensor => (x.dtype === 'f32' ? unwrap(ops.round, [x]) : x);
