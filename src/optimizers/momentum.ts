import { type Tensor, zipFloats } from '../trace/index.ts';
import { checkFraction } from './checkHyperparameter.ts';
import { filledLike, type GradientTransformation, type Moments } from './gradientTransformation.ts';

/** The state of {@link momentum}. */
export interface MomentumState {
  readonly velocity: Moments;
}

/** How {@link momentum} accumulates. */
export interface MomentumOptions {
  /** What is kept of the velocity at each step, from 0 to below 1. */
  readonly decay: number;
  /** Whether to look one step ahead: decay · v + g in place of v. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Accumulates updates: v ← g + decay · v, which is the result.
 * Source: optax, `trace`; Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
 */
export function momentum({
  decay,
  nesterov = false,
}: MomentumOptions): GradientTransformation<MomentumState> {
  checkFraction('momentum', 'decay', decay);
  const accumulate = <T>(updates: T, velocity: unknown): T =>
    zipFloats('momentum', ([g, v]) => (g as Tensor).add((v as Tensor).mul(decay)), updates, velocity);
  return {
    init: (parameters) => ({ velocity: filledLike(parameters, 0) }),
    update: (gradients, state) => {
      const velocity = accumulate(gradients, state.velocity);
      const updates = nesterov ? accumulate(gradients, velocity) : velocity;
      return { updates, state: { velocity: velocity as Moments } };
    },
  };
}
