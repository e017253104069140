import { mapFloats, type Tensor } from '../trace/index.ts';
import {
  type EmptyState,
  type GradientTransformation,
  increment,
  initialCount,
} from './gradientTransformation.ts';
import type { Schedule } from './schedules.ts';

/** Multiplies updates by a number. Source: optax, `scale`. */
export const scale = (factor: number): GradientTransformation<EmptyState> => ({
  init: () => ({}),
  update: (updates, state) => ({ updates: mapFloats((leaf) => leaf.mul(factor), updates), state }),
});

/** The state of {@link scaleByLearningRate}. */
export interface LearningRateState {
  readonly count: Tensor;
}

/**
 * Turns an ascent into a descent: multiplies updates by minus the learning rate. A schedule gets the number of updates made
 * before this one.
 * Source: optax, `scale_by_learning_rate`.
 */
export const scaleByLearningRate = (
  learningRate: number | Schedule,
): GradientTransformation<LearningRateState> => ({
  init: () => ({ count: initialCount() }),
  update: (updates, { count }) => {
    const factor = typeof learningRate === 'number' ? -learningRate : learningRate(count).neg();
    return { updates: mapFloats((leaf) => leaf.mul(factor), updates), state: { count: increment(count) } };
  },
});
