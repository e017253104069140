import { dtypeError, shapeError } from '../errors.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/func.ts';
import type { IntervalRule, One, Op, Two } from '../ir/op.ts';
import { type Dtype, formatType, normalizeAxis, sizeOf, type TensorType, tensorType } from '../ir/types.ts';
import type { CumulativeKernel } from '../kernel/forms.ts';
import { type Lane, type LaneBuilder, laneProgram } from '../kernel/lane.ts';
import { sumOf } from './intervalSums.ts';
import { commonType, type Gradient } from './rules.ts';

/** The axis that is walked along, and whether from its end to its start. */
export interface CumulativeParams {
  readonly axis: number;
  readonly reverse: boolean;
}

function lowering(
  { dtype, shape }: TensorType,
  { axis, reverse }: CumulativeParams,
  values: number,
  combine: (builder: LaneBuilder, ...lanes: Lane[]) => Lane,
  initial: number,
): CumulativeKernel {
  return {
    form: 'cumulative',
    outer: sizeOf(shape.slice(0, axis)),
    extent: shape[axis] ?? 1,
    inner: sizeOf(shape.slice(axis + 1)),
    reverse,
    combine: laneProgram(new Array<Dtype>(1 + values).fill(dtype), combine),
    initial,
  };
}

/**
 * The element before each one in the order of a cumulative operation, and `value` before the first. The element after
 * each one is the one before it in the opposite order.
 */
function previous(b: Builder, x: Value, { axis, reverse }: CumulativeParams, value: number): Value {
  const { shape } = x.type;
  const extent = shape[axis] ?? 0;
  if (extent === 0) return x;
  const only = (number: number): number[] => shape.map((_, own) => (own === axis ? number : 0));
  const kept = b.slice(x, {
    start: only(reverse ? 1 : 0),
    size: shape.map((own, index) => (index === axis ? extent - 1 : own)),
    step: shape.map(() => 1),
  });
  return b.pad(kept, { low: only(reverse ? 0 : 1), high: only(reverse ? 1 : 0), interior: only(0), value });
}

const opposite = ({ axis, reverse }: CumulativeParams): CumulativeParams => ({ axis, reverse: !reverse });

interface CumulativeSpec {
  readonly name: string;
  readonly combine: (builder: LaneBuilder, accumulator: Lane, value: Lane) => Lane;
  /** Combined with an element it is that element, to the bit. */
  readonly initial: number;
  readonly vjp: Gradient<One, CumulativeParams>;
  readonly interval?: IntervalRule<One, CumulativeParams, One>;
}

function cumulative({
  name,
  combine,
  initial,
  vjp,
  interval,
}: CumulativeSpec): Op<One, CumulativeParams, One> {
  return {
    name,
    infer: (types, { axis }) => {
      const [type = tensorType('f32', [])] = types;
      if (type.dtype === 'bool' || types.length !== 1)
        throw dtypeError(`${name}: expected f32, i32 or u32, got ${types.map(formatType).join(', ')}`);
      normalizeAxis(name, axis, type.shape.length);
      if (axis < 0) throw shapeError(`${name}: expected an axis from 0, got ${axis}`);
      return [type];
    },
    vjp,
    ...(interval ? { interval } : {}),
    batch: (_, { inputs, params, emit }) => emit(inputs, { ...params, axis: params.axis + 1 }),
    lower: ([type = tensorType('f32', [])], params) =>
      lowering(type, params, 1, (b, total, x) => combine(b, total as Lane, x as Lane), initial),
    traits: {},
  };
}

/** The sums of the elements up to each one along an axis, added one by one. */
export const cumsum = cumulative({
  name: 'cumsum',
  combine: (b, total, x) => b.add(total, x),
  initial: -0,
  vjp: (b, { params, cotangents: [c] }) => [c && b.cumsum(c, opposite(params))],
  interval: sumOf('cumsum', ({ type: { shape } }, { axis }) => shape[axis] ?? 0),
});

/** The products of the elements up to each one along an axis, multiplied one by one. */
export const cumprod = cumulative({
  name: 'cumprod',
  combine: (b, total, x) => b.mul(total, x),
  initial: 1,
  // y[j] = (the product before i) x[i] (the product from i to j), so no division by x, which may be 0.
  vjp: (b, { inputs: [x], outputs: [y], params, cotangents: [c] }) => {
    if (c === null) return [null];
    const factors = previous(b, x, opposite(params), 0);
    return [b.mul(previous(b, y, params, 1), b.linearRecurrence(factors, c, opposite(params)))];
  },
});

/** For every element along an axis the product of all others; no division, as elements may be 0. */
export function productOfOthers(b: Builder, x: Value, axis: number): Value {
  const [forward, backward] = [
    { axis, reverse: false },
    { axis, reverse: true },
  ];
  const before = previous(b, b.cumprod(x, forward), forward, 1);
  return b.mul(before, previous(b, b.cumprod(x, backward), backward, 1));
}

/** h[t] = a[t] h[t-1] + b[t] along an axis, from h = 0, of f32. */
export const linearRecurrence: Op<Two, CumulativeParams, One> = {
  name: 'linearRecurrence',
  infer: (types, { axis }) => {
    const type = commonType('linearRecurrence', types, 2, ['f32']);
    normalizeAxis('linearRecurrence', axis, type.shape.length);
    if (axis < 0) throw shapeError(`linearRecurrence: expected an axis from 0, got ${axis}`);
    return [type];
  },
  vjp: (b, { inputs: [factors], outputs: [h], params, cotangents: [c] }) => {
    if (c === null) return [null, null];
    const ofTerms = b.linearRecurrence(previous(b, factors, opposite(params), 0), c, opposite(params));
    return [b.mul(ofTerms, previous(b, h, params, 0)), ofTerms];
  },
  batch: (_, { inputs, params, emit }) => emit(inputs, { ...params, axis: params.axis + 1 }),
  lower: ([type = tensorType('f32', [])], params) =>
    lowering(
      type,
      params,
      2,
      (b, h, factor, term) => b.add(b.mul(factor as Lane, h as Lane), term as Lane),
      0,
    ),
  traits: {},
};
