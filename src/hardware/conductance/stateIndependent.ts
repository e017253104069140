import { expectNumbers } from '../../errors.ts';
import { checkCoefficients } from '../checkCoefficients.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { driftingDevice, polynomial } from './driftingDevice.ts';
import { singlePair } from './mapping.ts';

/** What {@link stateIndependent} takes. */
export interface StateIndependentOptions extends DeviceStageOptions {
  /** c: the deviation of programming, c₀ + c₁ r + c₂ r² + … in µS with r = g / g_max. Default [0.2]. */
  readonly programmingMicroSiemens?: readonly number[];
  /** Mean of the drift coefficient. Default 0.1. */
  readonly driftMean?: number;
  /** Its standard deviation. Default 0.05. */
  readonly driftDeviation?: number;
  /** t_0, seconds from programming to the first read. Default 20. */
  readonly firstReadTime?: number;
  /** t_read, seconds that a read takes. Default 250e-9. */
  readonly readDuration?: number;
}

/**
 * Weights on devices whose errors do not depend on the conductance: {@link driftingDevice} with σ_p = 0.2 µS, ν = |0.1 + 0.05 ξ| and
 * Q = 1 µS / g_max. The simplest model that has all effects, and a first one to teach with. Default mapping: {@link singlePair}, 0 to 25 µS.
 * @throws LimpetError (`value`) for a negative scale or time, or numbers that are not finite.
 * Source: aihwkit 1.1.0, `StateIndependentNoiseModel`.
 */
export function stateIndependent(options: StateIndependentOptions = {}): HardwareStage {
  const {
    mapping = singlePair(),
    programmingMicroSiemens = [0.2],
    driftMean = 0.1,
    driftDeviation = 0.05,
  } = options;
  const { firstReadTime = 20, readDuration = 250e-9 } = options;
  expectNumbers('stateIndependent', 'any', { driftMean, driftDeviation });
  checkCoefficients('stateIndependent: expected programmingMicroSiemens', programmingMicroSiemens);
  const device = driftingDevice({
    description:
      'devices with errors that do not depend on the conductance: programming noise, drift and 1/f read noise',
    gMaxMicroSiemens: mapping.gMaxMicroSiemens,
    firstReadTime,
    readDuration,
    programmingDeviation: (r) => polynomial(programmingMicroSiemens, r),
    driftMean: () => driftMean,
    driftDeviation: () => driftDeviation,
    readNoise: () => 1 / mapping.gMaxMicroSiemens,
  });
  return deviceStage(device, { name: 'stateIndependent', ...options, mapping });
}
