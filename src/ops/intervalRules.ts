import { dtypeError } from '../errors.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/func.ts';
import type { Interval, IntervalContext, One, Two } from '../ir/op.ts';
import { formatType } from '../ir/types.ts';

type Values = readonly Value[];
type Context<Inputs extends Values, Params = undefined> = IntervalContext<Inputs, Params>;

/** A value that is known exactly. */
export const point = (value: Value): Interval => ({ lower: value, upper: value });

/** Whether the ends are one and the same value. */
export const isPoint = ({ lower, upper }: Interval): boolean => lower === upper;

/** The largest size of a value in the interval. */
export const magnitude = (b: Builder, x: Interval): Value =>
  isPoint(x) ? b.abs(x.lower) : x.isNonNegative ? x.upper : b.maximum(b.neg(x.lower), x.upper);

/** One number in the shape and type of x. */
export const fullAs = (b: Builder, x: Value, value: number): Value => b.fullLike(x, { value });

/** @throws LimpetError (`dtype`) for intervals of integers, whose arithmetic wraps around. */
export function expectFloats(name: string, intervals: readonly Interval[]): void {
  const found = intervals.find(({ lower }) => lower.type.dtype !== 'f32');
  if (found === undefined) return;
  throw dtypeError(
    `${name}: bounds are known for f32 alone, got an interval of ${formatType(found.lower.type)}`,
  );
}

/** @throws LimpetError (`dtype`) where what chooses elements is not known exactly. */
export function expectPoint(name: string, what: string, interval: Interval): void {
  if (isPoint(interval)) return;
  throw dtypeError(
    `${name}: expected ${what} that do not depend on the intervals; bounds of the choice are not known`,
  );
}

/**
 * The float that is `steps` floats below; 0 stays, as does the sign. Beyond the largest floats it is NaN, no bound at all.
 * No gradient flows through the difference.
 */
function stepDown(b: Builder, x: Value, steps: number): Value {
  const bits = b.bitcast(x, { dtype: 'i32' });
  const zero = b.zerosLike(bits);
  const count = fullAs(b, bits, steps);
  const nearer = b.maximum(b.sub(bits, count), zero);
  const moved = b.bitcast(b.select(b.less(bits, zero), b.add(bits, count), nearer), { dtype: 'f32' });
  const difference = b.sub(moved, b.stopGradient(x));
  return b.select(b.equal(x, b.zerosLike(x)), x, b.add(x, difference));
}

/** The float that is `steps` floats above; see {@link stepDown}. */
export const stepUp = (b: Builder, x: Value, steps: number): Value => b.neg(stepDown(b, b.neg(x), steps));

/** An interval that is wider by `steps` floats at each end. */
export const outward = (b: Builder, { lower, upper }: Interval, steps = 1): Interval => ({
  lower: stepDown(b, lower, steps),
  upper: stepUp(b, upper, steps),
});

/** Whether no value in some intervals is below 0. */
export const areNonNegative = (intervals: readonly Interval[]): boolean =>
  intervals.every(({ isNonNegative }) => isNonNegative === true);

/** The same interval of a value that is at least 0. */
export const nonNegative = ([interval]: readonly [Interval]): readonly [Interval] => [
  { ...interval, isNonNegative: true },
];

/**
 * The result for the lower ends, and that for the upper ends: of what is exact, never falls where an input rises, and is at
 * least 0 where all inputs are.
 */
export const rising = <Inputs extends Values, Params>(
  _: Builder,
  { inputs, params, emit }: Context<Inputs, Params>,
): readonly [Interval] => {
  const ends = (end: 'lower' | 'upper'): Value =>
    emit(
      inputs.map((input) => input[end]),
      params,
    )[0] as Value;
  return [{ lower: ends('lower'), upper: ends('upper'), isNonNegative: areNonNegative(inputs) }];
};

/** Of what is exact and never rises where an input rises. */
export const falling = <Inputs extends Values, Params>(
  b: Builder,
  context: Context<Inputs, Params>,
): readonly [Interval] => {
  const [{ lower, upper }] = rising(b, context);
  return [{ lower: upper, upper: lower }];
};

/** Of what only looks at the type of its input. */
export const constantInterval = <Params>(
  _: Builder,
  { inputs, params, emit }: Context<One, Params>,
): readonly [Interval] => [point(emit([inputs[0].lower], params)[0] as Value)];

/** Above what a function that does not reach 0 may give where another one of its results rounds to 0. */
const SMALLEST = 1e-44;

/** Floats between two results of a lane program and the exact results, for an error of `maxUlp` each: at worst across a power of 2. */
const stepsOf = (maxUlp: number): number => Math.ceil(4 * maxUlp) + 1;

/** Where a rising function of real numbers is defined, and how close its lane program comes to it. */
interface Curve {
  readonly maxUlp: number;
  /** Not defined everywhere: where one end has no value, neither has a bound. */
  readonly isPartial?: boolean;
  readonly isFalling?: boolean;
  /** Results are above 0, and may round to 0. */
  readonly underflows?: boolean;
}

