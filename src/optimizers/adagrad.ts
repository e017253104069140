import { type Tensor, where, zipFloats } from '../trace/index.ts';
import { chain } from './chain.ts';
import { checkFraction, checkNotNegative } from './checkHyperparameter.ts';
import {
  filledLike,
  type GradientTransformation,
  type Moments,
  runningMean,
} from './gradientTransformation.ts';
import { type LearningRateState, scaleByLearningRate } from './scale.ts';
import type { Schedule } from './schedules.ts';

/** The state of {@link scaleByRootSumSquares}. */
export interface SumSquaresState {
  readonly sumSquares: Moments;
}

/** The hyper-parameters of {@link scaleByRootSumSquares}. */
export interface SumSquaresOptions {
  /** The sum of squares before the first step. Default 0.1. */
  readonly initialAccumulator?: number;
  /** Added inside the root. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Divides updates by the root of the sum of all squares so far: s ← s + g², the result is g / √(s + ε), 0 where s is 0.
 * Source: optax, `scale_by_rss`.
 */
export function scaleByRootSumSquares(
  options: SumSquaresOptions = {},
): GradientTransformation<SumSquaresState> {
  const { initialAccumulator = 0.1, epsilon = 1e-7 } = options;
  checkNotNegative('adagrad', 'initialAccumulator', initialAccumulator);
  checkNotNegative('adagrad', 'epsilon', epsilon);
  return {
    init: (parameters) => ({ sumSquares: filledLike(parameters, initialAccumulator) }),
    update: (gradients, state) => {
      const sumSquares = zipFloats(
        'adagrad',
        ([sum, g]) => (sum as Tensor).add((g as Tensor).square()),
        state.sumSquares,
        gradients,
      );
      const scaled = (leaves: readonly Tensor[]): Tensor => {
        const [g, sum] = leaves as readonly [Tensor, Tensor];
        return where(sum.greater(0), g.div(sum.add(epsilon).sqrt()), 0);
      };
      return { updates: zipFloats('adagrad', scaled, gradients, sumSquares), state: { sumSquares } };
    },
  };
}

/** The state of {@link averageUpdates}. */
export interface AverageState {
  readonly mean: Moments;
}

/** The running mean of updates, m ← decay · m + (1 - decay) g. Source: optax, `ema` without bias correction. */
export function averageUpdates(decay: number): GradientTransformation<AverageState> {
  checkFraction('averageUpdates', 'decay', decay);
  return {
    init: (parameters) => ({ mean: filledLike(parameters, 0) }),
    update: <Updates>(gradients: Updates, state: AverageState) => {
      const mean = runningMean(state.mean, gradients, decay, (g) => g);
      return { updates: mean as Updates, state: { mean } };
    },
  };
}

/** The hyper-parameters of {@link adagrad}. */
export interface AdagradOptions extends SumSquaresOptions {
  /**
   * Decay of a running mean of the scaled updates. Default: none. `jax.example_libraries.optimizers.adagrad` has 0.9,
   * with `initialAccumulator` and `epsilon` 0.
   */
  readonly momentum?: number;
}

/**
 * Adagrad: {@link scaleByRootSumSquares} times minus the learning rate.
 * @param learningRate a number or a schedule.
 * Source: Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", JMLR 12, 2011;
 * optax, `adagrad`.
 */
export function adagrad(
  learningRate: number | Schedule,
  { momentum, ...options }: AdagradOptions = {},
): GradientTransformation<readonly [SumSquaresState, ...AverageState[], LearningRateState]> {
  const scaled = scaleByRootSumSquares(options);
  const descend = scaleByLearningRate(learningRate);
  return momentum === undefined ? chain(scaled, descend) : chain(scaled, averageUpdates(momentum), descend);
}
