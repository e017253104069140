import { valueError } from '../errors.ts';
import { bernoulli } from '../random/distributions.ts';
import { type Key, split } from '../random/key.ts';
import { where } from '../trace/index.ts';
import { checkParameters } from './checkParameters.ts';
import type { Empty, Module } from './module.ts';

/** The state of {@link dropout}: its key; null where nothing is dropped. */
export interface DropoutState {
  readonly dropoutKey: Key | null;
}

/** A module that drops inputs at random. */
export type Dropout = Module<Empty, DropoutState, Empty>;

/**
 * Sets each input to 0 with a probability, and divides the others by the probability to stay, so that the mean stays. Only where its
 * state has a key (see `forTraining`); the state at rest has none, and the input passes as it is.
 * @param probability to drop, from 0 and below 1. Default 0.5.
 * @throws LimpetError (`value`) for another probability.
 * Source: Srivastava et al., JMLR 15, 2014.
 */
export function dropout(probability = 0.5): Dropout {
  if (!(probability >= 0 && probability < 1)) {
    throw valueError(`dropout: expected a probability from 0 and below 1, got ${probability}`);
  }
  return {
    name: 'dropout',
    init: () => ({}),
    initialState: () => ({ dropoutKey: null }),
    apply: (parameters, input, state = { dropoutKey: null }) => {
      checkParameters('dropout', {}, parameters);
      if (state.dropoutKey === null) return { output: input, state, recording: {} };
      const [next, own] = split(state.dropoutKey);
      const stays = bernoulli(own, 1 - probability, input.shape);
      const output = where(stays, input.div(1 - probability), 0);
      return { output, state: { dropoutKey: next }, recording: {} };
    },
  };
}
