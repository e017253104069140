import { valueError } from '../../errors.ts';
import { div, type Tensor } from '../../trace/index.ts';
import { axesWithin, largestSize, type Scope, scopeText } from '../scope.ts';

/** Weights as the devices of an array hold them. */
export interface MappedWeights {
  /** What each device of a weight is to be programmed to, in µS; each like the weights. */
  readonly targets: readonly Tensor[];
  /** The weights that conductances of these devices stand for. */
  toWeights(conductances: readonly Tensor[]): Tensor;
}

/** How weights become conductances. */
export interface ConductanceMapping {
  readonly description: string;
  readonly gMinMicroSiemens: number;
  readonly gMaxMicroSiemens: number;
  map(weights: Tensor): MappedWeights;
}

/** The range of a device, and which weights share one scale. */
export interface MappingOptions {
  /** The largest conductance. */
  readonly gMaxMicroSiemens?: number;
  /** The conductance of a weight of 0. */
  readonly gMinMicroSiemens?: number;
  /** Default `tensor`; `output` is the usual choice for accuracy. */
  readonly scope?: Scope;
}

/** Weights below this size count as no larger, so that a matrix of zeros has a scale. */
const SMALLEST_RANGE = 1e-7;

function checkRange(what: string, gMin: number, gMax: number): void {
  if (gMin >= 0 && gMin < gMax && gMax < Number.POSITIVE_INFINITY) return;
  throw valueError(
    `${what}: expected 0 <= gMinMicroSiemens < gMaxMicroSiemens, got ${gMin} and ${gMax} microsiemens`,
  );
}

/**
 * A pair of devices for each weight, of which one is at its least conductance: g⁺ = clip(s w, 0, g_max) + g_min, g⁻ likewise for -w,
 * s = (g_max - g_min) / max|w|; back w = (g⁺ - g⁻) / s. By default 0 to 25 µS.
 * @throws LimpetError (`value`) for a range that is none.
 * Source: aihwkit 1.1.0, `SinglePairConductanceConverter`.
 */
export function singlePair(options: MappingOptions = {}): ConductanceMapping {
  return { ...devicePairs([1], options), description: pairText('a pair', options) };
}

/**
 * Pairs of devices of different weight for each weight: the pair of the first factor is filled first, what exceeds it goes to the next one.
 * w = Σ f (g⁺ - g⁻) / s, s = Σ f (g_max - g_min) / max|w|. By default 0 to 25 µS.
 * @param factors the significance f of each pair, from the lowest.
 * @throws LimpetError (`value`) for no factors, a factor that is not positive, or a range that is none.
 * Source: aihwkit 1.1.0, `NPairConductanceConverter`.
 */
export function devicePairs(factors: readonly number[], options: MappingOptions = {}): ConductanceMapping {
  const { gMaxMicroSiemens: gMax = 25, gMinMicroSiemens: gMin = 0, scope = 'tensor' } = options;
  checkRange('devicePairs', gMin, gMax);
  if (factors.length === 0 || !factors.every((each) => each > 0 && each < Number.POSITIVE_INFINITY)) {
    throw valueError(`devicePairs: expected factors above 0, got [${factors.join(', ')}]`);
  }
  const range = gMax - gMin;
  const total = factors.reduce((sum, factor) => sum + factor * range, 0);
  return {
    description: pairText(`pairs of significance ${factors.join(', ')}`, options),
    gMinMicroSiemens: gMin,
    gMaxMicroSiemens: gMax,
    map: (weights) => {
      const scale = div(total, largestSize(scope, weights).maximum(SMALLEST_RANGE));
      const scaled = weights.mul(scale);
      const targets: Tensor[] = [];
      let filled = 0;
      for (const factor of factors) {
        const target = (size: Tensor): Tensor => size.relu().sub(filled).div(factor).clip(0, range).add(gMin);
        targets.push(target(scaled), target(scaled.neg()));
        filled += factor * range;
      }
      const toWeights = (conductances: readonly Tensor[]): Tensor =>
        factors
          .map((factor, pair) =>
            (conductances[2 * pair] as Tensor).sub(conductances[2 * pair + 1] as Tensor).mul(factor),
          )
          .reduce((sum, each) => sum.add(each))
          .div(scale);
      return { targets, toWeights };
    },
  };
}

const pairText = (
  pairs: string,
  { gMaxMicroSiemens: gMax = 25, gMinMicroSiemens: gMin = 0, scope = 'tensor' }: MappingOptions,
) => `${pairs} of devices for each weight, ${gMin} to ${gMax} µS at the largest weight ${scopeText(scope)}`;

/**
 * One device for each weight, from the least weight at g_min to the largest at g_max: g = g_min + (w - min w) (g_max - g_min) / (max w - min w). By
 * default 9 to 88.2 µS, the range of CMO/HfOx devices.
 * @throws LimpetError (`value`) for a range that is none.
 * Source: aihwkit 1.1.0, `SingleDeviceConductanceConverter`.
 */
export function singleDevice(options: MappingOptions = {}): ConductanceMapping {
  const { gMaxMicroSiemens: gMax = 88.199997, gMinMicroSiemens: gMin = 9, scope = 'tensor' } = options;
  checkRange('singleDevice', gMin, gMax);
  return {
    description: `a device for each weight, ${gMin} to ${gMax} µS from the least weight ${scopeText(scope)} to the largest`,
    gMinMicroSiemens: gMin,
    gMaxMicroSiemens: gMax,
    map: (weights) => {
      const within = { axis: axesWithin(scope, weights), keepDims: true };
      const least = weights.min(within);
      const scale = div(gMax - gMin, weights.max(within).sub(least).maximum(SMALLEST_RANGE));
      return {
        targets: [weights.sub(least).mul(scale).add(gMin)],
        toWeights: ([conductance]) => (conductance as Tensor).sub(gMin).div(scale).add(least),
      };
    },
  };
}
