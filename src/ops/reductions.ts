import { dtypeError, shapeError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { IntervalRule, One, Op, Traits, Vjp } from '../ir/op.ts';
import {
  type Dtype,
  formatType,
  normalizeAxis,
  type Shape,
  sizeOf,
  type TensorType,
  tensorType,
} from '../ir/types.ts';
import type { Kernel, Operand } from '../kernel/forms.ts';
import { identityProgram, type Lane, type LaneBuilder, laneProgram } from '../kernel/lane.ts';
import { productOfOthers } from './cumulative.ts';
import { rising } from './intervalRules.ts';
import { roundingsOfReduction, sumOf } from './intervalSums.ts';
import { type Gradient, mapLowering } from './rules.ts';

/** The axes that are reduced, increasing; they vanish from the shape. */
export interface ReduceParams {
  readonly axes: readonly number[];
}

type Reduction = Op<One, ReduceParams, One>;

const kept = (shape: Shape, axes: readonly number[]): number[] =>
  shape.filter((_, axis) => !axes.includes(axis));

function inferReduction(name: string, types: readonly TensorType[], axes: readonly number[]): TensorType {
  const type = types[0] ?? tensorType('f32', []);
  axes.forEach((axis, index) => {
    normalizeAxis(name, axis, type.shape.length);
    if (axis <= (axes[index - 1] ?? -1)) {
      throw shapeError(`${name}: expected increasing axes from 0, got [${axes.join(', ')}]`);
    }
  });
  return tensorType(type.dtype, kept(type.shape, axes));
}

/** The operand of a reduction: the reduced axes follow the kept ones. */
function reductionOperand(shape: Shape, axes: readonly number[]): Operand {
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  return {
    kind: 'buffer',
    input: 0,
    shape,
    map: shape.map((_, axis) => ({ axis: order.indexOf(axis), stride: 1, start: 0 })),
  };
}

/** A value of the reduced shape, repeated along the reduced axes. */
function spread(
  b: Parameters<Vjp<One, ReduceParams, One>>[0],
  value: Value,
  shape: Shape,
  axes: readonly number[],
): Value {
  const withOnes = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return b.broadcastTo(b.reshape(value, { shape: withOnes }), { shape });
}

interface ReductionSpec {
  readonly name: string;
  readonly dtypes: readonly Dtype[];
  readonly combine: (builder: LaneBuilder, accumulator: Lane, value: Lane) => Lane;
  readonly initial: (dtype: Dtype) => number;
  /** Whether there is no result over nothing. */
  readonly needsElements?: boolean;
  readonly vjp: Gradient<One, ReduceParams>;
  readonly interval?: IntervalRule<One, ReduceParams, One>;
  readonly lastAxis?: NonNullable<Reduction['lastAxis']>;
  readonly traits?: Traits;
}

function reduction(spec: ReductionSpec): Reduction {
  const {
    name,
    dtypes,
    combine,
    initial,
    needsElements = false,
    vjp,
    interval,
    lastAxis,
    traits = {},
  } = spec;
  return {
    name,
    infer: (types, { axes }) => {
      const type = inferReduction(name, types, axes);
      if (!dtypes.includes(type.dtype)) {
        throw dtypeError(`${name}: expected ${dtypes.join(' or ')}, got ${types.map(formatType).join(', ')}`);
      }
      if (needsElements && axes.some((axis) => types[0]?.shape[axis] === 0)) {
        throw shapeError(
          `${name}: ${types.map(formatType)} has no elements along the axes [${axes.join(', ')}]`,
        );
      }
      return [type];
    },
    vjp,
    batch: (_, { inputs, params, emit }) => emit(inputs, { axes: params.axes.map((axis) => axis + 1) }),
    lower: (types, { axes }): Kernel => {
      const { dtype, shape } = types[0] ?? tensorType('f32', []);
      // Over no axes a reduction is its input: combining with the initial value would turn the sum of -0 to 0.
      if (axes.length === 0) return mapLowering(types, identityProgram(dtype));
      return {
        form: 'reduce',
        domain: kept(shape, axes),
        reduced: axes.map((axis) => shape[axis] ?? 1),
        operands: [reductionOperand(shape, axes)],
        program: identityProgram(dtype),
        combine: laneProgram([dtype, dtype], (b, x, y) => combine(b, x as Lane, y as Lane)),
        initial: [initial(dtype)],
        results: [0],
      };
    },
    simplify: (_, { inputs: [x], params: { axes } }) => (axes.length === 0 ? x : null),
    ...(interval ? { interval } : {}),
    ...(lastAxis ? { lastAxis } : {}),
    traits,
  };
}

/** The sum over the given axes, in the engine's fixed order; 0 over nothing. */
export const sum = reduction({
  name: 'sum',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, accumulator, value) => b.add(accumulator, value),
  initial: () => 0,
  vjp: (b, { inputs: [x], params: { axes }, cotangents: [c] }) => [c && spread(b, c, x.type.shape, axes)],
  lastAxis: (b, { inputs: [x], params, mapped }) => {
    const { shape } = x.type;
    if (params.axes.includes(shape.length - 1)) return null;
    const { value, sizes, roundings } = mapped(x);
    const terms = sizeOf(params.axes.map((axis) => shape[axis] ?? 1));
    return {
      value: b.sum(value, params),
      sizes: b.sum(sizes, params),
      roundings: roundings + roundingsOfReduction(terms),
    };
  },
  interval: sumOf('sum', ({ type: { shape } }, { axes }) =>
    roundingsOfReduction(sizeOf(axes.map((axis) => shape[axis] ?? 1))),
  ),
  traits: { additive: true },
});

