import { dtypeError, shapeError } from '../errors.ts';
import type { One, Op, Three } from '../ir/op.ts';
import { formatType, sameShape, tensorType } from '../ir/types.ts';
import { CONTRACT_BLOCK } from '../kernel/order.ts';

/**
 * Matrix products added up one after another: initial + a[0]ᵀ b[0] + a[1]ᵀ b[1] + ..., or from the last to the first.
 * `initial` is [batch..., m, n], a [batch..., steps, k, m] and b [batch..., steps, k, n]; k is at most one block of a sum.
 */
export const accumulateProducts: Op<Three, { readonly reverse: boolean }, One> = {
  name: 'accumulateProducts',
  infer: (types) => {
    const [initial, a, b] = types;
    const given = types.map(formatType).join(', ');
    if (types.some(({ dtype }) => dtype !== 'f32')) {
      throw dtypeError(`accumulateProducts: expected f32, got ${given}`);
    }
    const [m, n] = initial?.shape.slice(-2) ?? [];
    const batch = initial?.shape.slice(0, -2) ?? [];
    const [steps, k] = a?.shape.slice(-3) ?? [];
    const fits =
      m !== undefined &&
      n !== undefined &&
      k !== undefined &&
      steps !== undefined &&
      k <= CONTRACT_BLOCK &&
      sameShape(a?.shape ?? [], [...batch, steps, k, m]) &&
      sameShape(b?.shape ?? [], [...batch, steps, k, n]);
    if (fits) return [tensorType('f32', [...batch, m, n])];
    throw shapeError(
      'accumulateProducts: expected [batch..., m, n], [batch..., steps, k, m] and [batch..., steps, k, n] with k up to ' +
        `${CONTRACT_BLOCK}, got ${given}`,
    );
  },
  vjp: (builder, { inputs: [, a, b], cotangents: [c] }) => {
    if (c === null) return [null, null, null];
    const rank = c.type.shape.length;
    const shape = [...a.type.shape.slice(0, -2), ...c.type.shape.slice(-2)];
    const permutation = [...new Array(rank - 1).keys(), rank, rank - 1];
    const single = [...c.type.shape.slice(0, -2), 1, ...c.type.shape.slice(-2)];
    const each = builder.broadcastTo(builder.reshape(c, { shape: single }), { shape });
    return [c, builder.matmul(b, builder.transpose(each, { permutation })), builder.matmul(a, each)];
  },
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: ([initial, a], { reverse }) => ({
    form: 'accumulate',
    batch: initial?.shape.slice(0, -2) ?? [],
    m: initial?.shape.at(-2) ?? 0,
    n: initial?.shape.at(-1) ?? 0,
    k: a?.shape.at(-2) ?? 0,
    steps: a?.shape.at(-3) ?? 0,
    reverse,
  }),
  traits: {},
};
