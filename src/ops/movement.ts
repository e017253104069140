import { shapeError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { One, Op } from '../ir/op.ts';
import {
  checkShape,
  formatShape,
  formatType,
  type Shape,
  sameShape,
  sizeOf,
  type TensorType,
  tensorType,
} from '../ir/types.ts';
import { type Coordinate, identityMap, type MapKernel } from '../kernel/forms.ts';
import { identityProgram, laneProgram } from '../kernel/lane.ts';
import { rising } from './intervalRules.ts';
import { mappedShape } from './lastAxis.ts';
import { viewLowering } from './rules.ts';

const input = (types: readonly TensorType[]): TensorType => types[0] ?? tensorType('f32', []);

/** The same elements in row-major order under another shape of the same size. */
export const reshape: Op<One, { readonly shape: Shape }, One> = {
  name: 'reshape',
  infer: (types, { shape }) => {
    const type = input(types);
    checkShape('reshape', shape);
    if (sizeOf(type.shape) !== sizeOf(shape)) {
      throw shapeError(
        `reshape: ${formatType(type)} has ${sizeOf(type.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
      );
    }
    return [tensorType(type.dtype, shape)];
  },
  vjp: (b, { inputs: [x], cotangents: [c] }) => [c && b.reshape(c, { shape: x.type.shape })],
  interval: rising,
  lastAxis: mappedShape((b, x, shape) => b.reshape(x, { shape })),
  batch: (b, { inputs: [x], params, size }) => [b.reshape(x, { shape: [size, ...params.shape] })],
  lower: () => ({ form: 'alias' }),
  simplify: (b, { inputs: [x], params, madeBy }) => {
    if (sameShape(x.type.shape, params.shape)) return x;
    const inner = madeBy(x, reshape);
    return inner && b.reshape(inner.inputs[0], params);
  },
  traits: { additive: true },
};

/** Axis i of the result is axis `permutation[i]` of the input. */
export const transpose: Op<One, { readonly permutation: readonly number[] }, One> = {
  name: 'transpose',
  infer: (types, { permutation }) => {
    const { dtype, shape } = input(types);
    if (
      permutation.length !== shape.length ||
      new Set(permutation).size !== shape.length ||
      permutation.some((axis) => shape[axis] === undefined)
    ) {
      throw shapeError(
        `transpose: expected a permutation of the ${shape.length} axes of ${formatShape(shape)}, got [${permutation.join(', ')}]`,
      );
    }
    return [
      tensorType(
        dtype,
        permutation.map((axis) => shape[axis] ?? 1),
      ),
    ];
  },
  vjp: (b, { params: { permutation }, cotangents: [c] }) => [
    c && b.transpose(c, { permutation: permutation.map((_, axis) => permutation.indexOf(axis)) }),
  ],
  interval: rising,
  batch: (b, { inputs: [x], params }) => [
    b.transpose(x, { permutation: [0, ...params.permutation.map((axis) => axis + 1)] }),
  ],
  lower: (types, { permutation }) => {
    const type = input(types);
    const domain = permutation.map((axis) => type.shape[axis] ?? 1);
    return viewLowering(
      type,
      domain,
      permutation.map((_, axis) => ({ axis: permutation.indexOf(axis), stride: 1, start: 0 })),
    );
  },
  simplify: (_, { inputs: [x], params: { permutation } }) =>
    permutation.every((axis, index) => axis === index) ? x : null,
  traits: { additive: true },
};

/** NumPy's broadcasting to a shape: new leading axes, and axes of extent 1 repeated. */
export const broadcastTo: Op<One, { readonly shape: Shape }, One> = {
  name: 'broadcastTo',
  infer: (types, { shape }) => {
    const type = input(types);
    checkShape('broadcastTo', shape);
    const lead = shape.length - type.shape.length;
    if (lead < 0 || type.shape.some((extent, axis) => extent !== 1 && extent !== shape[lead + axis])) {
      throw shapeError(`broadcastTo: ${formatType(type)} does not broadcast to ${formatShape(shape)}`);
    }
    return [tensorType(type.dtype, shape)];
  },
  vjp: (b, { inputs: [x], params: { shape }, cotangents: [c] }) => {
    if (c === null) return [null];
    const lead = shape.length - x.type.shape.length;
    const axes = shape.flatMap((extent, axis) =>
      axis < lead || (x.type.shape[axis - lead] === 1 && extent !== 1) ? [axis] : [],
    );
    const summed = axes.length === 0 ? c : b.sum(c, { axes });
    return [b.reshape(summed, { shape: x.type.shape })];
  },
  interval: rising,
  lastAxis: mappedShape((b, x, shape) => b.broadcastTo(x, { shape })),
  batch: (b, { inputs: [x], params: { shape }, size }) => {
    const [, ...own] = x.type.shape;
    const padded = [size, ...new Array<number>(shape.length - own.length).fill(1), ...own];
    return [b.broadcastTo(b.reshape(x, { shape: padded }), { shape: [size, ...shape] })];
  },
  part: (b, { inputs: [x], params: { shape }, partOf }, { start, size }) => {
    const lead = shape.length - x.type.shape.length;
    const own = x.type.shape.map((extent, axis): readonly [number, number] =>
      extent === 1 ? [0, 1] : [start[lead + axis] ?? 0, size[lead + axis] ?? 0],
    );
    const part = partOf(x, { start: own.map(([first]) => first), size: own.map(([, count]) => count) });
    return b.broadcastTo(part, { shape: size });
  },
  lower: (types, { shape }) => {
    const type = input(types);
    const lead = shape.length - type.shape.length;
    return viewLowering(
      type,
      shape,
      type.shape.map(
        (extent, axis): Coordinate =>
          extent === 1 ? { axis: -1, stride: 0, start: 0 } : { axis: lead + axis, stride: 1, start: 0 },
      ),
    );
  },
  simplify: (_, { inputs: [x], params: { shape } }) => (sameShape(x.type.shape, shape) ? x : null),
  traits: {},
};

/** For every axis: where a slice starts, how many elements it takes, and how far apart (negative: backwards). */
export interface SliceParams {
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

/** A strided part of an array. */
export const slice: Op<One, SliceParams, One> = {
  name: 'slice',
  infer: (types, { start, size, step }) => {
    const type = input(types);
    checkShape('slice', size);
    if (
      [start, size, step].some((part) => part.length !== type.shape.length || !part.every(Number.isInteger))
    ) {
      throw shapeError(
        `slice: expected a whole start, size and step for each axis of ${formatType(type)}, ` +
          `got ${[start, size, step].map(formatShape).join(', ')}`,
      );
    }
    type.shape.forEach((extent, axis) => {
      const first = start[axis] ?? 0;
      const last = first + (step[axis] ?? 1) * ((size[axis] ?? 0) - 1);
      if ((size[axis] ?? 0) > 0 && (first < 0 || first >= extent || last < 0 || last >= extent)) {
        throw shapeError(
          `slice: elements ${first} to ${last} of axis ${axis} are outside ${formatType(type)}`,
        );
      }
    });
    return [tensorType(type.dtype, size)];
  },
  vjp: (b, { inputs: [x], params: { start, size, step }, cotangents: [c] }) => {
    if (c === null) return [null];
    const backwards = step.flatMap((stride, axis) => (stride < 0 ? [axis] : []));
    const forward = backwards.length === 0 ? c : b.flip(c, { axes: backwards });
    const low = start.map((first, axis) =>
      Math.min(first, first + (step[axis] ?? 1) * ((size[axis] ?? 1) - 1)),
    );
    const interior = step.map((stride) => Math.abs(stride) - 1);
    const high = low.map(
      (first, axis) =>
        (x.type.shape[axis] ?? 0) - first - ((size[axis] ?? 1) - 1) * ((interior[axis] ?? 0) + 1) - 1,
    );
    const empty = size.includes(0);
    return [empty ? b.zerosLike(x) : b.pad(forward, { low, high, interior, value: 0 })];
  },
  interval: rising,
  batch: (b, { inputs: [x], params, size }) => [
    b.slice(x, { start: [0, ...params.start], size: [size, ...params.size], step: [1, ...params.step] }),
  ],
  lower: (types, { start, size, step }) =>
    viewLowering(
      input(types),
      size,
      size.map((_, axis) => ({ axis, stride: step[axis] ?? 1, start: start[axis] ?? 0 })),
    ),
  simplify: (_, { inputs: [x], params: { size, step } }) =>
    sameShape(x.type.shape, size) && step.every((stride) => stride === 1) ? x : null,
  part: (b, { inputs: [x], params }, { start, size }) =>
    b.slice(x, {
      start: params.start.map((first, axis) => first + (params.step[axis] ?? 1) * (start[axis] ?? 0)),
      size,
      step: params.step,
    }),
  narrow: (_, { inputs: [x], params: { start, size, step }, partOf }) =>
    step.every((stride) => stride === 1) ? partOf(x, { start, size }) : null,
  traits: {},
};

/** The elements of the given axes in reverse order. */
export const flip: Op<One, { readonly axes: readonly number[] }, One> = {
  name: 'flip',
  infer: (types, { axes }) => {
    const type = input(types);
    if (axes.some((axis) => type.shape[axis] === undefined)) {
      throw shapeError(`flip: axes ${formatShape(axes)} are out of range for ${formatType(type)}`);
    }
    return [type];
  },
  vjp: (b, { params, cotangents: [c] }) => [c && b.flip(c, params)],
  interval: rising,
  batch: (b, { inputs: [x], params }) => [b.flip(x, { axes: params.axes.map((axis) => axis + 1) })],
  lower: (types, { axes }) => {
    const type = input(types);
    return viewLowering(
      type,
      type.shape,
      type.shape.map((extent, axis) =>
        axes.includes(axis) ? { axis, stride: -1, start: extent - 1 } : { axis, stride: 1, start: 0 },
      ),
    );
  },
  simplify: (_, { inputs: [x], params: { axes } }) => (axes.length === 0 ? x : null),
  traits: {},
};

/** For every axis: elements added before, after and between; and the value they have. */
export interface PadParams {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
  readonly value: number;
}

/** An array with constant elements added around and between its own. Extents must not be negative. */
export const pad: Op<One, PadParams, One> = {
  name: 'pad',
  infer: (types, params) => {
    const type = input(types);
    const counts = [params.low, params.high, params.interior];
    const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0;
    if (counts.some((each) => each.length !== type.shape.length || !each.every(isCount))) {
      throw shapeError(
        `pad: expected whole counts from 0 for each axis of ${formatType(type)}, ` +
          `got low, high and interior ${counts.map(formatShape).join(', ')}`,
      );
    }
    return [tensorType(type.dtype, paddedShape(type.shape, params))];
  },
  vjp: (b, { inputs: [x], params: { low, interior }, cotangents: [c] }) => [
    c &&
      (sizeOf(x.type.shape) === 0
        ? b.zerosLike(x)
        : b.slice(c, { start: low, size: x.type.shape, step: interior.map((count) => count + 1) })),
  ],
  interval: (b, context) => {
    const [bounds] = rising(b, context);
    return [{ ...bounds, isNonNegative: bounds.isNonNegative === true && context.params.value >= 0 }];
  },
  batch: (b, { inputs: [x], params }) => [
    b.pad(x, {
      low: [0, ...params.low],
      high: [0, ...params.high],
      interior: [0, ...params.interior],
      value: params.value,
    }),
  ],
  lower: (types, params) => {
    const type = input(types);
    const shape = paddedShape(type.shape, params);
    const fill: MapKernel = {
      form: 'map',
      domain: shape,
      operands: [],
      program: laneProgram([], (b) => b.constant(params.value, type.dtype)),
      targets: [{ output: 0, shape, map: identityMap(shape) }],
    };
    const copy = viewLowering(type, type.shape, identityMap(type.shape));
    const map = type.shape.map((_, axis) => ({
      axis,
      stride: (params.interior[axis] ?? 0) + 1,
      start: params.low[axis] ?? 0,
    }));
    return { form: 'pieces', pieces: [fill, { ...copy, targets: [{ output: 0, shape, map }] }] };
  },
  simplify: (_, { inputs: [x], params }) =>
    sameShape(paddedShape(x.type.shape, params), x.type.shape) ? x : null,
  traits: {},
};

function paddedShape(shape: Shape, { low, high, interior }: PadParams): number[] {
  return shape.map(
    (extent, axis) =>
      (low[axis] ?? 0) + (high[axis] ?? 0) + extent + Math.max(0, extent - 1) * (interior[axis] ?? 0),
  );
}

/** Arrays joined along an axis; all other extents are the same. */
export const concatenate: Op<readonly Value[], { readonly axis: number }, One> = {
  name: 'concatenate',
  infer: (types, { axis }) => {
    const first = input(types);
    for (const type of types) {
      const fits =
        type.dtype === first.dtype &&
        type.shape.length === first.shape.length &&
        type.shape.every((extent, index) => index === axis || extent === first.shape[index]);
      if (!fits || first.shape[axis] === undefined) {
        throw shapeError(
          `concatenate: along axis ${axis}, expected arrays that agree in all else, got ${types.map(formatType).join(', ')}`,
        );
      }
    }
    const extent = types.reduce((sum, type) => sum + (type.shape[axis] ?? 0), 0);
    return [
      tensorType(
        first.dtype,
        first.shape.map((own, index) => (index === axis ? extent : own)),
      ),
    ];
  },
  vjp: (b, { inputs, params: { axis }, cotangents: [c] }) => {
    let offset = 0;
    return inputs.map(({ type: { shape } }) => {
      const start = shape.map((_, index) => (index === axis ? offset : 0));
      offset += shape[axis] ?? 0;
      return c && b.slice(c, { start, size: shape, step: shape.map(() => 1) });
    });
  },
  interval: rising,
  batch: (b, { inputs, params: { axis } }) => [b.concatenate(...inputs, { axis: axis + 1 })],
  lower: (types, params) => {
    const [{ shape }] = concatenate.infer(types, params);
    let offset = 0;
    const pieces = types.map((type, index): MapKernel => {
      const view = viewLowering(type, type.shape, identityMap(type.shape));
      const map = type.shape.map((_, axis) => ({
        axis,
        stride: 1,
        start: axis === params.axis ? offset : 0,
      }));
      offset += type.shape[params.axis] ?? 0;
      return {
        ...view,
        operands: [{ kind: 'buffer', input: index, shape: type.shape, map: identityMap(type.shape) }],
        program: identityProgram(type.dtype),
        targets: [{ output: 0, shape, map }],
      };
    });
    return { form: 'pieces', pieces };
  },
  simplify: (_, { inputs }) => (inputs.length === 1 ? (inputs[0] ?? null) : null),
  traits: {},
};
