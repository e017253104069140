import type { Value } from '../ir/func.ts';
import type { Op } from '../ir/op.ts';
import { type TensorType, tensorType } from '../ir/types.ts';
import { constant } from './creation.ts';
import { broadcastTo } from './movement.ts';

/** What operations are emitted with. */
interface Emitter {
  emit(op: Op, inputs: readonly Value[], params: unknown): readonly Value[];
}

/** Zeros of the shape of a type, f32. */
export function zerosOf(emitter: Emitter, { shape }: TensorType): Value {
  const params = { type: tensorType('f32', []), data: Float32Array.of(0) };
  const [zero] = emitter.emit(constant, [], params);
  return emitter.emit(broadcastTo, [zero as Value], { shape })[0] as Value;
}
