import { dtypeError, shapeError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { IntervalRule, One, Op, Vjp } from '../ir/op.ts';
import {
  checkShape,
  type Dtype,
  formatShape,
  formatType,
  type Shape,
  sizeOf,
  tensorType,
} from '../ir/types.ts';
import { type Coordinate, identityMap, type MapKernel } from '../kernel/forms.ts';
import { type Lane, type LaneBuilder, laneProgram } from '../kernel/lane.ts';
import { relu } from './arithmetic.ts';
import { rising } from './intervalRules.ts';
import { sumOf } from './intervalSums.ts';

/** Windows over every axis: how many elements they take, and how far apart they begin. */
export interface WindowParams {
  readonly window: Shape;
  readonly strides: Shape;
}

/** The places inside a window, row-major. */
function tapsOf(window: Shape): number[][] {
  return window.reduce<number[][]>(
    (taps, extent) => taps.flatMap((tap) => Array.from({ length: extent }, (_, index) => [...tap, index])),
    [[]],
  );
}

const outputShape = (shape: Shape, { window, strides }: WindowParams): number[] =>
  shape.map((extent, axis) => Math.floor((extent - (window[axis] ?? 1)) / (strides[axis] ?? 1)) + 1);

/** Where the element at a place of each window lies. */
const tapMap = (tap: readonly number[], strides: Shape): Coordinate[] =>
  tap.map((start, axis) => ({ axis, stride: strides[axis] ?? 1, start }));

function checkWindows(name: string, shape: Shape, { window, strides }: WindowParams): void {
  checkShape(name, window);
  checkShape(name, strides);
  const fits =
    [window, strides].every((each) => each.length === shape.length && !each.includes(0)) &&
    window.every((extent, axis) => extent <= (shape[axis] ?? 0));
  if (!fits) {
    throw shapeError(
      `${name}: expected a window inside of ${formatShape(shape)} and strides from 1, ` +
        `got ${formatShape(window)} and ${formatShape(strides)}`,
    );
  }
}

type Build = Parameters<Vjp<One, WindowParams, One>>[0];

/** The gradient of the input, given that of each place of the windows. */
function spread(b: Build, shape: Shape, params: WindowParams, gradients: readonly Value[]): Value {
  const { window, strides } = params;
  if (window.every((extent, axis) => extent <= (strides[axis] ?? 1)))
    return b.placeWindows(...gradients, { ...params, shape });
  const interior = strides.map((stride) => stride - 1);
  return tapsOf(window)
    .map((low, index) => {
      const part = gradients[index] as Value;
      const high = shape.map((extent, axis) => {
        const count = part.type.shape[axis] ?? 1;
        return extent - (low[axis] ?? 0) - ((count - 1) * (strides[axis] ?? 1) + 1);
      });
      return b.pad(part, { low, high, interior, value: 0 });
    })
    .reduce((sum, part) => b.add(sum, part));
}

interface PoolingSpec {
  readonly name: string;
  readonly dtypes: readonly Dtype[];
  readonly combine: (builder: LaneBuilder, x: Lane, y: Lane) => Lane;
  readonly vjp: Vjp<One, WindowParams, One>;
  readonly interval: IntervalRule<One, WindowParams, One>;
  readonly narrow?: NonNullable<Op<One, WindowParams, One>['narrow']>;
}

function pooling({ name, dtypes, combine, vjp, interval, narrow }: PoolingSpec): Op<One, WindowParams, One> {
  return {
    name,
    infer: (types, params) => {
      const { dtype, shape } = types[0] ?? tensorType('f32', []);
      if (!dtypes.includes(dtype))
        throw dtypeError(`${name}: expected ${dtypes.join(' or ')}, got ${types.map(formatType)}`);
      checkWindows(name, shape, params);
      return [tensorType(dtype, outputShape(shape, params))];
    },
    vjp,
    interval,
    batch: (_, { inputs, params, emit }) =>
      emit(inputs, { window: [1, ...params.window], strides: [1, ...params.strides] }),
    lower: (types, params) => {
      const { dtype, shape } = types[0] ?? tensorType('f32', []);
      const domain = outputShape(shape, params);
      const taps = tapsOf(params.window);
      return {
        form: 'map',
        domain,
        operands: taps.map((tap) => ({ kind: 'buffer', input: 0, shape, map: tapMap(tap, params.strides) })),
        program: laneProgram(
          taps.map(() => dtype),
          (b) => b.inputs.reduce((x, y) => combine(b, x, y)),
        ),
        targets: [{ output: 0, shape: domain, map: identityMap(domain) }],
      };
    },
    simplify: (_, { inputs: [x], params }) =>
      sizeOf(params.window) === 1 && params.strides.every((stride) => stride === 1) ? x : null,
    part: (_, { inputs: [x], params, partOf, emit }, { start, size }) => {
      if (size.includes(0)) return null;
      const along = (each: (stride: number, window: number, axis: number) => number): number[] =>
        params.strides.map((stride, axis) => each(stride, params.window[axis] ?? 1, axis));
      const read = partOf(x, {
        start: along((stride, _window, axis) => stride * (start[axis] ?? 0)),
        size: along((stride, window, axis) => stride * ((size[axis] ?? 1) - 1) + window),
      });
      return emit([read], params)[0] ?? null;
    },
    ...(narrow ? { narrow } : {}),
    traits: {},
  };
}

/** The elements at each place of the windows, as views. */
const elementsOf = (b: Build, x: Value, { window, strides }: WindowParams, size: Shape): Value[] =>
  tapsOf(window).map((start) => b.slice(x, { start, size, step: strides }));

/** The largest element of each window; NaN where there is one. The gradient goes to the first of equals, row-major. */
export const windowMax = pooling({
  name: 'windowMax',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, x, y) => b.max(x, y),
  vjp: (b, { inputs: [x], outputs: [y], params, cotangents: [c] }) => {
    if (c === null) return [null];
    const zero = b.zerosLike(c);
    let taken: Value | null = null;
    const gradients = elementsOf(b, x, params, y.type.shape).map((element) => {
      const reaches = b.equal(element, y);
      const gradient = b.select(reaches, taken === null ? c : b.select(taken, zero, c), zero);
      taken = taken === null ? reaches : b.bitwiseOr(taken, reaches);
      return gradient;
    });
    return [spread(b, x.type.shape, params, gradients)];
  },
  interval: rising,
  // The largest of rectified elements is the largest one, rectified: the first to reach it is the same where it is above 0,
  // and elsewhere no gradient passes.
  narrow: (b, { inputs: [x], params, madeBy, isOnlyReadHere }) => {
    const rectified = isOnlyReadHere(x) ? madeBy(x, relu) : null;
    return rectified && b.relu(b.windowMax(rectified.inputs[0], params));
  },
});

