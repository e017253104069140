import { expectNumbers } from '../errors.ts';
import { mapFloats, type Tensor } from '../trace/index.ts';
import { checkNotNegative } from './checkHyperparameter.ts';
import {
  type EmptyState,
  type GradientTransformation,
  increment,
  initialCount,
} from './gradientTransformation.ts';
import type { Schedule } from './schedules.ts';

/** Multiplies updates by a number. @throws LimpetError (`value`) where it is not finite. Source: optax, `scale`. */
export function scale(factor: number): GradientTransformation<EmptyState> {
  expectNumbers('scale', 'any', { factor });
  return {
    init: () => ({}),
    update: (updates, state) => ({ updates: mapFloats((leaf) => leaf.mul(factor), updates), state }),
  };
}

/** The state of {@link scaleByLearningRate}. */
export interface LearningRateState {
  readonly count: Tensor;
}

/**
 * Turns an ascent into a descent: multiplies updates by minus the learning rate. A schedule gets the number of updates made
 * before this one.
 * @throws LimpetError (`value`) for a learning rate that is negative or not finite.
 * Source: optax, `scale_by_learning_rate`.
 */
export function scaleByLearningRate(
  learningRate: number | Schedule,
): GradientTransformation<LearningRateState> {
  if (typeof learningRate !== 'function') {
    checkNotNegative('scaleByLearningRate', 'a learning rate', learningRate);
  }
  return {
    init: () => ({ count: initialCount() }),
    update: (updates, { count }) => {
      const factor = typeof learningRate === 'number' ? -learningRate : learningRate(count).neg();
      return { updates: mapFloats((leaf) => leaf.mul(factor), updates), state: { count: increment(count) } };
    },
  };
}
