import { chain } from './chain.ts';
import type { GradientTransformation } from './gradientTransformation.ts';
import { momentum as accumulate, type MomentumState } from './momentum.ts';
import { type LearningRateState, scaleByLearningRate } from './scale.ts';
import type { Schedule } from './schedules.ts';

/** The hyper-parameters of {@link sgd}. */
export interface SgdOptions {
  /** What is kept of the velocity at each step, from 0 to below 1. Default: no momentum. */
  readonly momentum?: number;
  /** Whether to use Nesterov's momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, θ ← θ - η v with v ← g + momentum · v (Nesterov: g + momentum · v with the new v).
 * @param learningRate a number or a schedule.
 * Source: optax, `sgd`.
 */
export function sgd(
  learningRate: number | Schedule,
  { momentum, nesterov = false }: SgdOptions = {},
): GradientTransformation<readonly [...MomentumState[], LearningRateState]> {
  const descend = scaleByLearningRate(learningRate);
  return momentum === undefined ? chain(descend) : chain(accumulate({ decay: momentum, nesterov }), descend);
}
