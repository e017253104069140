import { sizeOf, type TensorType } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';

/** Nested arrays of numbers or truth values. */
export type Nested = number | boolean | readonly Nested[];

/** Elements as nested arrays; a number or truth value for a scalar. */
export function toNested({ dtype, shape }: TensorType, data: TensorData): Nested {
  const part = (axis: number, offset: number): Nested => {
    const extent = shape[axis];
    if (extent === undefined) return dtype === 'bool' ? data[offset] !== 0 : (data[offset] ?? 0);
    const stride = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: extent }, (_, index) => part(axis + 1, offset + index * stride));
  };
  return part(0, 0);
}
