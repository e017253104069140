import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/func.ts';
import type { Interval, IntervalContext, One, Two } from '../ir/op.ts';
import { CONTRACT_BLOCK, REDUCE_LANES } from '../kernel/order.ts';
import {
  areNonNegative,
  expectFloats,
  fullAs,
  isPoint,
  magnitude,
  outward,
  rising,
  stepUp,
} from './intervalRules.ts';

/** The largest relative error of one rounding, 2^-24. */
const UNIT_ROUNDOFF = 1 / 16777216;
/** Above all products that together round to 0 in a sum that does not, and below all that matters. */
const UNDERFLOW = 1e-36;

/**
 * What two sums that are rounded in any order can differ by, given a sum of sizes that no term exceeds: n u / (1 - n u) of it
 * for each, n roundings on the way of a term (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 4.2).
 * The sum of sizes is a rounded one too; .1 of 2.1 is for that. Twice the sizes must be a float, so that no partial sum overflows.
 */
export function errorOfSums(b: Builder, sizes: Value, roundings: number): Value {
  const twice = b.add(sizes, sizes);
  const error = b.mul(twice, fullAs(b, twice, 1.05 * roundings * UNIT_ROUNDOFF));
  const zero = b.zerosLike(sizes);
  return b.select(b.equal(sizes, zero), zero, b.add(error, fullAs(b, error, UNDERFLOW)));
}

/** An interval that is wider by an error at each end. */
export const widened = (b: Builder, { lower, upper }: Interval, error: Value): Interval =>
  outward(b, { lower: b.sub(lower, error), upper: b.add(upper, error) });

/** Roundings on the way of a term through a matrix product of so many terms. */
export const roundingsOfProduct = (terms: number): number =>
  Math.min(terms, CONTRACT_BLOCK) + Math.ceil(terms / CONTRACT_BLOCK) + 1;

/** Roundings on the way of a term through a reduction of so many terms. */
export const roundingsOfReduction = (terms: number): number =>
  Math.ceil(terms / REDUCE_LANES) + Math.ceil(REDUCE_LANES / 2);

/** The bounds of a sum of floats, for an operation that adds its input's elements with so many roundings. */
export const sumOf =
  <Params>(name: string, roundings: (x: Value, params: Params) => number) =>
  (b: Builder, context: IntervalContext<One, Params>): readonly [Interval] => {
    const { inputs, params, emit } = context;
    expectFloats(name, inputs);
    const sizes = emit([magnitude(b, inputs[0])], params)[0] as Value;
    const error = errorOfSums(b, sizes, roundings(inputs[0].lower, params));
    return [{ ...widened(b, rising(b, context)[0], error), isNonNegative: areNonNegative(inputs) }];
  };

/** Products of the elements of two arrays, added up: matrix products, convolutions. */
type Multiply = (x: Value, w: Value) => Value;

/**
 * The bounds of sums of products. With a point: the product with the middle of the interval, and that of sizes and half its
 * width. With two intervals: the products of the ends that are the extreme ones by the signs of both. Where both have 0
 * inside there are two candidates, p and q, and a bilinear bound of the larger: p + q - min(-xl, xu) min(-wl, wu).
 */
export function boundsOfProducts(
  b: Builder,
  [x, w]: readonly [Interval, Interval],
  multiply: Multiply,
  terms: number,
): Interval {
  const sizes = multiply(magnitude(b, x), magnitude(b, w));
  // Three more for sums of products, two for the middle and the half width.
  const error = errorOfSums(b, sizes, roundingsOfProduct(terms) + 5);
  if (isPoint(x) || isPoint(w)) return widened(b, aroundMiddle(b, [x, w], multiply), error);
  // There each term is up to three products.
  return widened(b, bySigns(b, [x, w], multiply), b.add(error, error));
}

function aroundMiddle(b: Builder, [x, w]: readonly [Interval, Interval], multiply: Multiply): Interval {
  const [middle, radius] = [x, w]
    .map((each) => middleAndRadius(b, each))
    .reduce(([xm, xr], [wm, wr]) => {
      if (isPoint(x)) return [multiply(xm, wm), multiply(b.abs(xm), wr)];
      return [multiply(xm, wm), multiply(xr, b.abs(wm))];
    });
  return { lower: b.sub(middle, radius), upper: b.add(middle, radius) };
}

function middleAndRadius(b: Builder, interval: Interval): readonly [middle: Value, radius: Value] {
  const { lower, upper } = interval;
  if (isPoint(interval)) return [lower, lower];
  const half = fullAs(b, lower, 0.5);
  const middle = b.add(b.mul(lower, half), b.mul(upper, half));
  return [middle, stepUp(b, b.maximum(b.sub(upper, middle), b.sub(middle, lower)), 1)];
}

/** The positive elements of both ends, with 0 in the place of the others; and the negative ones, null where there are none. */
const partsBySign = (b: Builder, { lower, upper, isNonNegative }: Interval) => {
  const zero = b.zerosLike(lower);
  return {
    positive: { lower: b.maximum(lower, zero), upper: b.maximum(upper, zero) },
    negative: isNonNegative ? null : { lower: b.minimum(lower, zero), upper: b.minimum(upper, zero) },
  };
};

function bySigns(b: Builder, [x, w]: readonly [Interval, Interval], multiply: Multiply): Interval {
  const [ofX, ofW] = [partsBySign(b, x), partsBySign(b, w)];
  const total = (products: readonly (readonly [Value | undefined, Value | undefined])[]): Value =>
    products
      .flatMap(([left, right]) => (left && right ? [multiply(left, right)] : []))
      .reduce((sum, each) => b.add(sum, each));
  const lower = total([
    [ofX.positive.lower, ofW.positive.lower],
    [ofX.negative?.lower, ofW.positive.upper],
    [ofX.positive.upper, ofW.negative?.lower],
    [ofX.negative?.upper, ofW.negative?.upper],
  ]);
  const upper = total([
    [ofX.positive.upper, ofW.positive.upper],
    [ofX.negative?.upper, ofW.positive.lower],
    [ofX.positive.lower, ofW.negative?.upper],
    [ofX.negative?.lower, ofW.negative?.lower],
  ]);
  if (x.isNonNegative || w.isNonNegative) return { lower, upper };
  const both = multiply(nearerEnd(b, x), nearerEnd(b, w));
  return { lower: b.add(lower, both), upper: b.sub(upper, both) };
}

/** How far 0 lies inside of an interval: 0 where it does not. */
const nearerEnd = (b: Builder, { lower, upper }: Interval): Value =>
  b.maximum(b.minimum(b.neg(lower), upper), b.zerosLike(lower));

/** The rule of an operation that adds up products, given how many. */
export const productsOf =
  <Params>(terms: (x: Value, w: Value, params: Params) => number) =>
  (b: Builder, { inputs: [x, w], params, emit }: IntervalContext<Two, Params>): readonly [Interval] => {
    const multiply: Multiply = (left, right) => emit([left, right], params)[0] as Value;
    const bounds = boundsOfProducts(b, [x, w], multiply, terms(x.lower, w.lower, params));
    return [{ ...bounds, isNonNegative: areNonNegative([x, w]) }];
  };
