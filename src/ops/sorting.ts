import { dtypeError } from '../errors.ts';
import type { One, Op } from '../ir/op.ts';
import { formatType, tensorType } from '../ir/types.ts';
import { discrete } from './rules.ts';

/**
 * The positions along the last axis (i32) that put u32 keys in increasing order; equal keys keep their order. Other
 * element types are sorted by keys in the same order.
 */
export const argsort: Op<One, undefined, One> = {
  name: 'argsort',
  infer: (types) => {
    const [keys] = types;
    if (keys?.dtype !== 'u32' || keys.shape.length === 0) {
      throw dtypeError(
        `argsort: expected u32 keys of one axis or more, got ${types.map(formatType).join(', ')}`,
      );
    }
    return [tensorType('i32', keys.shape)];
  },
  vjp: discrete,
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: ([keys]) => {
    const shape = keys?.shape ?? [];
    const extent = shape.at(-1) ?? 1;
    return { form: 'sort', rows: shape.slice(0, -1).reduce((rows, own) => rows * own, 1), extent };
  },
  traits: {},
};
