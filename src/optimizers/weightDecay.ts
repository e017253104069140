import { valueError } from '../errors.ts';
import { type Tensor, zipFloats } from '../trace/index.ts';
import { checkNotNegative } from './checkHyperparameter.ts';
import type { EmptyState, GradientTransformation } from './gradientTransformation.ts';

/** Which parameters decay. */
export interface WeightDecayOptions {
  /** Whether the parameter at a path (`0.weight`) decays. Default: all do. */
  readonly decays?: (path: string) => boolean;
}

/**
 * Adds weightDecay · θ to updates.
 * @throws LimpetError (`value`) where `update` is called without the parameters.
 * Source: optax, `add_decayed_weights`.
 */
export function addDecayedWeights(
  weightDecay: number,
  { decays = () => true }: WeightDecayOptions = {},
): GradientTransformation<EmptyState> {
  checkNotNegative('addDecayedWeights', 'weightDecay', weightDecay);
  return {
    init: () => ({}),
    update: (gradients, state, parameters) => {
      if (parameters === undefined) {
        throw valueError(
          'addDecayedWeights: weight decay needs the parameters: call update(updates, state, parameters)',
        );
      }
      const decay = ([update, parameter]: readonly Tensor[], path: string): Tensor =>
        decays(path) ? (update as Tensor).add((parameter as Tensor).mul(weightDecay)) : (update as Tensor);
      return { updates: zipFloats('addDecayedWeights', decay, gradients, parameters), state };
    },
  };
}
