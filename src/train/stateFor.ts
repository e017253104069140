import type { Module } from '../nn/module.ts';
import type { Tensor } from '../trace/index.ts';

/** The state at rest for inputs, of which those of three axes and more have a batch as the first. */
export const stateFor = <State>(
  net: Pick<Module<never, State, unknown>, 'initialState'>,
  inputs: Tensor,
): State => net.initialState(inputs.shape.length > 2 ? inputs.shape[0] : undefined);
