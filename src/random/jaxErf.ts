import { asTensor, type Tensor, where } from '../trace/index.ts';

/** Where erf(x) rounds to 1 in float32. */
const SATURATION = 3.7439212;

/** The rational function of Eigen and XLA, in x²: highest powers first. */
const numerator = [2.2905065e-4, 3.408291e-3, 5.0955694e-2, 0.18520832, 1.1283791];
const denominator = [-1.1791603e-7, 2.3547966e-5, 1.0179626e-3, 1.407047e-2, 0.11098505, 0.49746925, 1];

/**
 * The error function of f32 numbers by the approximation that JAX uses, up to 2 units in the last place from the true
 * one. A truncated normal draw depends on it to the last place; everything else takes the more accurate `erf`.
 */
export function jaxErf(x: Tensor): Tensor {
  const bounded = x.clip(-SATURATION, SATURATION);
  const square = bounded.square();
  const near = bounded.mul(polynomial(square, numerator)).div(polynomial(square, denominator));
  return where(x.abs().less(SATURATION), near, x.sign());
}

const polynomial = (x: Tensor, [highest = 0, ...rest]: readonly number[]): Tensor =>
  rest.reduce((sum, coefficient) => sum.mul(x).add(coefficient), asTensor(highest));