/** Of a monotone function of real numbers. */
export const monotone =
  ({ maxUlp, isPartial, isFalling, underflows }: Curve) =>
  (b: Builder, context: Context<One>): readonly [Interval] => {
    const [ends] = isFalling ? falling(b, context) : rising(b, context);
    const { lower, upper } = isPartial ? bothOrNone(b, ends) : ends;
    const wide = outward(b, { lower, upper }, stepsOf(maxUlp));
    if (!underflows) return [wide];
    const above = b.maximum(wide.upper, fullAs(b, upper, SMALLEST));
    return [{ lower: wide.lower, upper: above, isNonNegative: true }];
  };

/** NaN at both ends where something makes a value NaN. */
const unless = (b: Builder, isUnknown: Value, { lower, upper }: Interval): Interval => {
  const none = fullAs(b, lower, Number.NaN);
  return { lower: b.select(isUnknown, none, lower), upper: b.select(isUnknown, none, upper) };
};

/** NaN at both ends where it is at one. */
export const bothOrNone = (b: Builder, { lower, upper }: Interval): Interval => ({
  lower: b.select(b.equal(upper, upper), lower, upper),
  upper: b.select(b.equal(lower, lower), upper, lower),
});

/** From the smallest lower end to the largest upper one; of truth values too. */
export function hull(b: Builder, intervals: readonly Interval[]): Interval {
  const isBool = intervals[0]?.lower.type.dtype === 'bool';
  return intervals.reduce((x, y) => ({
    lower: isBool ? b.bitwiseAnd(x.lower, y.lower) : b.minimum(x.lower, y.lower),
    upper: isBool ? b.bitwiseOr(x.upper, y.upper) : b.maximum(x.upper, y.upper),
  }));
}

/** The ends of intervals: one for a point, else lower and upper. */
export const endsOf = (intervals: readonly Interval[]): Value[] =>
  intervals.flatMap((x) => (isPoint(x) ? [x.lower] : [x.lower, x.upper]));

/** The numbers of those that are no points. */
export const intervalsAmong = (intervals: readonly Interval[]): Set<number> =>
  new Set(intervals.flatMap((x, index) => (isPoint(x) ? [] : [index])));

/** Results as intervals, given how many they are and which of them are two values, lower and upper. */
export function pairUp(values: readonly Value[], count: number, intervals: ReadonlySet<number>): Interval[] {
  let next = 0;
  const take = (): Value => values[next++] as Value;
  return Array.from({ length: count }, (_, index) => {
    const lower = take();
    return { lower, upper: intervals.has(index) ? take() : lower };
  });
}

/** Of a product: the hull of the products of the ends; of a square, from 0 where its root may be 0. */
export const product = (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
  expectFloats('mul', [x, y]);
  if (x === y) {
    const distance = b.maximum(b.maximum(x.lower, b.neg(x.upper)), b.zerosLike(x.lower));
    const size = magnitude(b, x);
    return nonNegative([outward(b, { lower: b.mul(distance, distance), upper: b.mul(size, size) })]);
  }
  const products = endsOf([x]).flatMap((left) => endsOf([y]).map((right) => b.mul(left, right)));
  return [{ ...outward(b, hull(b, products.map(point))), isNonNegative: areNonNegative([x, y]) }];
};

/** Of a quotient: the hull of the quotients of the ends; no bound where the divisor may be 0. */
export const quotient = (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
  expectFloats('div', [x, y]);
  const quotients = endsOf([x]).flatMap((left) => endsOf([y]).map((right) => b.div(left, right)));
  const bounds = outward(b, hull(b, quotients.map(point)));
  const zero = b.zerosLike(y.lower);
  const mayBeZero = b.bitwiseAnd(b.lessEqual(y.lower, zero), b.lessEqual(zero, y.upper));
  return [{ ...unless(b, mayBeZero, bounds), isNonNegative: areNonNegative([x, y]) }];
};

/** Of x to the power y for x from 0: the hull of the powers of the ends; no bound where x may be negative, or 0 to a negative power. */
export const power =
  (maxUlp: number) =>
  (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
    const zero = b.zerosLike(x.lower);
    const powers = endsOf([x]).flatMap((base) => endsOf([y]).map((exponent) => b.pow(base, exponent)));
    const { lower, upper } = outward(b, hull(b, powers.map(point)), stepsOf(maxUlp));
    const isPole = b.bitwiseAnd(b.lessEqual(x.lower, zero), b.less(y.lower, zero));
    const bounds = { lower, upper: b.maximum(upper, fullAs(b, upper, SMALLEST)) };
    return [unless(b, b.bitwiseOr(b.less(x.lower, zero), isPole), bounds)];
  };

