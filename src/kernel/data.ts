import type { Dtype } from '../ir/types.ts';

/** The elements of a tensor, row-major: f32, i32, u32, and 0 and 1 for bool. */
export type TensorData = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Zeros of the given type. */
export function allocateData(dtype: Dtype, length: number): TensorData {
  switch (dtype) {
    case 'f32':
      return new Float32Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'u32':
      return new Uint32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}
