import { asTensor, slice, stack, type Tensor, tensor, vmap, where, whileLoop } from '../trace/index.ts';

/** Where a sum has converged, relative to itself: four units in the last place. */
const CONVERGED = 4.76837158203125e-7;

/** Terms of the continued fraction, at most; it takes fewer the further x is above a. */
const MOST_TERMS = 2000;

/** Gamma numbers can be differentiated once, as in JAX. */
const ONCE = {
  noGradient:
    'gamma has no second gradient by its concentration: the first one is a sum over as many terms as it takes; ' +
    'stopGradient makes it a constant',
};

/**
 * dx/da of gamma numbers x with concentration a at the same cumulative probability P(a, x), -∂P/∂a / ∂P/∂x: the implicit gradient of a draw
 * (Figurnov, Mohamed, Mnih, Implicit reparameterization gradients, 2018). Both of f32[n], above 0; 0 where x is 0.
 */
export function gammaSlope(a: Tensor, x: Tensor): Tensor {
  const isUpper = x.greater(a.maximum(1));
  const isLower = x.greater(0).bitwiseAnd(isUpper.equal(false));
  const distance = where(x.greater(0), x, 1).div(a).log().add(logMinusDigamma(a));
  const upper = vmap(upperSlope)(where(isUpper, a, 1), where(isUpper, x, 2), distance);
  const lower = vmap(lowerSlope)(where(isLower, a, 1), where(isLower, x, 1), distance);
  return where(isUpper, upper, where(isLower, lower, 0));
}

/** log a - ψ(a), without the cancellation that it has for large a: by its asymptotic series from a = 8 on. */
function logMinusDigamma(a: Tensor): Tensor {
  const isSmall = a.less(8);
  const shifted = where(isSmall, a.add(8), a);
  const inverse = asTensor(1).div(shifted);
  const square = inverse.square();
  const series = square
    .mul(1 / 252)
    .sub(1 / 120)
    .mul(square)
    .add(1 / 12)
    .mul(square)
    .add(inverse.mul(0.5));
  const steps = [0, 1, 2, 3, 4, 5, 6, 7].map((step) => asTensor(1).div(a.add(step)));
  const skipped = steps.reduce((sum, term) => sum.add(term)).add(a.div(shifted).log());
  return where(isSmall, series.add(skipped), series);
}

/**
 * For one x up to a or 1: P is a series of positive terms c, x^n / ((a + 1) ... (a + n)), whose logarithms fall by the sum of all 1 / (a + k).
 * @param distance log x - ψ(a).
 */
function lowerSlope(a: Tensor, x: Tensor, distance: Tensor): Tensor {
  const [, , , sum, weighted] = whileLoop(
    ([, term, falls, , weighted]) => term.mul(falls).greater(weighted.mul(CONVERGED)),
    ([place, term, falls, sum, weighted]) => {
      const next = term.mul(x.div(place));
      const nextFalls = falls.add(asTensor(1).div(place));
      return [place.add(1), next, nextFalls, sum.add(next), weighted.add(next.mul(nextFalls))] as const;
    },
    firstTerms(a, x),
    ONCE,
  );
  const nextDistance = distance.sub(asTensor(1).div(a));
  return weighted.sub(sum.mul(nextDistance)).mul(x).div(a);
}

type SeriesState = readonly [place: Tensor, term: Tensor, falls: Tensor, sum: Tensor, weighted: Tensor];

function firstTerms(a: Tensor, x: Tensor): SeriesState {
  const place = a.add(1);
  const [term, falls] = [x.div(place), asTensor(1).div(place)];
  return [place.add(1), term, falls, term.add(1), term.mul(falls)];
}

/**
 * For one x above a and 1: 1 - P is a continued fraction p / q, differentiated along with its recurrence.
 * @param distance log x - ψ(a).
 */
function upperSlope(a: Tensor, x: Tensor, distance: Tensor): Tensor {
  const [, , , , , value, slope] = whileLoop(
    ([count, , , , , , , change]) => change.greater(CONVERGED).bitwiseAnd(count.less(MOST_TERMS)),
    (state) => nextFraction(a, x, state),
    firstFraction(a, x),
    ONCE,
  );
  return slope.add(value.mul(distance)).mul(x);
}

/** Numerator and denominator as f32[2], with their derivatives by a, for the last two terms; then the fraction, its derivative and how much that changed. */
type FractionState = readonly [
  count: Tensor,
  before: Tensor,
  slopesBefore: Tensor,
  last: Tensor,
  slopesLast: Tensor,
  value: Tensor,
  slope: Tensor,
  change: Tensor,
];

/** Where the numbers of a fraction are made smaller: they grow with every term. */
const LARGE = 2097152;

function firstFraction(a: Tensor, x: Tensor): FractionState {
  const zero = tensor(0);
  const denominator = x.add(2).sub(a).mul(x);
  const last = stack([x.add(1), denominator]);
  const slopesLast = stack([zero, x.neg()]);
  const [value, slope] = fractionOf(last, slopesLast);
  return [zero, stack([tensor(1), x]), stack([zero, zero]), last, slopesLast, value, slope, tensor(1)];
}

/** Term c multiplies by z = x + 2 - a + 2c and by c (1 - a + c), whose derivatives are -1 and -c. */
function nextFraction(
  a: Tensor,
  x: Tensor,
  [count, before, slopesBefore, last, slopesLast, , oldSlope]: FractionState,
): FractionState {
  const term = count.add(1);
  const z = term.mul(2).add(x.add(2).sub(a));
  const weight = term.add(1).sub(a).mul(term);
  const next = last.mul(z).sub(before.mul(weight));
  const slopesNext = slopesLast.mul(z).sub(last).sub(slopesBefore.mul(weight)).add(before.mul(term));
  const [value, slope] = fractionOf(next, slopesNext);
  const scale = where(slice(next, [0]).abs().greater(LARGE), 1 / LARGE, 1);
  const change = slope.sub(oldSlope).abs().div(slope.abs());
  return [
    term,
    last.mul(scale),
    slopesLast.mul(scale),
    next.mul(scale),
    slopesNext.mul(scale),
    value,
    slope,
    change,
  ];
}

/** p / q and its derivative. */
function fractionOf(numbers: Tensor, slopes: Tensor): [value: Tensor, slope: Tensor] {
  const [p, q, dp, dq] = [numbers, slopes].flatMap((pair) => [slice(pair, [0]), slice(pair, [1])]) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const value = p.div(q);
  return [value, dp.sub(value.mul(dq)).div(q)];
}
