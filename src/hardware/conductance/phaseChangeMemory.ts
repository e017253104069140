import { div } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { driftingDevice, polynomial } from './driftingDevice.ts';
import { interpolate } from './interpolate.ts';
import { singlePair } from './mapping.ts';

/** What {@link phaseChangeMemory} takes. */
export interface PhaseChangeMemoryOptions extends DeviceStageOptions {
  /** t_0, seconds from programming to the first read. Default 20. */
  readonly firstReadTime?: number;
  /** t_read, seconds that a read takes. Default 250e-9. */
  readonly readDuration?: number;
  /** Whether the 1/f noise is as Büchel et al. print it, √ln((t + t_0 + t_read) / t_read), without the 2. Default false. */
  readonly paperReadNoise?: boolean;
  /** Drift coefficients measured elsewhere, between which is interpolated, instead of the fits of μ and σ_ν. */
  readonly driftTable?: DriftTable;
}

/** Drift coefficients by conductance. */
export interface DriftTable {
  /** From the least conductance up, at least two. */
  readonly gMicroSiemens: readonly number[];
  /** μ at each. */
  readonly mean: readonly number[];
  /** σ_ν at each. */
  readonly deviation: readonly number[];
}

/** The fit of σ_p in µS, and the largest conductance it was made at. */
const programming = [0.26348, 1.965, -1.1731];
const FITTED_G_MAX = 25;

/** Q is at most 0.2, which it is at this r. */
const LEAST_READ_R = 0.008184725;

/**
 * Weights in phase-change memory, at a time since programming (25 s to a year): programming noise, drift and 1/f read noise of
 * {@link driftingDevice}, with r = g / g_max,
 * σ_p = (0.26348 + 1.9650 r - 1.1731 r²) µS · g_max / 25 µS, μ = clip(-0.0155 ln r + 0.0244, 0.049, 0.1),
 * σ_ν = clip(-0.0125 ln r - 0.0059, 0.008, 0.045), Q = min(0.0088 / r_p^0.65, 0.2).
 * Each of a pair of devices has its own draws. Default mapping: {@link singlePair}, 0 to 25 µS.
 * @throws LimpetError (`value`) for a negative scale or time, a read that takes longer than the time to the first one, or a drift table that does not ascend.
 * Source: Nandakumar et al., IEEE ICECS (2019); Joshi et al., Nature Communications 11, 2473 (2020); aihwkit 1.1.0, `PCMLikeNoiseModel`.
 */
export function phaseChangeMemory(options: PhaseChangeMemoryOptions = {}): HardwareStage {
  const { mapping = singlePair(), firstReadTime = 20, readDuration = 250e-9, driftTable, ...rest } = options;
  const gMax = mapping.gMaxMicroSiemens;
  const scaled = programming.map((each) => (each * gMax) / FITTED_G_MAX);
  const fromTable = (values: readonly number[]) => {
    const points = (driftTable?.gMicroSiemens ?? []).map((each) => each / gMax);
    return interpolate('phaseChangeMemory: driftTable', points, values);
  };
  const device = driftingDevice({
    ...rest,
    description: 'phase-change memory: programming noise, drift and 1/f read noise',
    gMaxMicroSiemens: gMax,
    firstReadTime,
    readDuration,
    programmingDeviation: (r) => polynomial(scaled, r),
    driftMean: driftTable
      ? fromTable(driftTable.mean)
      : (r) => r.log().mul(-0.0155).add(0.0244).clip(0.049, 0.1),
    driftDeviation: driftTable
      ? fromTable(driftTable.deviation)
      : (r) => r.log().mul(-0.0125).sub(0.0059).clip(0.008, 0.045),
    readNoise: (r) => div(0.0088, r.maximum(LEAST_READ_R).pow(0.65)),
  });
  return deviceStage(device, { name: 'phaseChangeMemory', ...rest, mapping });
}
