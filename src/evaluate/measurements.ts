import type { HardwareModel } from '../hardware/index.ts';
import {
  type EvaluateHardwareOptions,
  type EvaluateMismatchOptions,
  evaluateHardware,
  evaluateMismatch,
} from './evaluateMismatch.ts';
import { evenlySpaced, type LossLandscapeOptions, lossesByPlace } from './lossLandscape.ts';
import { type VerifiedAccuracyOptions, verifiedAccuracy } from './verifiedAccuracy.ts';
import { type WorstCaseOptions, worstCase } from './worstCase.ts';

/** Something that is measured of a network at several levels, in the form that `compareMethods` takes. */
export interface Measurement<Parameters> {
  readonly name: string;
  readonly levels: readonly number[];
  /** How many numbers there are at a level. */
  samplesAt(level: number): number;
  measure(parameters: Parameters, level: number): Promise<readonly number[]>;
}

/** Options of a measurement that is made once for all networks. */
type Shared<Options extends { readonly parameters: unknown }> = Omit<
  Options,
  'parameters' | 'onProgress' | 'signal'
> & {
  /** Tells measurements of one kind apart. Default: the kind, such as `mismatch`. */
  readonly name?: string;
};

/**
 * `evaluateMismatch` as a measurement: the metric of each chip. At level 0 the parameters of all chips are the same, so that
 * a metric of three arguments (parameters, inputs, target) is measured on one; a metric that takes the chip as well may draw
 * from its key, and is measured on all of them.
 * @throws LimpetError as `evaluateMismatch`, when it measures.
 */
export function mismatchMeasurement<Parameters>(
  options: Shared<EvaluateMismatchOptions<Parameters>>,
): Measurement<Parameters> {
  const { name = 'mismatch', levels, samples = 20, metric } = options;
  const samplesAt = (level: number): number => (level === 0 && metric.length === 3 ? 1 : samples);
  const measure = async (parameters: Parameters, level: number) => {
    const rows = await evaluateMismatch({
      ...options,
      parameters,
      levels: [level],
      samples: samplesAt(level),
    });
    return rows.flatMap((row) => row.samples);
  };
  return { name, levels, samplesAt, measure };
}

/**
 * `evaluateHardware` as a measurement: the metric of each chip of a hardware model, where `levels` are seconds since programming; or, where `model` is a function, of
 * the models that it makes of levels.
 * @throws LimpetError as `evaluateHardware`, when it measures.
 * @example `hardwareMeasurement({ name: 'pcm', model, metric, data, levels: [25, 86400, 31536000] })`
 * @example `hardwareMeasurement({ name: 'noise', model: (level) => hardwareModel(largestWeightNoise(level)), metric, data, levels: [0.02, 0.1] })`
 */
export function hardwareMeasurement<Parameters>(
  options: Omit<Shared<EvaluateHardwareOptions<Parameters>>, 'models' | 'times'> & {
    readonly model: HardwareModel | ((level: number) => HardwareModel);
    readonly levels?: readonly number[];
  },
): Measurement<Parameters> {
  const { name = 'hardware', levels = [0], samples = 20, model } = options;
  const measure = async (parameters: Parameters, level: number) => {
    const measured =
      typeof model === 'function' ? { models: [model(level)] } : { models: [model], times: [level] };
    const rows = await evaluateHardware({ ...options, parameters, ...measured });
    return rows.flatMap((row) => row.samples);
  };
  return { name, levels, samplesAt: () => samples, measure };
}

/**
 * `worstCase` as a measurement: the metric under attack.
 * @throws LimpetError as `worstCase`, when it measures.
 */
export function worstCaseMeasurement<Parameters>(
  options: Shared<WorstCaseOptions<Parameters>>,
): Measurement<Parameters> {
  const { name = 'worstCase', levels } = options;
  const measure = async (parameters: Parameters, level: number) =>
    (await worstCase({ ...options, parameters, levels: [level] })).map(({ metric }) => metric);
  return { name, levels, samplesAt: () => 1, measure };
}

/**
 * `lossLandscape` as a measurement: the loss at places along each direction. `levels` are the places α, by default 41 from -2 to 2; `comparisonLandscapes`
 * makes landscapes with their slopes of the rows.
 * @throws LimpetError as `lossLandscape`, when it measures.
 */
export function landscapeMeasurement<Parameters>(
  options: Omit<Shared<LossLandscapeOptions<Parameters>>, 'extent' | 'points'> & {
    readonly levels?: readonly number[];
  },
): Measurement<Parameters> {
  const { name = 'landscape', levels = evenlySpaced('landscapeMeasurement', 2, 41), trials = 5 } = options;
  let last: { readonly parameters: Parameters; readonly lossesAt: (alpha: number) => number[] } | undefined;
  const measure = (parameters: Parameters, level: number) => {
    if (last?.parameters !== parameters) {
      last = { parameters, lossesAt: lossesByPlace({ ...options, parameters }) };
    }
    return Promise.resolve(last.lossesAt(level));
  };
  return { name, levels, samplesAt: () => trials, measure };
}

/**
 * `verifiedAccuracy` as a measurement: the fraction of answers that are certainly right.
 * @throws LimpetError as `verifiedAccuracy`, when it measures.
 */
export function verifiedMeasurement<Parameters>(
  options: Shared<VerifiedAccuracyOptions<Parameters>>,
): Measurement<Parameters> {
  const { name = 'verified', levels } = options;
  const measure = async (parameters: Parameters, level: number) =>
    (await verifiedAccuracy({ ...options, parameters, levels: [level] })).map(({ verified }) => verified);
  return { name, levels, samplesAt: () => 1, measure };
}
