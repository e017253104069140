import { log } from '../../elementary/index.ts';
import { valueError } from '../../errors.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceModel, type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { singleDevice } from './mapping.ts';

/** What {@link reramCmo} takes. */
export interface ReramCmoOptions extends DeviceStageOptions {
  /** How near to its target a device is programmed, in percent: 0.2 or 2. Default 2. */
  readonly acceptancePercent?: 0.2 | 2;
}

/** Deviation of programming c₀ + c₁ g in µS, by acceptance in percent. */
const programming = { 0.2: [0.00081107, 0.00106879], 2: [0.0112185391, 0.01129027418] } as const;

const READ_DURATION = 1e-6;

/**
 * Weights in CMO/HfOx resistive memory, in µS: programming σ_p = c₀ + c₁ g; relaxation by -0.08900206 ln t with a deviation of
 * 0.04201137 ln t + 0.41183342 at t seconds; read noise 0.0277316483 log₁₀(g) √ln((t + t_read) / (2 t_read)), t_read = 1 µs; the result is clipped to
 * the range of the mapping. At t = 0 there is programming noise alone. Default mapping: {@link singleDevice}, 9 to 88.2 µS.
 *
 * aihwkit's default acceptance names no fit and falls back to 0.2 percent.
 * @throws LimpetError (`value`) for another acceptance, a negative scale or time, and a time between 0 and 1 s, which was not measured.
 * Source: aihwkit 1.1.0, `ReRamCMONoiseModel`.
 */
export function reramCmo(options: ReramCmoOptions = {}): HardwareStage {
  const { acceptancePercent = 2, mapping = singleDevice(), ...rest } = options;
  const fit = programming[acceptancePercent];
  if (fit === undefined) {
    throw valueError(`reramCmo: expected acceptancePercent to be 0.2 or 2, got ${String(acceptancePercent)}`);
  }
  const { gMinMicroSiemens: gMin, gMaxMicroSiemens: gMax } = mapping;
  const device: DeviceModel = {
    description: 'CMO/HfOx resistive memory: programming noise, relaxation and 1/f read noise',
    program: (targets, { normal, scale }) =>
      targets.add(targets.mul(fit[1]).add(fit[0]).mul(scale('programming')).mul(normal('programming'))),
    read: (programmed, _, time, { normal, scale }) => {
      if (time === 0) return programmed;
      if (time < 1) throw valueError(`reramCmo: expected a time of 0 or from 1 second, got ${time}`);
      const age = log(time);
      const relaxation = normal('drift')
        .mul(0.04201137 * age + 0.41183342)
        .sub(0.08900206 * age);
      const relaxed = programmed.add(relaxation.mul(scale('drift')));
      const growth = Math.sqrt(log((time + READ_DURATION) / (2 * READ_DURATION)));
      // Below 1 µS the logarithm would turn the noise around.
      const noise = relaxed
        .maximum(1)
        .log()
        .mul((0.0277316483 / Math.LN10) * growth * scale('read'));
      return relaxed.add(noise.mul(normal('read'))).clip(gMin, gMax);
    },
  };
  return deviceStage(device, { name: 'reramCmo', ...rest, mapping });
}
