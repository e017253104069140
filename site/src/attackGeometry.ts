import type { Attack } from './attackLab.ts';
import type { Weights } from './experiment.ts';
import { hidden, outputs } from './taskSize.ts';

/** A place in a plane of weights, in fractions of each weight (root mean square over all weights). */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** The plane through the weights that an attack is shown in, and the attack's way projected on it. */
export interface AttackPlane {
  /** Towards where the attack ends, as a fraction of each weight, with root mean square 1. */
  readonly u: Weights;
  /** At a right angle to it, where the attack strays from the straight line the most; with root mean square 1 too. */
  readonly v: Weights;
  readonly path: readonly PlanePoint[];
}

/** What an attack does to the weights of one layer. */
export interface LayerMoves {
  readonly count: number;
  /** By step the number of weights in each of {@link bins} equal bins of change from -`limit` to `limit`. */
  readonly histograms: readonly (readonly number[])[];
  /** By step the part of the damage so far that these weights have done. */
  readonly shares: readonly number[];
}

/** One weight under attack. */
export interface WeightMove {
  /** Both counted from 1. */
  readonly from: number;
  readonly to: number;
  readonly layer: 0 | 1;
  /** By step. */
  readonly values: readonly number[];
  readonly before: number;
  /** By step its part of the damage so far. */
  readonly shares: readonly number[];
}

/** Which weights an attack moves, and which of them count. */
export interface WeightMoves {
  /** The largest change on the scale of the histograms, as a fraction of a weight. */
  readonly limit: number;
  readonly layers: readonly LayerMoves[];
  /** The weights that do most of the damage, the worst first. */
  readonly top: readonly WeightMove[];
}

/** The half height of a slice as a part of its reach. */
export const aside = 0.48;
/** Bins of a histogram. */
export const bins = 41;

type Vector = Float64Array;

/** The plane of an attack on weights; none where the attack does not move. */
export function attackPlane(weights: Weights, way: readonly Weights[]): AttackPlane | undefined {
  const nominal = flat(weights);
  const deviations = way.map((each) =>
    flat(each).map((value, index) => deviation(value, nominal[index] ?? 0)),
  );
  const u = unit(deviations.at(-1) ?? new Float64Array());
  if (u === undefined) return undefined;
  const aside = deviations.map((each) => without(each, u));
  const widest = aside.reduce((a, b) => (size(b) > size(a) ? b : a));
  const v = unit(size(widest) > 1e-9 ? widest : without(alternating(u.length), u)) ?? u;
  const path = deviations.map((each) => ({ x: product(each, u), y: product(each, v) }));
  return { u: split(u, weights), v: split(v, weights), path };
}

/** How far an attack moves the weights of each layer, and how the damage divides among them. */
export function weightMoves(weights: Weights, attack: Attack, limit: number, topCount: number): WeightMoves {
  const damages = damageByWeight(weights, attack);
  const totals = damages.map((layers) => layers.reduce((sum, layer) => sum + total(layer), 0));
  const share = (step: number, damage: number): number => (totals[step] ? damage / (totals[step] ?? 1) : 0);
  const layers = weights.map((nominal, layer) => ({
    count: nominal.length,
    histograms: attack.way.map((at) => histogram(nominal, at[layer] ?? [], limit)),
    shares: damages.map((each, step) => share(step, total(each[layer] ?? new Float64Array()))),
  }));
  const last = damages.at(-1) ?? [];
  const ranked = ([0, 1] as const).flatMap((layer) =>
    Array.from(last[layer] ?? [], (damage, index) => ({ layer, index, damage })),
  );
  const top = ranked
    .sort((a, b) => b.damage - a.damage)
    .slice(0, topCount)
    .map(({ layer, index }) => {
      const width = [hidden, outputs][layer] ?? 1;
      return {
        layer,
        from: Math.floor(index / width) + 1,
        to: (index % width) + 1,
        before: weights[layer][index] ?? 0,
        values: attack.way.map((at) => at[layer][index] ?? 0),
        shares: damages.map((each, step) => share(step, each[layer]?.[index] ?? 0)),
      };
    });
  return { limit, layers, top };
}

/** By step and layer the damage that each weight has done so far: the sums of slope times movement, which add up to the whole to first order. */
function damageByWeight(weights: Weights, { way, gradients }: Attack): readonly (readonly Vector[])[] {
  const sums: Vector[][] = [weights.map((layer) => new Float64Array(layer.length))];
  for (const [step, gradient] of gradients.entries()) {
    const [from, to, before] = [way[step], way[step + 1], sums[step]];
    sums.push(
      gradient.map((slopes, layer) =>
        Float64Array.from(slopes, (slope, index) => {
          const movement = (to?.[layer]?.[index] ?? 0) - (from?.[layer]?.[index] ?? 0);
          return (before?.[layer]?.[index] ?? 0) + slope * movement;
        }),
      ),
    );
  }
  return sums;
}

function histogram(nominal: ArrayLike<number>, values: ArrayLike<number>, limit: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (let index = 0; index < nominal.length; index++) {
    const change = deviation(values[index] ?? 0, nominal[index] ?? 0);
    const bin = Math.floor(((change + limit) / (2 * limit)) * bins);
    const place = Math.max(0, Math.min(bins - 1, bin));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

const deviation = (value: number, nominal: number): number =>
  nominal === 0 ? 0 : (value - nominal) / Math.abs(nominal);

const flat = ([first, second]: Weights): Vector => Float64Array.from([...first, ...second]);

const split = (values: Vector, [first]: Weights): Weights => [
  Float32Array.from(values.subarray(0, first.length)),
  Float32Array.from(values.subarray(first.length)),
];

const total = (values: Vector): number => values.reduce((sum, value) => sum + value, 0);

/** The mean product, so that a vector of ones has length 1 whatever its size. */
const product = (a: Vector, b: Vector): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / Math.max(1, a.length);

const size = (values: Vector): number => Math.sqrt(product(values, values));

function unit(values: Vector): Vector | undefined {
  const length = size(values);
  return length > 0 ? values.map((value) => value / length) : undefined;
}

function without(values: Vector, u: Vector): Vector {
  const along = product(values, u);
  return values.map((value, index) => value - along * (u[index] ?? 0));
}

const alternating = (length: number): Vector =>
  Float64Array.from({ length }, (_, index) => (index % 2 === 0 ? 1 : -1));
