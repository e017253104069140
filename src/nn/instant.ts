import { Tensor } from '../trace/index.ts';
import { checkParameters } from './checkParameters.ts';
import type { Empty, Module } from './module.ts';
import { ModuleError } from './moduleError.ts';

/** A function of the input as a module; it has no parameters and no state. */
export type Instant = Module<Empty, Empty, Empty>;

/** What is known of the function of {@link instant}. */
export interface InstantOptions {
  /** What errors call the module. Default `instant`. */
  readonly name?: string;
  /** Channels that the function takes and gives, where it changes their number. */
  readonly inputs?: number;
  readonly outputs?: number | 'unknown';
}

/**
 * A module that applies a function to its input, such as an activation.
 * @example `instant((x) => x.tanh())`
 * Source: Rockpool, `InstantJax` (which copies a single input channel to all its units; this does not).
 */
export function instant(
  fn: (input: Tensor) => Tensor,
  { name = 'instant', ...channels }: InstantOptions = {},
): Instant {
  return {
    name,
    ...channels,
    init: () => ({}),
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkParameters(name, {}, parameters);
      const output: unknown = fn(input);
      if (!(output instanceof Tensor)) {
        const problem = `expected the function to return a tensor, got ${String(output)} (${typeof output})`;
        throw new ModuleError({ code: 'value', module: name, problem });
      }
      return { output, state, recording: {} };
    },
  };
}
