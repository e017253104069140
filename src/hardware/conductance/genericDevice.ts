import { expectNumbers, expectOneOf, valueError } from '../../errors.ts';
import { erf, type Tensor, where } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type DeviceModel, type DeviceStageOptions, deviceStage } from './deviceStage.ts';
import { polynomial } from './driftingDevice.ts';
import { singlePair } from './mapping.ts';

/** What a stage with programming errors alone takes. */
export type ProgrammingOptions = Omit<
  DeviceStageOptions,
  'driftScale' | 'readScale' | 'readIndex' | 'mapAgain'
>;

/** The error of {@link genericDevice}. */
export interface GenericDeviceOptions extends ProgrammingOptions {
  /** Its size m, as a fraction of the largest conductance. */
  readonly size: number;
  /** `normal`: m is the standard deviation; `uniform`: errors are within ±m / 2. Default `normal`. */
  readonly distribution?: 'normal' | 'uniform';
  /** With r = g / g_max the error e is `independent` of it, r + e, `proportional`, r (1 + e), or `inverse`, r + e / r. Default `independent`. */
  readonly dependence?: 'independent' | 'proportional' | 'inverse';
}

/** Below this a device counts as at 0, where an inverse error would have no bound. */
const AT_ZERO = 1e-6;

const dependences: Readonly<
  Record<NonNullable<GenericDeviceOptions['dependence']>, (r: Tensor) => Tensor | number>
> = {
  independent: () => 1,
  proportional: (r) => r,
  inverse: (r) => where(r.less(AT_ZERO), 0, r.maximum(AT_ZERO).pow(-1)),
};

/**
 * Weights on devices that are programmed with an error and then stay: a first guess at a device that nobody has measured. Conductances are not clipped. Default
 * mapping: {@link singlePair}, 0 to 25 µS.
 * @throws LimpetError (`value`) for a negative size, or a distribution or dependence that there is not.
 * Source: CrossSim, `generic_device`.
 */
export function genericDevice(options: GenericDeviceOptions): HardwareStage {
  const {
    mapping = singlePair(),
    size,
    distribution = 'normal',
    dependence = 'independent',
    ...rest
  } = options;
  expectNumbers('genericDevice', 'from 0', { size });
  expectOneOf('genericDevice: expected distribution', distribution, ['normal', 'uniform']);
  expectOneOf('genericDevice: expected dependence', dependence, Object.keys(dependences));
  const shape = dependences[dependence];
  const gMax = mapping.gMaxMicroSiemens;
  const device: DeviceModel = {
    description: `devices with a ${distribution} error of programming of size ${size}, ${dependence} of conductance`,
    program: (targets, { normal, scale }) => {
      const drawn = normal('programming');
      // The distribution function of a normal draw is uniform.
      const error = distribution === 'normal' ? drawn : erf(drawn.mul(Math.SQRT1_2)).mul(0.5);
      return targets.add(error.mul(size * gMax * scale('programming')).mul(shape(targets.div(gMax))));
    },
    read: (programmed) => programmed,
  };
  return deviceStage(device, { name: 'genericDevice', driftScale: 0, readScale: 0, ...rest, mapping });
}

/** Deviation in µS as a polynomial of the conductance in µS, and the range it was measured in. */
const fits = {
  phaseChangeJoshi: { gMin: 0.25, gMax: 25, coefficients: [0.28638599, 0.07585724, -0.00178767] },
  reramMilo: { gMin: 50, gMax: 225, coefficients: [4.782321, -0.009107] },
  reramWan: { gMin: 0, gMax: 39.26, coefficients: [1.053, 0.2374, -1.167e-2, 1.536e-4] },
} as const;

/**
 * Weights on devices with a programming error as CrossSim fits it to published figures, in µS of the conductance G: phase-change memory of Joshi et al.,
 * σ = 0.28638599 + 0.07585724 G - 0.00178767 G² (0.25 to 25 µS); resistive memory of Milo et al., σ = 4.782321 - 0.009107 G (50 to 225 µS), and
 * of Wan et al. after 1 s, σ = 1.053 + 0.2374 G - 0.01167 G² + 0.0001536 G³ (to 39.26 µS). Each has a {@link singlePair} over its range by default.
 * A version of CrossSim adds σ itself for Joshi's, without a random number; this does not.
 * @throws LimpetError (`value`) for a fit that there is not, or a mapping beyond its range.
 * Source: Joshi et al., Nature Communications 11, 2473 (2020); Milo et al., IEEE IRPS (2021); Wan et al., Nature 608, 504 (2022); CrossSim, `devices/custom`.
 */
export function programmingFit(fit: keyof typeof fits, options: ProgrammingOptions = {}): HardwareStage {
  if (!Object.hasOwn(fits, fit)) {
    throw valueError(
      `programmingFit: there is no fit ${String(fit)}; expected ${Object.keys(fits).join(', ')}`,
    );
  }
  const { gMin, gMax, coefficients } = fits[fit];
  const { mapping = singlePair({ gMinMicroSiemens: gMin, gMaxMicroSiemens: gMax }) } = options;
  if (mapping.gMaxMicroSiemens > gMax) {
    throw valueError(
      `programmingFit: expected a mapping to at most ${gMax} µS, which ${fit} was measured to, got one to ${mapping.gMaxMicroSiemens} µS`,
    );
  }
  const device: DeviceModel = {
    description: `devices with the programming error of the fit ${fit}`,
    program: (targets, { normal, scale }) =>
      targets
        .add(normal('programming').mul(scale('programming')).mul(polynomial(coefficients, targets)))
        .relu(),
    read: (programmed) => programmed,
  };
  return deviceStage(device, { name: 'programmingFit', driftScale: 0, readScale: 0, ...options, mapping });
}
