import { exp } from '../elementary/index.ts';
import { shapeError, valueError } from '../errors.ts';
import { formatType, sameShape } from '../ir/types.ts';
import { scan, type Tensor } from '../trace/index.ts';

/** The range in which values cost nothing. */
export interface CostlessRange {
  /** Default -Infinity. */
  readonly lower?: number;
  /** Default Infinity. */
  readonly upper?: number;
}

function meanSquareOutside(what: string, values: Tensor, range: CostlessRange): Tensor {
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = range;
  if (!(lower <= upper)) throw valueError(`${what}: expected lower up to upper, got ${lower} and ${upper}`);
  return values.sub(values.clip(lower, upper)).square().mean();
}

/**
 * A cost for firing rates outside a range: the mean square of how far the spikes per time step of each neuron, mean over time, are
 * outside.
 * @param spikes f32 `[time, neurons]` or `[batch, time, neurons]`.
 * @throws LimpetError (`shape`, `value`) where the spikes have no time, or the range is empty.
 * @example `firingRateCost(recording.spikes, { lower: 0.01, upper: 0.1 })`
 */
export function firingRateCost(spikes: Tensor, range: CostlessRange): Tensor {
  checkTrains('firingRateCost', spikes);
  return meanSquareOutside('firingRateCost', spikes.mean({ axis: -2 }), range);
}

/**
 * A cost for membrane potentials outside a range: the mean square of how far they are outside.
 * @param membrane f32 of any shape.
 * @throws LimpetError (`value`) where the range is empty.
 */
export const membraneCost = (membrane: Tensor, range: CostlessRange): Tensor =>
  meanSquareOutside('membraneCost', membrane, range);

/** The kernel of {@link vanRossumDistance}. */
export interface VanRossumOptions {
  /** The time constant of the kernel in seconds. Default 0.01. */
  readonly tau?: number;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
}

/**
 * The squared van Rossum distance of spike trains, 1 / τ ∫ (f - g)² dt, where f and g are the trains smoothed by exp(-t / τ); the mean
 * over neurons and batch. A spike that is missing costs about ½.
 * @param target f32 `[time, neurons]` or `[batch, time, neurons]`.
 * @param spikes of the same shape.
 * @throws LimpetError (`shape`, `value`) where the shapes differ, or τ or dt is not above 0.
 * Source: van Rossum, Neural Computation 13 (4), 2001.
 */
export function vanRossumDistance(target: Tensor, spikes: Tensor, options: VanRossumOptions = {}): Tensor {
  const { tau = 0.01, dt = 1e-3 } = options;
  for (const [name, value] of Object.entries({ tau, dt })) {
    if (!(value > 0)) throw valueError(`vanRossumDistance: expected ${name} above 0 seconds, got ${value}`);
  }
  checkTrains('vanRossumDistance', spikes);
  if (!sameShape(target.shape, spikes.shape)) {
    throw shapeError(
      `vanRossumDistance: expected two spike trains of one shape, got ${formatType(target.type)} and ${formatType(spikes.type)}`,
    );
  }
  const difference = spikes.sub(target);
  const steps = difference.shape.length === 3 ? difference.transpose([1, 0, 2]) : difference;
  const decay = exp(-dt / tau);
  const step = (smooth: Tensor, now: Tensor): [Tensor, Tensor] => {
    const next = smooth.mul(decay).add(now);
    return [next, next];
  };
  const [, smoothed] = scan(step, steps.sum({ axis: 0 }).mul(0), steps);
  return smoothed
    .square()
    .sum({ axis: 0 })
    .mul(dt / tau)
    .mean();
}

function checkTrains(what: string, spikes: Tensor): void {
  const rank = spikes.shape.length;
  if ((rank === 2 || rank === 3) && spikes.shape.at(-2) !== 0) return;
  throw shapeError(
    `${what}: expected spikes f32[time, neurons] or f32[batch, time, neurons], got ${formatType(spikes.type)}`,
  );
}
