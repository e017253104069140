import { type Tensor, zipFloats } from '../trace/index.ts';
import { biasCorrection } from './biasCorrection.ts';
import { chain } from './chain.ts';
import { checkFraction, checkNotNegative } from './checkHyperparameter.ts';
import {
  type EmptyState,
  filledLike,
  type GradientTransformation,
  increment,
  initialCount,
  type Moments,
  runningMean,
} from './gradientTransformation.ts';
import { type LearningRateState, scaleByLearningRate } from './scale.ts';
import type { Schedule } from './schedules.ts';
import { addDecayedWeights, type WeightDecayOptions } from './weightDecay.ts';

/** The state of {@link scaleByAdam}. */
export interface AdamState {
  readonly count: Tensor;
  /** Running means of the gradients and of their squares. */
  readonly mean: Moments;
  readonly meanSquare: Moments;
}

/** The hyper-parameters of Adam. */
export interface AdamOptions {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number;
  /** Added to the denominator, outside the root. Default 1e-8. */
  readonly epsilon?: number;
  /** Added inside the root. Default 0. */
  readonly epsilonInRoot?: number;
  /** Whether to use Nesterov's momentum (NAdam). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Scales updates as Adam does: with m ← β₁ m + (1 - β₁) g and v ← β₂ v + (1 - β₂) g², the result is
 * m̂ / (√v̂ + ε), where m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ) and t counts from 1. As in JAX, 1 - βᵗ is computed in f32.
 * Source: Kingma, Ba, arXiv 1412.6980; optax, `scale_by_adam`; with these defaults also `jax.example_libraries.optimizers.adam`.
 */
export function scaleByAdam(options: AdamOptions = {}): GradientTransformation<AdamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, epsilonInRoot = 0, nesterov = false } = options;
  checkFraction('adam', 'beta1', beta1);
  checkFraction('adam', 'beta2', beta2);
  checkNotNegative('adam', 'epsilon', epsilon);
  checkNotNegative('adam', 'epsilonInRoot', epsilonInRoot);
  return {
    init: (parameters) => ({
      count: initialCount(),
      mean: filledLike(parameters, 0),
      meanSquare: filledLike(parameters, 0),
    }),
    update: (gradients, state) => {
      const count = increment(state.count);
      const mean = runningMean(state.mean, gradients, beta1, (g) => g);
      const meanSquare = runningMean(state.meanSquare, gradients, beta2, (g) => g.square());
      const meanCorrection = biasCorrection(beta1, nesterov ? increment(count) : count);
      const gradientCorrection = biasCorrection(beta1, count);
      const squareCorrection = biasCorrection(beta2, count);
      const ahead = (m: Tensor, g: Tensor): Tensor =>
        m
          .mul(meanCorrection)
          .mul(beta1)
          .add(g.mul(gradientCorrection).mul(1 - beta1));
      const updates = zipFloats(
        'adam',
        (leaves) => {
          const [g, m, v] = leaves as readonly [Tensor, Tensor, Tensor];
          const corrected = v.mul(squareCorrection);
          const root = (epsilonInRoot === 0 ? corrected : corrected.add(epsilonInRoot)).sqrt();
          return (nesterov ? ahead(m, g) : m.mul(meanCorrection)).div(root.add(epsilon));
        },
        gradients,
        mean,
        meanSquare,
      );
      return { updates, state: { count, mean, meanSquare } };
    },
  };
}

/**
 * Adam: {@link scaleByAdam} times minus the learning rate.
 * @param learningRate a number or a schedule.
 * @example `adam(1e-4)`
 */
export const adam = (
  learningRate: number | Schedule,
  options: AdamOptions = {},
): GradientTransformation<readonly [AdamState, LearningRateState]> =>
  chain(scaleByAdam(options), scaleByLearningRate(learningRate));

/** The hyper-parameters of {@link adamW}. */
export interface AdamWOptions extends AdamOptions, WeightDecayOptions {
  /** How much of each parameter is taken off at each step, before the learning rate. Default 1e-4. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: weightDecay · θ is added after Adam's scaling. PyTorch's default decay is 1e-2.
 * Source: Loshchilov, Hutter, arXiv 1711.05101; optax, `adamw`.
 */
export const adamW = (
  learningRate: number | Schedule,
  options: AdamWOptions = {},
): GradientTransformation<readonly [AdamState, EmptyState, LearningRateState]> =>
  chain(
    scaleByAdam(options),
    addDecayedWeights(options.weightDecay ?? 1e-4, options),
    scaleByLearningRate(learningRate),
  );
