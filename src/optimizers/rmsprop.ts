import { type Tensor, zipFloats } from '../trace/index.ts';
import { biasCorrection } from './biasCorrection.ts';
import { chain } from './chain.ts';
import { checkFraction, checkNotNegative } from './checkHyperparameter.ts';
import {
  filledLike,
  type GradientTransformation,
  increment,
  initialCount,
  type Moments,
  runningMean,
} from './gradientTransformation.ts';
import { momentum as accumulate, type MomentumState } from './momentum.ts';
import { type LearningRateState, scaleByLearningRate } from './scale.ts';
import type { Schedule } from './schedules.ts';

/** The state of {@link scaleByRms}; `mean` is there where the mean is taken off. */
export interface RmsState {
  readonly count: Tensor;
  readonly meanSquare: Moments;
  readonly mean?: Moments;
}

/** How {@link scaleByRms} scales. */
export interface RmsOptions {
  /** Decay of the mean of squared gradients. Default 0.9. */
  readonly decay?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Whether ε is added inside the root (optax, JAX) or outside (PyTorch). Default true. */
  readonly epsilonInRoot?: boolean;
  /** The mean of squares before the first step. Default 0. */
  readonly initialScale?: number;
  /** Whether the squared mean is taken off, which gives the variance. Default false. */
  readonly centered?: boolean;
  /** Whether means are divided by 1 - decayᵗ. Default false. */
  readonly biasCorrection?: boolean;
}

/**
 * Divides updates by the root of their running mean square: v ← decay · v + (1 - decay) g², the result is g / √(v + ε).
 * Source: optax, `scale_by_rms` and `scale_by_stddev`.
 */
export function scaleByRms(options: RmsOptions = {}): GradientTransformation<RmsState> {
  const { decay = 0.9, epsilon = 1e-8, epsilonInRoot = true, initialScale = 0, centered = false } = options;
  checkFraction('rmsprop', 'decay', decay);
  checkNotNegative('rmsprop', 'epsilon', epsilon);
  checkNotNegative('rmsprop', 'initialScale', initialScale);
  const rootOf = (power: Tensor): Tensor =>
    epsilonInRoot ? power.add(epsilon).sqrt() : power.sqrt().add(epsilon);
  return {
    init: (parameters) => ({
      count: initialCount(),
      meanSquare: filledLike(parameters, initialScale),
      ...(centered && { mean: filledLike(parameters, 0) }),
    }),
    update: (gradients, state) => {
      const count = increment(state.count);
      const meanSquare = runningMean(state.meanSquare, gradients, decay, (g) => g.square());
      const correction = options.biasCorrection ? biasCorrection(decay, count) : null;
      const corrected = (moment: Tensor): Tensor => (correction === null ? moment : moment.mul(correction));
      const scaled = ([g, power, mean]: readonly Tensor[]): Tensor => {
        const square = corrected(power as Tensor);
        return (g as Tensor).div(rootOf(mean === undefined ? square : square.sub(corrected(mean).square())));
      };
      if (state.mean === undefined) {
        return { updates: zipFloats('rmsprop', scaled, gradients, meanSquare), state: { count, meanSquare } };
      }
      const mean = runningMean(state.mean, gradients, decay, (g) => g);
      return {
        updates: zipFloats('rmsprop', scaled, gradients, meanSquare, mean),
        state: { count, meanSquare, mean },
      };
    },
  };
}

/** The hyper-parameters of {@link rmsprop}. */
export interface RmspropOptions extends RmsOptions {
  /** What is kept of the velocity, which accumulates after the learning rate. Default: no momentum. */
  readonly momentum?: number;
  /** Whether to use Nesterov's momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * RMSProp: {@link scaleByRms} times minus the learning rate, then momentum where it is given.
 * @param learningRate a number or a schedule.
 * Source: Tieleman, Hinton, 2012; optax, `rmsprop`.
 */
export function rmsprop(
  learningRate: number | Schedule,
  { momentum, nesterov = false, ...options }: RmspropOptions = {},
): GradientTransformation<readonly [RmsState, LearningRateState, ...MomentumState[]]> {
  const scaled = scaleByRms(options);
  const descend = scaleByLearningRate(learningRate);
  if (momentum === undefined) return chain(scaled, descend);
  return chain(scaled, descend, accumulate({ decay: momentum, nesterov }));
}
