import { type DeviceModel, type DeviceStageOptions, deviceStage } from '../conductance/deviceStage.ts';
import { singlePair } from '../conductance/mapping.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import type { DeviceFaults } from './deviceFaults.ts';

/** What {@link stuckDevices} takes. */
export interface StuckDevicesOptions
  extends DeviceFaults,
    Pick<DeviceStageOptions, 'mapping' | 'name' | 'select'> {}

const ideal: DeviceModel = {
  description: 'devices that hold their weights exactly',
  program: (targets) => targets,
  read: (programmed) => programmed,
};

/**
 * Weights on devices of which some are dead or stuck, and the others ideal; each device of a pair by itself. Devices that are not ideal take the same
 * as the option `faults` of {@link deviceStage} and of the stages made of it. Default mapping: {@link singlePair}, 0 to 25 µS.
 * @throws LimpetError (`value`) where a fraction is outside of 0 to 1, or all together are more than 1.
 * Source: MemTorch, `apply_finite_conductance_states` and device faults; aihwkit 1.1.0, `pcm_prob_at_reset`, `pcm_prob_at_gmax`, `pcm_prob_at_random`.
 * @example `stuckDevices({ atGMin: 0.01, atGMax: 0.002 })`
 */
export function stuckDevices(options: StuckDevicesOptions): HardwareStage {
  const { mapping = singlePair(), name = 'stuckDevices', select, ...faults } = options;
  const off = { programmingScale: 0, driftScale: 0, readScale: 0 };
  return deviceStage(ideal, { ...off, ...(select && { select }), name, mapping, faults });
}
