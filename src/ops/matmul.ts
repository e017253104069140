import { dtypeError, shapeError } from '../errors.ts';
import type { One, Op, Two } from '../ir/op.ts';
import { formatType, sameShape, tensorType } from '../ir/types.ts';
import { wholeBox, windowMap } from '../kernel/forms.ts';
import { productsOf, roundingsOfProduct } from './intervalSums.ts';

/** The last two axes exchanged. */
const swapped = (rank: number): readonly number[] => [...new Array(rank - 2).keys(), rank - 1, rank - 2];

/**
 * The matrix product over the last two axes, [batch..., m, k] times [batch..., k, n]; the batch axes are equal.
 * Any transposition or broadcast is a view of its inputs, which its kernel reads as it is.
 */
export const matmul: Op<Two, undefined, One> = {
  name: 'matmul',
  infer: (types) => {
    const [a, b] = types;
    if (a === undefined || b === undefined || a.shape.length < 2 || a.shape.length !== b.shape.length) {
      throw shapeError(
        `matmul: expected two arrays of equal rank, 2 or more, got ${types.map(formatType).join(' and ')}`,
      );
    }
    if (a.dtype !== 'f32' || b.dtype !== 'f32') {
      throw dtypeError(`matmul: expected f32, got ${types.map(formatType).join(' and ')}`);
    }
    const batch = a.shape.slice(0, -2);
    if (!sameShape(batch, b.shape.slice(0, -2)) || a.shape.at(-1) !== b.shape.at(-2)) {
      throw shapeError(
        `matmul: ${formatType(a)} and ${formatType(b)} do not fit: the last axis of the first (${a.shape.at(-1)}) ` +
          `must be the last but one of the second (${b.shape.at(-2)}), and the batch axes equal`,
      );
    }
    return [tensorType('f32', [...batch, a.shape.at(-2) ?? 0, b.shape.at(-1) ?? 0])];
  },
  vjp: (builder, { inputs: [a, b], cotangents: [c] }) => {
    if (c === null) return [null, null];
    const permutation = swapped(a.type.shape.length);
    return [
      builder.matmul(c, builder.transpose(b, { permutation })),
      builder.matmul(builder.transpose(a, { permutation }), c),
    ];
  },
  interval: productsOf((x) => x.type.shape.at(-1) ?? 0),
  lastAxis: (b, { inputs: [x, w], mapped }) => {
    const { value, sizes, roundings } = mapped(w);
    return {
      value: b.matmul(x, value),
      sizes: b.matmul(b.abs(x), sizes),
      roundings: roundings + roundingsOfProduct(x.type.shape.at(-1) ?? 0),
    };
  },
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: ([a, b]) => {
    const aShape = a?.shape ?? [];
    const bShape = b?.shape ?? [];
    const axes = [...aShape.keys()];
    const rows = aShape.slice(-2, -1);
    const reduced = aShape.slice(-1);
    return {
      form: 'contract',
      batch: aShape.slice(0, -2),
      rows,
      reduced,
      n: bShape.at(-1) ?? 0,
      a: { shape: aShape, map: windowMap(axes) },
      b: { shape: bShape, map: windowMap(axes) },
      parts: [{ rows: wholeBox(rows), reduced: wholeBox(reduced) }],
    };
  },
  traits: {},
};
