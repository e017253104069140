import type { One, Op } from '../ir/op.ts';
import { rising } from './intervalRules.ts';

/** x itself, which is not taken for equal to anything computed from x elsewhere: what follows is computed again. */
export const barrier: Op<One, undefined, One> = {
  name: 'barrier',
  infer: ([x]) => [x as NonNullable<typeof x>],
  vjp: (_, { cotangents: [c] }) => [c],
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  interval: rising,
  lower: () => ({ form: 'alias' }),
  traits: { additive: true, distinct: true },
};
