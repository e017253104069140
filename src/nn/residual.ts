import { shapeError } from '../errors.ts';
import type { AnyModule } from './module.ts';
import { type Sequential, sequential } from './sequential.ts';

/**
 * Modules one after the other, whose input is added to their output: x + f(x). Parameters, state and recording are those of `sequential`.
 * @throws LimpetError (`shape`) where the channels of the input are not those of the output.
 * @example `residual(linear({ inputs: 8, outputs: 8 }), instant((x) => x.tanh()))`
 * Source: Rockpool, `Residual`.
 */
export function residual<const Layers extends readonly AnyModule[]>(...layers: Layers): Sequential<Layers> {
  const inner = sequential<Layers>(...layers);
  const { inputs, outputs } = inner;
  if (inputs !== undefined && typeof outputs === 'number' && inputs !== outputs) {
    throw shapeError(
      `residual: expected as many outputs as inputs, got ${outputs} outputs for ${inputs} inputs`,
    );
  }
  return {
    ...inner,
    name: 'residual',
    apply: (parameters, input, state) => {
      const { output, state: next, recording } = inner.apply(parameters, input, state);
      return { output: output.add(input), state: next, recording };
    },
  };
}
