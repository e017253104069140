import { valueError } from '../errors.ts';
import { jit } from '../runtime/index.ts';
import { floatLeaves, full, type Tensor } from '../trace/index.ts';
import type { SampleSource } from '../train/dataSet.ts';
import { nextTask } from '../train/nextTask.ts';
import { type Metric, meanMetric } from './meanMetric.ts';
import { type DirectionOptions, randomDirection } from './randomDirection.ts';
import { slopeOf } from './slopeOf.ts';

/** What {@link lossLandscape} and {@link lossPlane} take. */
export interface LandscapeOptions<Parameters> extends DirectionOptions {
  readonly parameters: Parameters;
  readonly loss: Metric<Parameters>;
  readonly data: SampleSource;
  /** How far to go along a direction, to either side. Default 2. */
  readonly extent?: number;
  /** Points along a direction, evenly spaced, both ends included; an odd number has the parameters themselves. Default 41, in the plane 21. */
  readonly points?: number;
  /** Names the directions. Default 0. */
  readonly seed?: number;
  /** Called after each point with the number of points measured, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the point under way; trials, or rows of the plane, that are complete are returned. */
  readonly signal?: AbortSignal;
}

/** What {@link lossLandscape} takes. */
export interface LossLandscapeOptions<Parameters> extends LandscapeOptions<Parameters> {
  /** Random directions. Default 5. */
  readonly trials?: number;
}

/** The loss along random directions. */
export interface LossLandscape {
  /** The points along each direction, α. */
  readonly alphas: readonly number[];
  /** The loss by trial and point. */
  readonly losses: readonly (readonly number[])[];
  /** Mean over trials of {@link slopeOf}: small for a flat minimum. */
  readonly slope: number;
  /** The slope of each trial. */
  readonly slopes: readonly number[];
}

/** The loss on a plane through the parameters. */
export interface LossPlane {
  /** The points along the first direction, α, and the second, β. */
  readonly alphas: readonly number[];
  readonly betas: readonly number[];
  /** The loss at Θ + α u + β v: a row for each β, a column for each α. */
  readonly losses: readonly (readonly number[])[];
}

/**
 * The weight-loss landscape in one dimension: the mean loss over the data at Θ + α v, for evenly spaced α and several random directions v, with its slope.
 * Directions are those of the paper, 0.2 |Θ| ⊙ ξ, unless another kind is asked for; trial t of a seed is the same for all networks of one shape.
 * @throws LimpetError (`value`) for fewer than two points, no trial, or an extent or scale that is not positive.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, figures 1 and S2, table S1; Li et al. 2018, arXiv 1712.09913 (filter normalisation).
 */
export async function lossLandscape<Parameters>(
  options: LossLandscapeOptions<Parameters>,
): Promise<LossLandscape> {
  const { parameters, extent = 2, points = 41, trials = 5, seed = 0, onProgress, signal } = options;
  checkWhole('lossLandscape', 'trials', trials, 1);
  const alphas = evenlySpaced('lossLandscape', extent, points);
  const lossAt = lossAlong('lossLandscape', options);
  const losses: number[][] = [];
  for (let trial = 0; trial < trials && !signal?.aborted; trial++) {
    const direction = directionOf(parameters, { ...options, seed, index: trial });
    const along: number[] = [];
    for (const alpha of alphas) {
      if (signal?.aborted) break;
      along.push(lossAt([direction], [alpha]));
      onProgress?.(trial * points + along.length, trials * points);
      await nextTask();
    }
    if (along.length === points) losses.push(along);
  }
  const slopes = losses.map((along) => slopeOf(alphas, along));
  return { alphas, losses, slopes, slope: slopes.reduce((sum, each) => sum + each, 0) / slopes.length };
}

/**
 * The weight-loss landscape in two dimensions: the mean loss over the data at Θ + α u + β v, for two random directions u and v.
 * @throws LimpetError (`value`) for fewer than two points, or an extent or scale that is not positive.
 * Source: Li et al. 2018, arXiv 1712.09913.
 */
export async function lossPlane<Parameters>(options: LandscapeOptions<Parameters>): Promise<LossPlane> {
  const { parameters, extent = 2, points = 21, seed = 0, onProgress, signal } = options;
  const alphas = evenlySpaced('lossPlane', extent, points);
  const lossAt = lossAlong('lossPlane', options);
  const directions = [0, 1].map((index) => directionOf(parameters, { ...options, seed, index }));
  const losses: number[][] = [];
  for (const beta of alphas) {
    const row: number[] = [];
    for (const alpha of alphas) {
      if (signal?.aborted) return { alphas, betas: alphas.slice(0, losses.length), losses };
      row.push(lossAt(directions, [alpha, beta]));
      onProgress?.(losses.length * points + row.length, points * points);
      await nextTask();
    }
    losses.push(row);
  }
  return { alphas, betas: alphas, losses };
}

/**
 * The loss at a place α along each direction of {@link lossLandscape}, of which `extent` and `points` are of no importance; programs are compiled and
 * directions drawn once.
 * @throws LimpetError as `lossLandscape`.
 */
export function lossesByPlace<Parameters>(
  options: LossLandscapeOptions<Parameters>,
): (alpha: number) => number[] {
  const { parameters, trials = 5, seed = 0 } = options;
  checkWhole('lossLandscape', 'trials', trials, 1);
  const lossAt = lossAlong('lossLandscape', options);
  const directions = Array.from({ length: trials }, (_, index) =>
    directionOf(parameters, { ...options, seed, index }),
  );
  return (alpha) => directions.map((direction) => lossAt([direction], [alpha]));
}

/** A random direction, compiled: plainly, half a million draws take seconds. */
const directionOf = <Parameters>(
  parameters: Parameters,
  options: DirectionOptions & { readonly seed: number; readonly index: number },
): readonly Tensor[] =>
  jit((own: Parameters) => randomDirection(own, options), { name: 'randomDirection' })(parameters);

/** The mean loss at Θ + Σ αₖ vₖ; compiled once. */
function lossAlong<Parameters>(
  what: string,
  { parameters, loss, data }: LandscapeOptions<Parameters>,
): (directions: readonly (readonly Tensor[])[], places: readonly number[]) => number {
  const move = jit(
    (own: Parameters, directions: readonly (readonly Tensor[])[], places: readonly Tensor[]) => {
      const { tensors, rebuild } = floatLeaves(own);
      const moved = directions.reduce<readonly Tensor[]>(
        (sums, direction, index) =>
          sums.map((sum, leaf) => sum.add((direction[leaf] as Tensor).mul(places[index] as Tensor))),
        tensors,
      );
      return rebuild(moved);
    },
    { name: 'move' },
  );
  const meanOf = meanMetric(what, loss, data);
  return (directions, places) =>
    meanOf(
      move(
        parameters,
        directions,
        places.map((place) => full([], place)),
      ),
    );
}

/** Places from -extent to extent, both included. */
export function evenlySpaced(what: string, extent: number, points: number): number[] {
  checkWhole(what, 'points', points, 2);
  if (!(extent > 0 && extent < Number.POSITIVE_INFINITY)) {
    throw valueError(`${what}: expected a positive extent, got ${extent}`);
  }
  return Array.from({ length: points }, (_, index) => (extent * (2 * index - (points - 1))) / (points - 1));
}

function checkWhole(what: string, name: string, given: number, least: number): void {
  if (Number.isInteger(given) && given >= least) return;
  throw valueError(`${what}: expected ${name} to be a whole number from ${least}, got ${given}`);
}
