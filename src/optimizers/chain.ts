import type { GradientTransformation } from './gradientTransformation.ts';

/** The states of transformations, one by one. */
export type ChainState<Transformations extends readonly GradientTransformation<unknown>[]> = {
  readonly [Index in keyof Transformations]: ReturnType<Transformations[Index]['init']>;
};

/**
 * The transformation that applies the given ones in order.
 * @example `chain(clipByGlobalNorm(1), adam(1e-3))`
 */
export function chain<const Transformations extends readonly GradientTransformation<unknown>[]>(
  ...transformations: Transformations
): GradientTransformation<ChainState<Transformations>> {
  type State = ChainState<Transformations>;
  return {
    init: (parameters) => {
      const states: readonly unknown[] = transformations.map((each) => each.init(parameters));
      return states as State;
    },
    update: (gradients, state, parameters) => {
      const previous: readonly unknown[] = state;
      let updates = gradients;
      const states: readonly unknown[] = transformations.map((each, index) => {
        const result = each.update(updates, previous[index], parameters);
        updates = result.updates;
        return result.state;
      });
      return { updates, state: states as State };
    },
  };
}
