import { log } from '../../elementary/index.ts';
import { expectNumbers } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { normal } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { checkTime } from './deviceStage.ts';

/** What {@link powerLawDrift} takes. */
export interface PowerLawDriftOptions extends StageOptions {
  /** ν. Default 0.1. */
  readonly exponent?: number;
  /** Standard deviation of ν between devices, as a fraction of it. Default 0. */
  readonly deviation?: number;
  /** k: how much ν falls with the logarithm of the weight's size. Default 0. */
  readonly sizeDependence?: number;
  /** The size of a weight that has ν. Default 1. */
  readonly referenceWeight?: number;
  /** t_0, seconds; up to then nothing drifts. Default 1. MemTorch takes 1e-12. */
  readonly startTime?: number;
}

/** Weights of 0 have the logarithm of this; they stay 0. */
const SMALLEST = 1e-7;

/**
 * Drift of weights themselves, without a device behind them: w ← w (t / t_0)^-ν, ν_ij = ν (1 + d ξ) - k ln(|w| / w_0), t at least t_0.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for a start time or reference weight that is not positive, a negative time or deviation, or numbers that are not finite.
 * Source: Oh et al., IEEE Electron Device Letters 40, 1325 (2019); aihwkit 1.1.0, `DriftParameter`; MemTorch.
 */
export function powerLawDrift(options: PowerLawDriftOptions = {}): HardwareStage {
  const {
    exponent = 0.1,
    deviation = 0,
    sizeDependence = 0,
    referenceWeight = 1,
    startTime = 1,
    ...rest
  } = options;
  expectNumbers('powerLawDrift', 'above 0', { startTime, referenceWeight });
  expectNumbers('powerLawDrift', 'from 0', { deviation });
  expectNumbers('powerLawDrift', 'any', { exponent, sizeDependence });
  const description = `weights drift by the power -${exponent} of the time since programming in units of ${startTime} s`;
  const stage = { name: 'powerLawDrift', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (weights, { draw, time }) => {
    checkTime(stage.name, time);
    const age = log(Math.max(time / startTime, 1));
    if (age === 0) return weights;
    const own = normal(draw(), weights.shape)
      .mul(exponent * deviation)
      .add(exponent);
    const size = weights.abs().maximum(SMALLEST).div(referenceWeight).log();
    return weights.mul(own.sub(size.mul(sizeDependence)).mul(-age).exp());
  });
}