/** Of a sine or cosine, whose largest value is at `top` turns and each whole turn from there. */
export const wave =
  (maxUlp: number, top: number) =>
  (b: Builder, context: Context<One>): readonly [Interval] => {
    const [x] = context.inputs;
    const size = magnitude(b, x);
    const full = (value: number): Value => fullAs(b, size, value);
    // The turns are rounded, by less than this.
    const slack = b.add(b.mul(size, full(1e-6)), full(1e-6));
    const turn = full(0.15915494309189535);
    const meets = (place: number): Value => {
      const first = b.floor(b.sub(b.sub(b.mul(x.lower, turn), full(place)), slack));
      const last = b.floor(b.add(b.sub(b.mul(x.upper, turn), full(place)), slack));
      return b.bitwiseOr(b.less(first, last), b.less(full(1e5), size));
    };
    const [ends] = rising(b, context);
    const { lower, upper } = outward(b, hull(b, [point(ends.lower), point(ends.upper)]), stepsOf(maxUlp));
    const bounds = {
      lower: b.select(meets(top + 0.5), full(-1), lower),
      upper: b.select(meets(top), full(1), upper),
    };
    return [unless(b, b.bitwiseNot(b.isFinite(size)), bounds)];
  };

/** Of a sum, for operations that add floats. */
export const addition = (b: Builder, context: Context<Two>): readonly [Interval] => {
  expectFloats('add', context.inputs);
  return [{ ...outward(b, rising(b, context)[0]), isNonNegative: areNonNegative(context.inputs) }];
};

/** Of a difference. */
export const difference = (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
  expectFloats('sub', [x, y]);
  return [outward(b, { lower: b.sub(x.lower, y.upper), upper: b.sub(x.upper, y.lower) })];
};

/** Of -x. */
export const opposite = (b: Builder, context: Context<One>): readonly [Interval] => {
  expectFloats('neg', context.inputs);
  return falling(b, context);
};

/** Of a size |x|. */
export const size = (b: Builder, { inputs: [x] }: Context<One>): readonly [Interval] => {
  expectFloats('abs', [x]);
  const outside = b.maximum(x.lower, b.neg(x.upper));
  return nonNegative([{ lower: b.maximum(outside, b.zerosLike(outside)), upper: magnitude(b, x) }]);
};

/** Of the choice between two values: where the condition is open, from the smaller lower end to the larger upper one. */
export const choice = (
  b: Builder,
  { inputs: [condition, x, y] }: Context<readonly [Value, Value, Value]>,
): readonly [Interval] => {
  const open = hull(b, [x, y]);
  const chosen = (end: 'lower' | 'upper'): Value => {
    if (isPoint(condition)) return b.select(condition.lower, x[end], y[end]);
    return b.select(condition.lower, x[end], b.select(condition.upper, open[end], y[end]));
  };
  return [{ lower: chosen('lower'), upper: chosen('upper'), isNonNegative: areNonNegative([x, y]) }];
};

/** Of x < y, or of x <= y: true for certain where it holds for the upper end of x and the lower end of y. */
export const comparison =
  (name: 'less' | 'lessEqual') =>
  (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
    const contrary = name === 'less' ? b.lessEqual(y.upper, x.lower) : b.less(y.upper, x.lower);
    return [{ lower: b[name](x.upper, y.lower), upper: b.bitwiseNot(contrary) }];
  };

/** Of x = y: certain where both are one and the same point, impossible where the intervals do not meet. */
export const equality = (b: Builder, { inputs: [x, y] }: Context<Two>): readonly [Interval] => {
  expectFloats('equal', [x, y]);
  const apart = b.bitwiseOr(b.less(x.upper, y.lower), b.less(y.upper, x.lower));
  const same = b.bitwiseAnd(b.equal(x.upper, y.lower), b.equal(x.lower, y.upper));
  return [{ lower: same, upper: b.bitwiseNot(apart) }];
};

/** Of x ≠ y. */
export const inequality = (b: Builder, context: Context<Two>): readonly [Interval] => {
  const [{ lower, upper }] = equality(b, context);
  return [{ lower: b.bitwiseNot(upper), upper: b.bitwiseNot(lower) }];
};

/** Of whether a value is finite: certain where both ends are. */
export const finiteness = (b: Builder, { inputs: [x] }: Context<One>): readonly [Interval] => {
  const lower = b.bitwiseAnd(b.isFinite(x.lower), b.isFinite(x.upper));
  return [{ lower, upper: b.onesLike(lower) }];
};

/** Of a conversion between types: of truth values, and to floats, which never falls where the input rises. */
export const conversion = <Params extends { readonly dtype: string }>(
  b: Builder,
  context: Context<One, Params>,
): readonly [Interval] => {
  const { dtype } = context.inputs[0].lower.type;
  const target = context.params.dtype;
  if (dtype === 'bool') return nonNegative(rising(b, context));
  if (target === 'f32' || target === dtype) return rising(b, context);
  throw dtypeError(`cast: bounds are not known of conversions of ${dtype} to ${target}`);
};

/** A rule for truth values, where an operation takes integers too. */
export const truth =
  <Inputs extends Values>(
    name: string,
    rule: (b: Builder, context: Context<Inputs>) => readonly [Interval],
  ): typeof rule =>
  (b, context) => {
    const found = context.inputs.find(({ lower }) => lower.type.dtype !== 'bool');
    if (found === undefined) return rule(b, context);
    throw dtypeError(
      `${name}: bounds are known for bool alone, got an interval of ${formatType(found.lower.type)}`,
    );
  };
