import { div, floatLeaves, mapFloats, type Tensor, where, zeros } from '../trace/index.ts';
import { checkAbove, checkNotNegative } from './checkHyperparameter.ts';
import type { EmptyState, GradientTransformation } from './gradientTransformation.ts';

const stateless = (change: <Updates>(updates: Updates) => Updates): GradientTransformation<EmptyState> => ({
  init: () => ({}),
  update: (updates, state) => ({ updates: change(updates), state }),
});

/** The factor that brings a norm down to the largest one. */
const factorFor = (norm: Tensor, maxNorm: number): Tensor => where(norm.less(maxNorm), 1, div(maxNorm, norm));

/** Moves every element into [-maxValue, maxValue]. Source: optax, `clip`. */
export function clipByValue(maxValue: number): GradientTransformation<EmptyState> {
  checkNotNegative('clipByValue', 'maxValue', maxValue);
  return stateless((updates) => mapFloats((leaf) => leaf.clip(-maxValue, maxValue), updates));
}

/** Scales each tensor down to a Euclidean norm of at most `maxNorm`, each by itself. */
export function clipByNorm(maxNorm: number): GradientTransformation<EmptyState> {
  checkAbove('clipByNorm', 'maxNorm', maxNorm);
  return stateless((updates) =>
    mapFloats((leaf) => leaf.mul(factorFor(leaf.square().sum().sqrt(), maxNorm)), updates),
  );
}

/** The Euclidean norm of all f32 tensors of a tree together. */
export const globalNorm = (tree: unknown): Tensor =>
  floatLeaves(tree)
    .tensors.map((leaf) => leaf.square().sum())
    .reduce((total, each) => total.add(each), zeros([]))
    .sqrt();

/**
 * Scales all tensors by one factor, down to a Euclidean norm of at most `maxNorm` of all together.
 * Source: Pascanu et al., arXiv 1211.5063; optax, `clip_by_global_norm`.
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation<EmptyState> {
  checkAbove('clipByGlobalNorm', 'maxNorm', maxNorm);
  return stateless((updates) => {
    const factor = factorFor(globalNorm(updates), maxNorm);
    return mapFloats((leaf) => leaf.mul(factor), updates);
  });
}