/** The sum of each window, its elements added in row-major order. */
export const windowSum = pooling({
  name: 'windowSum',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, x, y) => b.add(x, y),
  vjp: (b, { inputs: [x], params, cotangents: [c] }) => [
    c &&
      spread(
        b,
        x.type.shape,
        params,
        tapsOf(params.window).map(() => c),
      ),
  ],
  interval: sumOf('windowSum', (_, { window }) => sizeOf(window)),
});

/** Windows that do not overlap, and the shape that they are put in. */
export interface PlaceParams extends WindowParams {
  readonly shape: Shape;
}

/**
 * Windows put side by side: input number t has the elements for place t, row-major, of each window, which do not overlap.
 * Elements between the windows are 0.
 */
export const placeWindows: Op<readonly Value[], PlaceParams, One> = {
  name: 'placeWindows',
  infer: (types, params) => {
    const { shape, window, strides } = params;
    checkShape('placeWindows', shape);
    checkWindows('placeWindows', shape, params);
    const dtype = types[0]?.dtype ?? 'f32';
    const expected = formatType(tensorType(dtype, outputShape(shape, params)));
    const fits = types.length === sizeOf(window) && types.every((type) => formatType(type) === expected);
    if (!fits || window.some((extent, axis) => extent > (strides[axis] ?? 1))) {
      throw shapeError(
        `placeWindows: expected ${sizeOf(window)} inputs ${expected} for windows ${formatShape(window)} that are at least ` +
          `as far apart, got ${types.map(formatType).join(', ')} and strides ${formatShape(strides)}`,
      );
    }
    return [tensorType(dtype, shape)];
  },
  vjp: (b, { inputs, params, cotangents: [c] }) =>
    c === null ? inputs.map(() => null) : elementsOf(b, c, params, inputs[0]?.type.shape ?? []),
  interval: rising,
  batch: (_, { inputs, params: { shape, window, strides }, size, emit }) =>
    emit(inputs, { shape: [size, ...shape], window: [1, ...window], strides: [1, ...strides] }),
  lower: (types, params) => {
    const { shape, window, strides } = params;
    const { dtype, shape: domain } = types[0] ?? tensorType('f32', []);
    const copy: MapKernel = {
      form: 'map',
      domain,
      operands: types.map((_, input) => ({ kind: 'buffer', input, shape: domain, map: identityMap(domain) })),
      program: laneProgram(
        types.map(() => dtype),
        (b) => b.inputs,
      ),
      targets: tapsOf(window).map((tap) => ({ output: 0, shape, map: tapMap(tap, strides) })),
    };
    const fill: MapKernel = {
      form: 'map',
      domain: shape,
      operands: [],
      program: laneProgram([], (b) => b.constant(0, dtype)),
      targets: [{ output: 0, shape, map: identityMap(shape) }],
    };
    const isFull = sizeOf(domain) * sizeOf(window) === sizeOf(shape);
    return { form: 'pieces', pieces: isFull ? [copy] : [fill, copy] };
  },
  traits: {},
};