/** The product over the given axes; 1 over nothing. */
export const prod = reduction({
  name: 'prod',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, accumulator, value) => b.mul(accumulator, value),
  initial: () => 1,
  vjp: (b, { inputs: [x], params: { axes }, cotangents: [c] }) => {
    if (c === null) return [null];
    const { shape } = x.type;
    const others = [...shape.keys()].filter((axis) => !axes.includes(axis));
    const permutation = [...others, ...axes];
    const moved = b.transpose(x, { permutation });
    const flat = b.reshape(moved, {
      shape: [...kept(shape, axes), sizeOf(axes.map((axis) => shape[axis] ?? 1))],
    });
    const products = b.reshape(productOfOthers(b, flat, others.length), { shape: moved.type.shape });
    const back = b.transpose(products, {
      permutation: permutation.map((_, axis) => permutation.indexOf(axis)),
    });
    return [b.mul(spread(b, c, shape, axes), back)];
  },
});

/** The gradient of an extreme value goes in equal shares to all elements that reach it, as in JAX. */
const extremeVjp: Vjp<One, ReduceParams, One> = (
  b,
  { inputs: [x], outputs: [y], params: { axes }, cotangents: [c] },
) => {
  if (c === null) return [null];
  const { shape } = x.type;
  const hit = b.cast(b.equal(x, spread(b, y, shape, axes)), { dtype: 'f32' });
  const count = b.sum(hit, { axes });
  return [b.mul(spread(b, b.div(c, count), shape, axes), hit)];
};

const lowest: Record<Dtype, number> = { f32: -Infinity, i32: -0x80000000, u32: 0, bool: 0 };
const highest: Record<Dtype, number> = { f32: Infinity, i32: 0x7fffffff, u32: 0xffffffff, bool: 1 };

/** The largest element over the given axes; NaN where there is one. */
export const max = reduction({
  name: 'max',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, accumulator, value) => b.max(accumulator, value),
  initial: (dtype) => lowest[dtype],
  needsElements: true,
  vjp: extremeVjp,
  interval: rising,
});

/** The smallest element over the given axes; NaN where there is one. */
export const min = reduction({
  name: 'min',
  dtypes: ['f32', 'i32', 'u32'],
  combine: (b, accumulator, value) => b.min(accumulator, value),
  initial: (dtype) => highest[dtype],
  needsElements: true,
  vjp: extremeVjp,
  interval: rising,
});

/** Whether all elements over the given axes are true. */
export const all = reduction({
  name: 'all',
  dtypes: ['bool'],
  combine: (b, accumulator, value) => b.and(accumulator, value),
  initial: () => 1,
  vjp: { zeroGradient: 'its values are discrete' },
  interval: rising,
});

/** Whether any element over the given axes is true. */
export const any = reduction({
  name: 'any',
  dtypes: ['bool'],
  combine: (b, accumulator, value) => b.or(accumulator, value),
  initial: () => 0,
  vjp: { zeroGradient: 'its values are discrete' },
  interval: rising,
});

/** The axis along which a position is looked for. */
export interface ArgParams {
  readonly axis: number;
}

function argReduction(
  name: string,
  better: (b: LaneBuilder, x: Lane, y: Lane) => Lane,
  worst: Record<Dtype, number>,
) {
  const op: Op<One, ArgParams, One> = {
    name,
    infer: (types, { axis }) => {
      const type = inferReduction(name, types, [axis]);
      if (type.dtype === 'bool')
        throw dtypeError(`${name}: expected f32, i32 or u32, got ${types.map(formatType)}`);
      if (types[0]?.shape[axis] === 0)
        throw shapeError(`${name}: axis ${axis} of ${formatType(types[0])} is empty`);
      return [tensorType('i32', type.shape)];
    },
    vjp: { zeroGradient: 'its values are discrete' },
    batch: (_, { inputs, params, emit }) => emit(inputs, { axis: params.axis + 1 }),
    lower: (types, { axis }) => {
      const { dtype, shape } = types[0] ?? tensorType('f32', []);
      const domain = kept(shape, [axis]);
      return {
        form: 'reduce',
        domain,
        reduced: [shape[axis] ?? 1],
        operands: [
          reductionOperand(shape, [axis]),
          { kind: 'index', coordinate: { axis: domain.length, stride: 1, start: 0 } },
        ],
        program: laneProgram([dtype, 'u32'], (b, x, index) => [x as Lane, b.convert(index as Lane, 'i32')]),
        combine: argCombine(dtype, better),
        initial: [worst[dtype], 0x7fffffff],
        results: [1],
      };
    },
    traits: {},
  };
  return op;
}

/** Keeps the better of (value, position) pairs: NaN beats all, then the better value, then the earlier position. */
function argCombine(dtype: Dtype, better: (b: LaneBuilder, x: Lane, y: Lane) => Lane) {
  return laneProgram([dtype, 'i32', dtype, 'i32'], (b) => {
    const [best, bestIndex, value, index] = b.inputs as [Lane, Lane, Lane, Lane];
    const bestIsNaN = b.ne(best, best);
    const valueIsNaN = b.ne(value, value);
    const wins = b.or(b.and(valueIsNaN, b.not(bestIsNaN)), b.and(better(b, value, best), b.not(bestIsNaN)));
    const tie = b.or(b.eq(value, best), b.and(valueIsNaN, bestIsNaN));
    const take = b.or(wins, b.and(tie, b.lt(index, bestIndex)));
    return [b.select(take, value, best), b.select(take, index, bestIndex)];
  });
}

/** The position of the largest element along an axis, the first of equals; of the first NaN where there is one. */
export const argmax = argReduction('argmax', (b, x, y) => b.lt(y, x), lowest);

/** The position of the smallest element along an axis, the first of equals; of the first NaN where there is one. */
export const argmin = argReduction('argmin', (b, x, y) => b.lt(x, y), highest);
