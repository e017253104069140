import { valueError } from '../../errors.ts';
import { type Tensor, where } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { driftingDevice, polynomial } from './driftingDevice.ts';
import { singlePair } from './mapping.ts';

/** What {@link hermes} takes. */
export interface HermesOptions extends DeviceStageOptions {
  /** Devices for the conductance of each polarity: 1 or 2. Default 2. */
  readonly devices?: 1 | 2;
}

/** A fit in two parts: clip(a ln r + b, low, high) below a relative conductance, a polynomial from there. */
interface TwoPartFit {
  readonly below: number;
  readonly logarithm: readonly [slope: number, offset: number];
  readonly clip: readonly [low: number, high: number];
  readonly above: readonly number[];
}

interface HermesFit {
  readonly gMax: number;
  readonly firstReadTime: number;
  readonly programming: readonly number[];
  readonly driftDeviation: TwoPartFit;
  readonly readNoise: TwoPartFit;
}

const driftMean: TwoPartFit = {
  below: 0.0945,
  logarithm: [-0.0387, -0.0182],
  clip: [0.072, 0.13],
  above: [0.0736, -0.0126, -0.0436],
};

const fits: Readonly<Record<1 | 2, HermesFit>> = {
  1: {
    gMax: 10.35,
    firstReadTime: 200,
    programming: [0.15781817, 2.32443916, -2.16310839, 0.68841818],
    driftDeviation: {
      below: 0.3039,
      logarithm: [-0.012, -0.0023],
      clip: [0.0124, 0.04],
      above: [0.0104, 0.0116, -0.0165],
    },
    readNoise: {
      below: 0.1591,
      logarithm: [-0.0078, 0.0038],
      clip: [0.0179, 0.04],
      above: [0.0088, 0.0768, -0.1352, 0.0664],
    },
  },
  2: {
    gMax: 20.7,
    firstReadTime: 300,
    programming: [0.16603222, 4.71806468, -8.48101252, 4.68961419],
    driftDeviation: {
      below: 0.3055,
      logarithm: [-0.0117, -0.0057],
      clip: [0.0091, 0.04],
      above: [0.0073, 0.0093, -0.0118],
    },
    readNoise: {
      below: 0.16,
      logarithm: [-0.0117, -0.0069],
      clip: [0.015, 0.04],
      above: [0.0123, 0.0211, -0.028, 0.0069],
    },
  },
};

/**
 * Weights in the phase-change memory of IBM's Hermes chip, with one or two devices for each polarity: {@link driftingDevice} with
 * t_read = 512 ns, t_0 = 200 s (one device) or 300 s (two), and fits in µS of r = g / g_max, g_max = 10.35 or 20.7 µS, which are the largest
 * conductances characterised. Default mapping: {@link singlePair} from 0 to that.
 * @throws LimpetError (`value`) for another number of devices, a mapping beyond the range, a negative scale or time.
 * Source: Le Gallo et al., Nature Electronics 6, 680 (2023); aihwkit 1.1.0, `HermesNoiseModel`.
 */
export function hermes(options: HermesOptions = {}): HardwareStage {
  const { devices = 2, ...rest } = options;
  const fit = fits[devices];
  if (fit === undefined) throw valueError(`hermes: expected 1 or 2 devices, got ${String(devices)}`);
  const { mapping = singlePair({ gMaxMicroSiemens: fit.gMax }) } = rest;
  const gMax = mapping.gMaxMicroSiemens;
  if (gMax > fit.gMax) {
    throw valueError(`hermes: expected a mapping to at most ${fit.gMax} µS, got one to ${gMax} µS`);
  }
  const programming = fit.programming.map((each) => (each * gMax) / fit.gMax);
  const device = driftingDevice({
    description: `phase-change memory of the Hermes chip, ${devices} for each polarity: programming noise, drift and 1/f read noise`,
    gMaxMicroSiemens: gMax,
    firstReadTime: fit.firstReadTime,
    readDuration: 512e-9,
    programmingDeviation: (r) => polynomial(programming, r),
    driftMean: (r) => inTwoParts(driftMean, r),
    driftDeviation: (r) => inTwoParts(fit.driftDeviation, r),
    readNoise: (r) => inTwoParts(fit.readNoise, r),
  });
  return deviceStage(device, { name: 'hermes', ...rest, mapping });
}

const inTwoParts = (
  { below, logarithm: [slope, offset], clip: [low, high], above }: TwoPartFit,
  r: Tensor,
): Tensor => where(r.less(below), r.log().mul(slope).add(offset).clip(low, high), polynomial(above, r));
