import { formatType } from '../ir/types.ts';
import type { Module } from './module.ts';
import { ModuleError } from './moduleError.ts';

/**
 * A module applied to each time step by itself: of an input `[batch, time, ...]` it gets `[batch · time, ...]`, such as images for a
 * `conv2d`, and its output is `[batch, time, ...]` again. The module has no axis of time and no state that has a batch.
 * @example `sequential(timeDistributed(sequential(conv2d({ inputs: 1, outputs: 8, kernel: 3 }), flatten())), lif({ neurons: 5408 }))`
 * Source: Keras, `TimeDistributed`.
 */
export function timeDistributed<Parameters, State, Recording>(
  module: Module<Parameters, State, Recording>,
): Module<Parameters, State, Recording> {
  return {
    ...module,
    name: 'timeDistributed',
    initialState: () => module.initialState(),
    apply: (parameters, input, state) => {
      const [batch, time, ...rest] = input.shape;
      if (batch === undefined || time === undefined || rest.length === 0) {
        const problem = `expected inputs [batch, time, ...], got ${formatType(input.type)}`;
        throw new ModuleError({ code: 'shape', module: 'timeDistributed', problem });
      }
      const result = module.apply(parameters, input.reshape([batch * time, ...rest]), state);
      const { output } = result;
      return { ...result, output: output.reshape([batch, time, ...output.shape.slice(1)]) };
    },
  };
}
