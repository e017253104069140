import { expectNumbers } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { normal } from '../../random/distributions.ts';
import { where } from '../../trace/index.ts';
import { checkCoefficients } from '../checkCoefficients.ts';
import { polynomial } from '../conductance/driftingDevice.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** What {@link polynomialNoise} takes. */
export interface PolynomialNoiseOptions extends StageOptions {
  /** c. Default: that of phase-change memory as a fraction of 25 µS. */
  readonly coefficients?: readonly number[];
  /** s. Default 1. */
  readonly scale?: number;
  /** What shares one largest weight. Default `tensor`. */
  readonly scope?: Scope;
  /** Whether a weight that noise takes past 0 is reflected there, so that signs stay. Default false. */
  readonly keepSign?: boolean;
}

/** 0.26348, 1.965 and -1.1731 µS in units of 25 µS. */
const phaseChange = [0.0105392, 0.0786, -0.046924];

/**
 * Noise that depends on the size of a weight, a cheap stand-in for programming in training: w ← w + s W (c₀ + c₁ r + c₂ r² + …) ξ, r = |w| / W,
 * W = max|w|. aihwkit's default has 0.0768 for c₁, where the fit of phase-change memory has 0.0786.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for a negative scale, or coefficients that are none or not finite.
 * Source: aihwkit 1.1.0, weight modifiers `Poly` and `ProgNoise`.
 */
export function polynomialNoise(options: PolynomialNoiseOptions = {}): HardwareStage {
  const { coefficients = phaseChange, scale = 1, scope = 'tensor', keepSign = false, ...rest } = options;
  expectNumbers('polynomialNoise', 'from 0', { scale });
  checkCoefficients('polynomialNoise: expected coefficients', coefficients);
  const scaled = coefficients.map((each) => each * scale);
  const description = `weights deviate by ${scaled.join(', ')} (a polynomial of their size) of the largest weight ${scopeText(scope)}`;
  const stage = { name: 'polynomialNoise', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (weights, { draw }) => {
    const largest = largestSize(scope, weights).maximum(SMALLEST);
    const deviation = largest.mul(polynomial(scaled, weights.abs().div(largest)));
    const noisy = weights.add(normal(draw(), weights.shape).mul(deviation));
    return keepSign ? where(weights.less(0), noisy.abs().neg(), noisy.abs()) : noisy;
  });
}

/** So that a tensor of zeros has a scale. */
const SMALLEST = 1e-30;
