import { valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { checkRounding, type Rounding, roundToSteps, scaleToSteps, stepsOf } from './rounding.ts';

/** The steps of {@link uniformQuantisation}. */
export interface UniformQuantisationOptions extends StageOptions {
  /** Bits of a signed weight: n = 2^(bits - 1) - 1 steps to each side of 0. Default 8, n = 127. */
  readonly bits?: number;
  /** What shares one step. Default `tensor`. */
  readonly scope?: Scope;
  /** Default `nearest`. A chip's stochastic rounding is drawn once, when it is programmed. */
  readonly rounding?: Rounding;
  /** The largest size that is represented, in units of the weights; larger ones are clipped. Default: the largest weight of the scope. */
  readonly largest?: number;
}

/**
 * Weights in equal steps with 0 among them: w ← round(s w) / s, s = n / max|w|. The gradient is straight-through, and 0 where a fixed `largest`
 * clips.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for bits that are not whole from 2 to 24, a rounding that there is not, or a `largest` that is not positive.
 * Source: Rockpool 3.1.0, `int_quant`, `stochastic_rounding`; Krishnamoorthi, arXiv 1806.08342.
 */
export function uniformQuantisation(options: UniformQuantisationOptions = {}): HardwareStage {
  const { bits = 8, scope = 'tensor', rounding = 'nearest', largest, ...rest } = options;
  const steps = stepsOf('uniformQuantisation', bits);
  checkRounding('uniformQuantisation: expected rounding', rounding);
  if (largest !== undefined && !(largest > 0 && largest < Number.POSITIVE_INFINITY)) {
    throw valueError(`uniformQuantisation: expected largest to be a number above 0, got ${largest}`);
  }
  const range = largest === undefined ? `the largest weight ${scopeText(scope)}` : String(largest);
  const description = `weights are rounded (${rounding}) to ${bits} bits: multiples of 1/${steps} of ${range}`;
  const stage = { name: 'uniformQuantisation', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (parameter, { draw }) => {
    const inside = largest === undefined ? parameter : parameter.clip(-largest, largest);
    const scale =
      largest === undefined ? scaleToSteps(steps, largestSize(scope, parameter)) : steps / largest;
    return roundToSteps(inside.mul(scale), steps, rounding, draw).div(scale);
  });
}
