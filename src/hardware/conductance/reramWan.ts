import { valueError } from '../../errors.ts';
import type { Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceDraws, type DeviceModel, type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { polynomial } from './driftingDevice.ts';
import { singlePair } from './mapping.ts';

const DAY = 86_400;

/** Deviation in µS as a polynomial of g / g_max, by seconds since programming. */
const fits: ReadonlyMap<number, readonly number[]> = new Map([
  [1, [0.348, 16.03, -43.853, 45.393, -16.815]],
  [DAY, [0.701, 22.086, -50.773, 47.095, -16.458]],
  [2 * DAY, [0.782, 20.274, -43.507, 37.062, -11.934]],
]);

/** The largest conductance the fits were made at, in µS. */
const FITTED_G_MAX = 40;

/**
 * Weights in resistive memory as measured by Wan et al.: g = max(0, g_t + σ ξ), σ = (c₀ + c₁ r + … + c₄ r⁴) · g_max / 40 µS, r = g_t / g_max, with a
 * fit for 1 s, one day and two days after programming, and none between; at 0 s the first one counts. A device has one draw at all times. There
 * is no read noise. Default mapping: {@link singlePair}, 0 to 40 µS. aihwkit does not rescale the noise where g_max is not 40 µS; this does.
 * @throws LimpetError (`value`) for a negative scale and for another time.
 * Source: Wan et al., Nature 608, 504 (2022); aihwkit 1.1.0, `ReRamWan2022NoiseModel`.
 */
export function reramWan(
  options: Omit<DeviceStageOptions, 'driftScale' | 'readScale' | 'readIndex'> = {},
): HardwareStage {
  const { mapping = singlePair({ gMaxMicroSiemens: FITTED_G_MAX }) } = options;
  const gMax = mapping.gMaxMicroSiemens;
  const deviated = (targets: Tensor, time: number, { normal, scale }: DeviceDraws): Tensor => {
    const fit = fits.get(time === 0 ? 1 : time);
    if (fit === undefined) {
      const times = [...fits.keys()].join(', ');
      throw valueError(
        `reramWan: there are measurements at 0, ${times} seconds after programming, got ${time}`,
      );
    }
    if (scale('programming') === 0) return targets;
    const scaled = fit.map((each) => (each * gMax) / FITTED_G_MAX);
    const noise = normal('programming').mul(scale('programming'));
    return targets.add(noise.mul(polynomial(scaled, targets.div(gMax)))).relu();
  };
  const device: DeviceModel = {
    description: 'resistive memory of Wan et al.: deviations at 1 s, one and two days after programming',
    program: (targets, draws) => deviated(targets, 0, draws),
    read: (_, targets, time, draws) => deviated(targets, time, draws),
  };
  return deviceStage(device, { name: 'reramWan', driftScale: 0, readScale: 0, ...options, mapping });
}
