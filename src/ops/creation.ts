import { shapeError } from '../errors.ts';
import type { One, Op } from '../ir/op.ts';
import { checkShape, formatType, type Shape, sizeOf, type TensorType, tensorType } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import { identityMap } from '../kernel/forms.ts';
import { identityProgram, laneProgram } from '../kernel/lane.ts';
import { constantInterval } from './intervalRules.ts';
import { commonType, mapLowering, unary } from './rules.ts';

/** The elements of a constant, row-major. */
export interface ConstantParams {
  readonly type: TensorType;
  readonly data: TensorData;
}

/** A value known when the program is made. */
export const constant: Op<readonly [], ConstantParams, One> = {
  name: 'constant',
  infer: (_, { type, data }) => {
    if (data.length !== sizeOf(type.shape)) {
      throw shapeError(
        `constant: ${formatType(type)} takes ${sizeOf(type.shape)} elements, got ${data.length}`,
      );
    }
    return [type];
  },
  vjp: () => [],
  batch: (b, { params, size }) => [
    b.broadcastTo(b.constant(params), { shape: [size, ...params.type.shape] }),
  ],
  lower: (_, { type, data }) => ({ form: 'data', type, data }),
  traits: {},
};

/** The index along one axis, as u32. */
export const iota: Op<readonly [], { readonly shape: Shape; readonly axis: number }, One> = {
  name: 'iota',
  infer: (_, { shape, axis }) => {
    checkShape('iota', shape);
    if (shape[axis] === undefined)
      throw shapeError(`iota: axis ${axis} is out of range for ${shape.length} axes`);
    return [tensorType('u32', shape)];
  },
  vjp: () => [],
  batch: (b, { params: { shape, axis }, size }) => [b.iota({ shape: [size, ...shape], axis: axis + 1 })],
  lower: (_, { shape, axis }) => ({
    form: 'map',
    domain: shape,
    operands: [{ kind: 'index', coordinate: { axis, stride: 1, start: 0 } }],
    program: identityProgram('u32'),
    targets: [{ output: 0, shape, map: identityMap(shape) }],
  }),
  traits: {},
};

const everyType = ['f32', 'i32', 'u32', 'bool'] as const;
const independent = { zeroGradient: 'its value does not depend on x' } as const;

/** Zeros of the type of x. */
export const zerosLike = unary({
  name: 'zerosLike',
  dtypes: everyType,
  lane: (b, x) => b.constant(0, x.dtype),
  vjp: independent,
  interval: constantInterval,
});

/** Ones of the type of x. */
export const onesLike = unary({
  name: 'onesLike',
  dtypes: everyType,
  lane: (b, x) => b.constant(1, x.dtype),
  vjp: independent,
  interval: constantInterval,
});

/** One value, in the type of x. */
export const fullLike: Op<One, { readonly value: number }, One> = {
  name: 'fullLike',
  infer: (types) => [commonType('fullLike', types, 1, everyType)],
  vjp: independent,
  interval: constantInterval,
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: (types, { value }) =>
    mapLowering(
      types,
      laneProgram([types[0]?.dtype ?? 'f32'], (b) => b.inputs.map((x) => b.constant(value, x.dtype))),
    ),
  traits: {},
};
