import { asTensor, type Tensor } from '../trace/index.ts';

/** Lanczos' series with g = 7 and Godfrey's coefficients, as XLA has it. */
const LEADING = 0.9999999999998099;
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const SHIFT = 7.5;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** log Γ(x + 1) of f32 numbers from 0, by the approximation that JAX uses: where a Poisson draw is accepted depends on it. */
export function logGammaOfNext(x: Tensor): Tensor {
  const series = coefficients.reduce(
    (sum, coefficient, index) => sum.add(asTensor(coefficient).div(x.add(index + 1))),
    asTensor(LEADING),
  );
  const shifted = x.add(SHIFT);
  const logShifted = x.div(SHIFT).log1p().add(2.0149030205422647);
  return x.add(0.5).sub(shifted.div(logShifted)).mul(logShifted).add(HALF_LOG_TWO_PI).add(series.log());
}
