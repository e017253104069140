import { full, type Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type RockpoolMismatchOptions, rockpoolMismatch } from './rockpoolMismatch.ts';

/** Subthreshold slope factors of both kinds of transistor. */
const kappaN = 0.75;
const kappaP = 0.66;
const thermalVoltage = 25e-3;
const thresholdVoltage = 0.7;
const iDark = 0.5e-12;

const capacitance = {
  cAhp: 40e-12,
  cMembrane: 3e-12,
  cPulse: 0.5e-12,
  cPulseAhp: 0.5e-12,
  cRefractory: 1.5e-12,
  cSynapse: 24.5e-12,
};

/** The current that sets a time constant in seconds: U_T C / (κ τ), κ the mean of both kinds of transistor. */
const leak = (farad: number, tau: number): number =>
  (thermalVoltage * farad) / (((kappaN + kappaP) / 2) * tau);

/** The current that sets the length of a pulse in seconds: V_th C / t. */
const pulse = (farad: number, length: number): number => (thresholdVoltage * farad) / length;

const iTauMembrane = leak(capacitance.cMembrane, 20e-3);
const iTauSynapse = leak(capacitance.cSynapse, 10e-3);
const iTauAhp = leak(capacitance.cAhp, 50e-3);

const defaults = {
  ...capacitance,
  iDark,
  iDirect: iDark,
  iGainAhp: iTauAhp,
  iGainMembrane: 4 * iTauMembrane,
  iGainSynapse: 100 * iTauSynapse,
  iNmdaCutOff: iDark,
  iPulse: pulse(capacitance.cPulse, 10e-6),
  iPulseAhp: pulse(capacitance.cPulseAhp, 1e-6),
  iRefractory: pulse(capacitance.cRefractory, 1e-3),
  iSpikeThreshold: 100e-9,
  iTauAhp,
  iTauMembrane,
  iTauSynapse,
  iWeightAhp: iDark,
  kappaN,
  kappaP,
  thermalVoltage,
  thresholdVoltage,
};

/** What is set for each neuron of a DynapSE chip, f32[neurons]: currents `i…` in ampere, capacitances `c…` in farad, voltages in volt. */
export type DynapSeParameters = { readonly [Name in keyof typeof defaults]: Tensor };

/**
 * The parameters of DynapSE neurons at their defaults, the same for each neuron: time constants of 20 ms (membrane), 10 ms (synapse) and 50 ms
 * (after-hyperpolarisation), gains 4, 100 and 1, refractory period 1 ms, pulses 10 µs and 1 µs.
 * Source: Rockpool 3.1.0, `devices.dynapse.lookup`.
 */
export const dynapSeParameters = (neurons: number): DynapSeParameters =>
  Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, full([neurons], value)]),
  ) as DynapSeParameters;

/**
 * Mismatch of a DynapSE chip, fixed when it is made: every parameter of {@link dynapSeParameters} of every neuron deviates by itself, as
 * {@link rockpoolMismatch} has it; parameters of other names are left alone. What training applies anew in each step is Rockpool's dynamic set:
 * `rockpoolMismatch({ select: inFamilies('weights') })`.
 * Source: Rockpool 3.1.0, `frozen_mismatch_prototype`.
 */
export const dynapSeMismatch = (options: RockpoolMismatchOptions = {}): HardwareStage =>
  rockpoolMismatch({
    name: 'dynapSeMismatch',
    select: (path) => Object.hasOwn(defaults, path.split('.').at(-1) ?? ''),
    ...options,
  });
