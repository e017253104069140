import { formatType, sameType } from '../ir/types.ts';
import type { Key } from '../random/key.ts';
import { Tensor } from '../trace/index.ts';
import { formatStructure, sameStructure, treeFlatten, treeLeaves, treePaths } from '../tree/index.ts';
import { instant } from './instant.ts';
import type { Empty, Module, ModuleResult } from './module.ts';
import { ModuleError } from './moduleError.ts';
import { batchOf } from './timeAxis.ts';

/** What the functions of {@link moduleOf} have in common. */
interface Described<Parameters extends object> {
  /** What errors and summaries call the module. */
  readonly name: string;
  /** Channels that the function takes and gives, where it changes their number. */
  readonly inputs?: number;
  readonly outputs?: number | 'unknown';
  /** Parameters drawn from a key: a tree of tensors. */
  readonly init: (key: Key) => Parameters;
}

/** The functions that {@link moduleOf} makes a module without a state of. */
export interface ModuleFunctions<Parameters extends object> extends Described<Parameters> {
  readonly initialState?: never;
  /** The output for an input. */
  readonly apply: (parameters: Parameters, input: Tensor) => Tensor;
}

/** The functions that {@link moduleOf} makes a module with a state of. */
export interface StatefulFunctions<Parameters extends object, State extends object, Recording>
  extends Described<Parameters> {
  /** The state at rest, a tree of tensors; with a leading axis for the batch where there is one. */
  readonly initialState: (batch?: number) => State;
  /**
   * What the module makes of an input `[time, channels]` or `[batch, time, channels]` and a state like the one at rest: the output,
   * the state after the input, and a recording (`{}` for none).
   */
  readonly apply: (parameters: Parameters, input: Tensor, state: State) => ModuleResult<State, Recording>;
}

/** A module of plain functions; without a state, its state and its recording are empty. */
export type ModuleOf<Parameters extends object, State = Empty, Recording = Empty> = Module<
  Parameters,
  State,
  Recording
>;

/**
 * A module with parameters made of plain functions, for a layer that is not there; with `initialState`, one that has a state, which
 * carries over between calls. Without parameters, see {@link instant}.
 * @throws ModuleError (`tree`) from `init` and `apply` for parameters that are not a tree of tensors; (`value`) where the
 * function does not give a tensor; (`tree`, `shape`) for a state, given or made, that is not like the one at rest for the batch of the input.
 * @example
 * ```ts
 * moduleOf({
 *   name: 'scale',
 *   init: () => ({ scale: ones([8]) }),
 *   apply: ({ scale }, input) => input.mul(scale),
 * })
 * ```
 * @example A sum over time, that goes on from call to call
 * ```ts
 * moduleOf({
 *   name: 'sum',
 *   init: () => ({ weight: ones([8]) }),
 *   initialState: (batch) => ({ sum: zeros(batch === undefined ? [8] : [batch, 8]) }),
 *   apply: ({ weight }, input, { sum }) => {
 *     const output = cumsum(input.mul(weight), { axis: -2 }).add(sum.expandDims(-2));
 *     return { output, state: { sum: take(output, -1, -2) }, recording: {} };
 *   },
 * })
 * ```
 */
export function moduleOf<Parameters extends object, State extends object, Recording>(
  functions: StatefulFunctions<Parameters, State, Recording>,
): ModuleOf<Parameters, State, Recording>;
export function moduleOf<Parameters extends object>(
  functions: ModuleFunctions<Parameters>,
): ModuleOf<Parameters>;
export function moduleOf<Parameters extends object, State extends object, Recording>(
  functions: ModuleFunctions<Parameters> | StatefulFunctions<Parameters, State, Recording>,
): ModuleOf<Parameters> | ModuleOf<Parameters, State, Recording> {
  return functions.initialState === undefined ? withoutState(functions) : withState(functions);
}

/** What the modules have in common. */
const described = <Parameters extends object>({
  name,
  inputs,
  outputs,
  init,
}: Described<Parameters>): Pick<ModuleOf<Parameters>, 'name' | 'inputs' | 'outputs' | 'init'> => ({
  name,
  ...(inputs !== undefined && { inputs }),
  ...(outputs !== undefined && { outputs }),
  init: (key) => checkedTree(name, init(key)),
});

function withoutState<Parameters extends object>(
  functions: ModuleFunctions<Parameters>,
): ModuleOf<Parameters> {
  const { name, apply } = functions;
  return {
    ...described(functions),
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkedTree(name, parameters);
      return instant((own) => apply(parameters, own), { name }).apply({}, input, state);
    },
  };
}

function withState<Parameters extends object, State extends object, Recording>(
  functions: StatefulFunctions<Parameters, State, Recording>,
): ModuleOf<Parameters, State, Recording> {
  const { name, initialState, apply } = functions;
  return {
    ...described(functions),
    initialState,
    apply: (parameters, input, given) => {
      checkedTree(name, parameters);
      const batch = batchOf(input);
      const rest = initialState(batch);
      const start = `initialState(${batch ?? ''})`;
      if (given !== undefined)
        expectState(name, rest, given, { what: 'state', cure: `; for this input start from ${start}` });
      const result = apply(parameters, input, given ?? rest);
      instant(() => result.output, { name }).apply({}, input);
      expectState(name, rest, result.state, { what: 'state after the input', cure: `, as ${start} is` });
      return result;
    },
  };
}

/** The parameters, where all their leaves are tensors. */
function checkedTree<Parameters extends object>(module: string, parameters: Parameters): Parameters {
  const leaves = treeLeaves<unknown>(parameters);
  const wrong = leaves.findIndex((leaf) => !(leaf instanceof Tensor));
  if (wrong < 0) return parameters;
  const path = treePaths(parameters)[wrong] ?? '';
  const problem = `expected a tensor, got ${spelled(leaves[wrong])}`;
  throw new ModuleError({ code: 'tree', module, path, problem });
}

const spelled = (leaf: unknown): string =>
  leaf instanceof Tensor ? formatType(leaf.type) : `${String(leaf)} (${typeof leaf})`;

/** Checks that a state has the tree and the types of the one at rest; what is not a tensor there, such as the kind of a key, is left alone. */
function expectState(
  module: string,
  rest: object,
  given: unknown,
  { what, cure }: { readonly what: string; readonly cure: string },
): void {
  const [expected, own] = [treeFlatten<unknown>(rest), treeFlatten<unknown>(given)];
  if (!sameStructure(expected.structure, own.structure)) {
    const [wanted, got] = [expected, own].map(({ structure }) => formatStructure(structure));
    throw new ModuleError({
      code: 'tree',
      module,
      problem: `${what}: expected ${wanted}, got ${got}${cure}`,
    });
  }
  const paths = treePaths(rest);
  expected.leaves.forEach((leaf, index) => {
    if (!(leaf instanceof Tensor)) return;
    const found = own.leaves[index];
    if (found instanceof Tensor && sameType(found.type, leaf.type)) return;
    const code = found instanceof Tensor ? 'shape' : 'tree';
    const problem = `${what} at ${paths[index]}: expected ${formatType(leaf.type)}, got ${spelled(found)}${cure}`;
    throw new ModuleError({ code, module, problem });
  });
}
