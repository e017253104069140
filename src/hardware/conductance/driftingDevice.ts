import { log } from '../../elementary/index.ts';
import { expectNumbers, valueError } from '../../errors.ts';
import type { Tensor } from '../../trace/index.ts';
import type { DeviceModel } from './deviceStage.ts';

/** The fits of a device that drifts by a power law, as functions of a conductance relative to the largest one, r = g / g_max. */
export interface DriftingDevice {
  readonly description: string;
  readonly gMaxMicroSiemens: number;
  /** Standard deviation of programming at r of the target, in µS. */
  readonly programmingDeviation: (r: Tensor) => Tensor | number;
  /** Mean and standard deviation of the drift coefficient ν at r of the target. */
  readonly driftMean: (r: Tensor) => Tensor | number;
  readonly driftDeviation: (r: Tensor) => Tensor | number;
  /** Q: the noise of reading relative to the conductance, at r of the programmed conductance. */
  readonly readNoise: (r: Tensor) => Tensor | number;
  /** Seconds from programming to the first read of the drift fit. */
  readonly firstReadTime: number;
  /** Seconds that a read takes. */
  readonly readDuration: number;
  /** Whether the 1/f noise is as the paper prints it, without the 2 in its logarithm. Default false. */
  readonly paperReadNoise?: boolean;
}

/** A conductance of 0 has the logarithm of this. */
const SMALLEST_RELATIVE = 1e-7;

/**
 * A device that is programmed with an error, drifts by a power law and is read with 1/f noise:
 * g_p = max(0, g_t + σ_p ξ), g_d = g_p ((t + t_0) / t_0)^-ν, ν = |μ + σ_ν ξ|,
 * g = max(0, g_d + g_d Q √ln((t + t_0 + t_read) / (2 t_read)) ξ). At t = 0 there is read noise and no drift.
 * @throws LimpetError (`value`) where a time or the conductance is not above 0, or the first read comes before one takes.
 * Source: Nandakumar et al., IEEE ICECS (2019); Joshi et al., Nature Communications 11, 2473 (2020); aihwkit 1.1.0, `PCMLikeNoiseModel`.
 */
export function driftingDevice(device: DriftingDevice): DeviceModel {
  const { gMaxMicroSiemens: gMax, firstReadTime, readDuration, paperReadNoise = false } = device;
  expectNumbers('driftingDevice', 'above 0', { gMaxMicroSiemens: gMax, firstReadTime, readDuration });
  if (firstReadTime < readDuration) {
    throw valueError(
      `driftingDevice: expected firstReadTime to be no less than readDuration, got ${firstReadTime} and ${readDuration} s`,
    );
  }
  const relative = (conductance: Tensor): Tensor => conductance.div(gMax).maximum(SMALLEST_RELATIVE);
  return {
    description: device.description,
    program: (targets, { normal, scale }) => {
      if (scale('programming') === 0) return targets;
      const deviation = device.programmingDeviation(targets.div(gMax));
      return targets.add(normal('programming').mul(scale('programming')).mul(deviation)).relu();
    },
    read: (programmed, targets, time, { normal, scale }) => {
      const drifted = time > 0 && scale('drift') > 0 ? programmed.mul(drift()) : programmed;
      if (scale('read') === 0) return drifted;
      const elapsed = time + firstReadTime + readDuration;
      const growth = Math.sqrt(log(elapsed / ((paperReadNoise ? 1 : 2) * readDuration)));
      const noise = normal('read')
        .mul(device.readNoise(relative(programmed)))
        .mul(growth * scale('read'));
      return drifted.add(drifted.mul(noise)).relu();

      function drift(): Tensor {
        const r = relative(targets);
        const coefficient = normal('drift').mul(device.driftDeviation(r)).add(device.driftMean(r)).abs();
        return coefficient.mul(-scale('drift') * log(time / firstReadTime + 1)).exp();
      }
    },
  };
}

/** c₀ + c₁ x + c₂ x² + … */
export const polynomial = (coefficients: readonly number[], x: Tensor): Tensor | number =>
  coefficients
    .slice(0, -1)
    .reduceRight<Tensor | number>((sum, each) => x.mul(sum).add(each), coefficients.at(-1) ?? 0);
