import { shapeError, valueError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import type { Key } from '../random/key.ts';
import { Tensor } from '../trace/index.ts';
import { formatStructure, isContainer, treeLeaves, treePaths, treeStructure } from '../tree/index.ts';
import type { Module } from './module.ts';
import { ModuleError } from './moduleError.ts';

/** The paths of the tensors in a tree of parameters: `'0.weight' | '0.bias' | ...`. */
export type TensorPath<Parameters> = {
  [Name in keyof Parameters &
    (Parameters extends readonly unknown[] ? `${number}` : string)]: Parameters[Name] extends Tensor
    ? Name
    : `${Name}.${TensorPath<Parameters[Name]>}`;
}[keyof Parameters & (Parameters extends readonly unknown[] ? `${number}` : string)];

/** The part of paths that comes after a name. */
type After<Path extends string, Name> = Name extends string
  ? Path extends `${Name}.${infer Rest}`
    ? Rest
    : never
  : never;

/** A tree without the tensors at some paths. */
export type WithoutPaths<Parameters, Path extends string> = Parameters extends Tensor
  ? Parameters
  : Parameters extends readonly unknown[]
    ? { [Index in keyof Parameters]: WithoutPaths<Parameters[Index], After<Path, Index>> }
    : {
        [Name in keyof Parameters as Name extends Path ? never : Name]: WithoutPaths<
          Parameters[Name],
          After<Path, Name>
        >;
      };

/**
 * A module in which parameters share one tensor: each tensor at a path of `ties` is the one at the path given for it. The tree of
 * parameters is that of the module without the tied tensors, so that training, attacks, mismatch and files see
 * each tensor once; its gradient is the sum over its uses.
 * @param ties `{ path: the path of the tensor that takes its place }`.
 * @throws LimpetError (`value`) for a path that is not that of a tensor in a record, or that is tied itself; (`shape`) from `init` where the types differ.
 * @example `tied(sequential(linear({ inputs: 8, outputs: 8 }), tanh, linear({ inputs: 8, outputs: 8 })), { '2.weight': '0.weight' })`
 */
export function tied<
  Parameters,
  State,
  Recording,
  const Ties extends { readonly [Path in TensorPath<Parameters>]?: TensorPath<Parameters> },
>(
  net: Module<Parameters, State, Recording>,
  ties: Ties,
): Module<WithoutPaths<Parameters, keyof Ties & string>, State, Recording> {
  type Own = WithoutPaths<Parameters, keyof Ties & string>;
  const pairs = Object.entries(ties) as [string, string][];
  for (const [path, source] of pairs) checkTie(path, source, ties);
  return {
    name: net.name,
    ...(net.inputs !== undefined && { inputs: net.inputs }),
    ...(net.outputs !== undefined && { outputs: net.outputs }),
    init: (key: Key) => {
      const whole: unknown = net.init(key);
      for (const [path, source] of pairs) checkTypes(whole, path, source);
      return pairs.reduce((tree, [path]) => changedAt(net.name, tree, path, removed), whole) as Own;
    },
    initialState: (batch) => net.initialState(batch),
    apply: (parameters, input, state) => {
      const whole = pairs.reduce<unknown>((tree, [path, source]) => {
        const shared = tensorAt(parameters, source);
        if (shared === undefined) throw missing(net.name, source, parameters);
        return changedAt(net.name, tree, path, (record, name) => {
          if (!Object.hasOwn(record, name)) return { ...record, [name]: shared };
          const problem = `expected none, as '${source}' takes its place`;
          throw new ModuleError({ code: 'tree', module: net.name, path, problem });
        });
      }, parameters);
      return net.apply(whole as Parameters, input, state);
    },
  };
}

type TensorRecord = Readonly<Record<string, unknown>>;

const removed = (record: TensorRecord, name: string): TensorRecord =>
  Object.fromEntries(Object.entries(record).filter(([own]) => own !== name));

function checkTie(path: string, source: string, ties: object): void {
  if (!Object.hasOwn(ties, source)) return;
  throw valueError(
    `tied: '${path}' is tied to '${source}', which is tied itself; tie both to '${Reflect.get(ties, source)}'`,
  );
}

function checkTypes(parameters: unknown, path: string, source: string): void {
  const [own, shared] = [path, source].map((each) => {
    const tensor = tensorAt(parameters, each);
    if (tensor !== undefined) return tensor;
    const paths = treePaths(parameters).join(', ');
    throw valueError(`tied: expected the path of a tensor, got '${each}'; there are ${paths}`);
  }) as [Tensor, Tensor];
  if (sameType(own.type, shared.type)) return;
  throw shapeError(
    `tied: '${path}' is ${formatType(own.type)}, and '${source}' is ${formatType(shared.type)}; they cannot be one tensor`,
  );
}

/** The tensor at a path, where there is one. */
function tensorAt(tree: unknown, path: string): Tensor | undefined {
  const leaf = treeLeaves<unknown>(tree)[treePaths(tree).indexOf(path)];
  return leaf instanceof Tensor ? leaf : undefined;
}

/** The tree with the record around a path changed. */
function changedAt(
  module: string,
  tree: unknown,
  path: string,
  change: (record: TensorRecord, name: string) => TensorRecord,
): unknown {
  const visit = (node: unknown, [name = '', ...rest]: readonly string[]): unknown => {
    if (Array.isArray(node) && rest.length > 0)
      return node.map((child, index) => (String(index) === name ? visit(child, rest) : child));
    if (Array.isArray(node) || !isContainer(node)) throw missing(module, path, tree);
    const record = node as TensorRecord;
    return rest.length === 0 ? change(record, name) : { ...record, [name]: visit(record[name], rest) };
  };
  return visit(tree, path.split('.'));
}

const missing = (module: string, path: string, parameters: unknown): ModuleError =>
  new ModuleError({
    code: 'tree',
    module,
    path: '',
    problem: `expected a record with '${path}', got ${formatStructure(treeStructure(parameters))}`,
  });
