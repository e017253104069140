import { asTensor, type Tensor } from '../trace/index.ts';

/** Where erf(x) rounds to 1 in float32. */
const SATURATION = 3.7439211627767994;

/** The rational function of Eigen and XLA, in x²: highest powers first. */
const numerator = [
  2.2905065861350646e-4, 3.4082910107109506e-3, 5.0955695062380861e-2, 0.18520832239976145, 1.128379143519084,
];
const denominator = [
  -1.1791602954361697e-7, 2.3547966471313185e-5, 1.0179625278914885e-3, 1.4070470171167667e-2,
  0.11098505178285362, 0.49746925110067538, 1,
];

/** The error function of f32 numbers, 2/√π ∫₀ˣ e^(-t²) dt, by the same approximation as JAX's. */
export function erf(x: Tensor): Tensor {
  const bounded = x.clip(-SATURATION, SATURATION);
  const square = bounded.square();
  return bounded.mul(polynomial(square, numerator)).div(polynomial(square, denominator));
}

const polynomial = (x: Tensor, [highest = 0, ...rest]: readonly number[]): Tensor =>
  rest.reduce((sum, coefficient) => sum.mul(x).add(coefficient), asTensor(highest));
