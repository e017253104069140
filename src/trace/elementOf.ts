import { tensorType } from '../ir/types.ts';
import { Tensor } from './tensor.ts';

/** A stand-in with the type of one element of a tensor along its leading axis; only its type is read. */
export function elementOf(whole: Tensor): Tensor {
  const { dtype, shape } = whole.type;
  return new Tensor({ ...whole.storage, type: tensorType(dtype, shape.slice(1)) });
}
