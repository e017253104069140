import type { Key } from '../random/key.ts';
import { Tensor } from '../trace/index.ts';
import { treeLeaves, treePaths } from '../tree/index.ts';
import { instant } from './instant.ts';
import type { Empty, Module } from './module.ts';
import { ModuleError } from './moduleError.ts';

/** The functions that {@link moduleOf} makes a module of. */
export interface ModuleFunctions<Parameters extends object> {
  /** What errors and summaries call the module. */
  readonly name: string;
  /** Channels that the function takes and gives, where it changes their number. */
  readonly inputs?: number;
  readonly outputs?: number | 'unknown';
  /** Parameters drawn from a key: a tree of tensors. */
  readonly init: (key: Key) => Parameters;
  /** The output for an input. */
  readonly apply: (parameters: Parameters, input: Tensor) => Tensor;
}

/** A module of plain functions; its state and its recording are empty. */
export type ModuleOf<Parameters extends object> = Module<Parameters, Empty, Empty>;

/**
 * A module with parameters made of plain functions, for a layer that is not there. Without parameters, see {@link instant}; with a
 * state, write a {@link Module}.
 * @throws ModuleError (`tree`) from `init` and `apply` for parameters that are not a tree of tensors; (`value`) where the
 * function does not give a tensor.
 * @example
 * ```ts
 * moduleOf({
 *   name: 'scale',
 *   init: () => ({ scale: ones([8]) }),
 *   apply: ({ scale }, input) => input.mul(scale),
 * })
 * ```
 */
export function moduleOf<Parameters extends object>(
  functions: ModuleFunctions<Parameters>,
): ModuleOf<Parameters> {
  const { name, init, apply, ...channels } = functions;
  return {
    name,
    ...channels,
    init: (key) => checkedTree(name, init(key)),
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkedTree(name, parameters);
      const ofInput = instant((own) => apply(parameters, own), { name });
      return ofInput.apply({}, input, state);
    },
  };
}

/** The parameters, where all their leaves are tensors. */
function checkedTree<Parameters extends object>(module: string, parameters: Parameters): Parameters {
  const leaves = treeLeaves<unknown>(parameters);
  const wrong = leaves.findIndex((leaf) => !(leaf instanceof Tensor));
  if (wrong < 0) return parameters;
  const found = `${String(leaves[wrong])} (${typeof leaves[wrong]})`;
  const path = treePaths(parameters)[wrong] ?? '';
  throw new ModuleError({ code: 'tree', module, path, problem: `expected a tensor, got ${found}` });
}
