import { valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { div } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { checkRounding, type Rounding, roundToSteps, stepsOf } from '../quantisation/rounding.ts';
import { largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** What {@link doReFa} takes. */
export interface DoReFaOptions extends StageOptions {
  /** Bits of a signed weight: n = 2^(bits - 1) - 1 steps up to 1. Default 8. */
  readonly bits?: number;
  /** The largest weight afterwards. Default 0.6. */
  readonly clip?: number;
  /** What shares one largest weight. Default `tensor`. */
  readonly scope?: Scope;
  /** Default `nearest`. */
  readonly rounding?: Rounding;
}

/**
 * Weights squashed before they are quantised, so that no outlier sets the range: w ← round(n v) / n, v = clip tanh(w) / tanh(max|w|). It changes the size of
 * weights: networks are trained with it, not deployed by it alone. The gradient of rounding is straight-through.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for bits that are not whole, a rounding that there is not, or a clip outside of 0 to 1.
 * Source: Zhou et al., arXiv 1606.06160; aihwkit 1.1.0, weight modifier `DoReFa`.
 */
export function doReFa(options: DoReFaOptions = {}): HardwareStage {
  const { bits = 8, clip = 0.6, scope = 'tensor', rounding = 'nearest', ...rest } = options;
  const steps = stepsOf('doReFa', bits);
  checkRounding('doReFa: expected rounding', rounding);
  if (!(clip > 0 && clip <= 1)) throw valueError(`doReFa: expected clip above 0 and at most 1, got ${clip}`);
  const description = `weights are squashed by tanh to ±${clip} at the largest ${scopeText(scope)} and rounded (${rounding}) to ${bits} bits`;
  const stage = { name: 'doReFa', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (weights, { draw }) => {
    const largest = largestSize(scope, weights).maximum(SMALLEST).tanh();
    const squashed = weights.tanh().mul(div(clip * steps, largest));
    return roundToSteps(squashed, steps, rounding, draw).div(steps);
  });
}

/** So that a tensor of zeros has a scale. */
const SMALLEST = 1e-30;
