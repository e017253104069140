import { shapeError, treeError, valueError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import type { Key } from '../random/key.ts';
import { Tensor } from '../trace/index.ts';
import { formatStructure, isContainer, treeLeaves, treePaths, treeStructure } from '../tree/index.ts';
import type { Module } from './module.ts';
import { ModuleError } from './moduleError.ts';
import type { PartPath, TensorPath, WithoutPaths } from './paths.ts';

/** What takes the place of a part: the part at a path, or for a matrix the transpose of the one there. */
export type TieSource<Parameters> = PartPath<Parameters> | { readonly transposeOf: TensorPath<Parameters> };

/**
 * A module in which parameters are shared: the tensor at a path of `ties` is the one at the path given for it, or its transpose, as
 * in an autoencoder. The path of a layer, or of any other part, ties all tensors of it to those at the same places of the other part.
 * The tree of parameters is that of the module without the tied tensors, so that training, attacks, mismatch and files see
 * each tensor once; its gradient is the sum over its uses.
 * @param ties `{ path: the path of what takes its place }`.
 * @throws LimpetError (`value`) for a path where no tensor of a record is, or that is tied twice or to what is tied itself;
 * (`tree`, `shape`) from `init` where the parts or the types of their tensors differ.
 * @example `tied(sequential(linear({ inputs: 8, outputs: 8 }), tanh, linear({ inputs: 8, outputs: 8 })), { '2': '0' })`
 * @example `tied(sequential(linear({ inputs: 8, outputs: 3 }), linear({ inputs: 3, outputs: 8 })), { '1.weight': { transposeOf: '0.weight' } })`
 */
export function tied<
  Parameters,
  State,
  Recording,
  const Ties extends { readonly [Path in PartPath<Parameters>]?: TieSource<Parameters> },
>(
  net: Module<Parameters, State, Recording>,
  ties: Ties,
): Module<WithoutPaths<Parameters, keyof Ties & string>, State, Recording> {
  type Own = WithoutPaths<Parameters, keyof Ties & string>;
  const given = Object.entries(ties) as [string, string | { readonly transposeOf: string }][];
  const pairs = given.map(
    ([path, source]): Tie =>
      typeof source === 'string'
        ? { path, source, isTransposed: false }
        : { path, source: source.transposeOf, isTransposed: true },
  );
  for (const tie of pairs) checkTie(tie, pairs);
  return {
    name: net.name,
    ...(net.inputs !== undefined && { inputs: net.inputs }),
    ...(net.outputs !== undefined && { outputs: net.outputs }),
    init: (key: Key) => {
      const whole: unknown = net.init(key);
      const each = pairs.flatMap((tie) => checkedTies(tie, whole));
      return each.reduce((tree, { path }) => changedAt(net.name, tree, path, removed), whole) as Own;
    },
    initialState: (batch) => net.initialState(batch),
    apply: (parameters, input, state) => {
      const whole = pairs.reduce<unknown>((tree, tie) => {
        const each = tensorTies(tie, parameters);
        if (each.length === 0) throw missing(net.name, tie.source, parameters);
        return each.reduce((own, one) => withTied(net.name, own, one, parameters), tree);
      }, parameters);
      return net.apply(whole as Parameters, input, state);
    },
  };
}

/** A path, and the path of what takes its place. */
interface Tie {
  readonly path: string;
  readonly source: string;
  readonly isTransposed: boolean;
}

type TensorRecord = Readonly<Record<string, unknown>>;

const removed = (record: TensorRecord, name: string): TensorRecord =>
  Object.fromEntries(Object.entries(record).filter(([own]) => own !== name));

/** The tree with a tensor where it is tied. */
function withTied(module: string, tree: unknown, tie: Tie, parameters: unknown): unknown {
  const { path, source, isTransposed } = tie;
  const shared = tensorAt(parameters, source);
  if (shared === undefined) throw missing(module, source, parameters);
  return changedAt(module, tree, path, (record, name) => {
    if (!Object.hasOwn(record, name))
      return { ...record, [name]: isTransposed ? shared.transpose() : shared };
    const problem = `expected none, as '${source}' takes its place`;
    throw new ModuleError({ code: 'tree', module, path, problem });
  });
}

const isWithin = (path: string, part: string): boolean => path === part || path.startsWith(`${part}.`);

const overlap = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a);

function checkTie({ path, source }: Tie, ties: readonly Tie[]): void {
  const twice = ties.find((other) => other.path !== path && overlap(other.path, path));
  if (twice !== undefined) throw valueError(`tied: '${path}' and '${twice.path}' overlap; tie one of them`);
  const other = ties.find((each) => overlap(each.path, source));
  if (other === undefined) return;
  const problem = `tied: '${path}' is tied to '${source}', which is tied itself`;
  if (other.path !== source || other.path === path) throw valueError(`${problem}, by '${other.path}'`);
  throw valueError(`${problem}; tie both to '${other.source}'`);
}

/** The tensors of a part as ties of their own. */
const tensorTies = ({ path, source, isTransposed }: Tie, tree: unknown): Tie[] =>
  treePaths(tree)
    .filter((own) => isWithin(own, source))
    .map((own) => ({ path: `${path}${own.slice(source.length)}`, source: own, isTransposed }));

/** The same of a whole tree of parameters, where both parts have the same tensors. */
function checkedTies(tie: Tie, parameters: unknown): Tie[] {
  const { path, source } = tie;
  const paths = treePaths(parameters);
  const [own, shared] = [path, source].map((part) => {
    const within = paths.filter((each) => isWithin(each, part)).map((each) => each.slice(part.length + 1));
    if (within.length > 0) return within.join(', ');
    throw valueError(`tied: there are no parameters at '${part}', but at ${paths.join(', ')}`);
  });
  if (own !== shared) {
    throw treeError(
      `tied: expected '${path}' and '${source}' to have the same parameters, got ${own || 'a tensor'} and ${shared || 'a tensor'}`,
    );
  }
  const ties = tensorTies(tie, parameters);
  for (const each of ties) checkTypes(parameters, each);
  return ties;
}

function checkTypes(parameters: unknown, { path, source, isTransposed }: Tie): void {
  const own = tensorAt(parameters, path);
  const shared = tensorAt(parameters, source);
  if (own === undefined || shared === undefined) return;
  const shape = isTransposed ? [...shared.shape].reverse() : shared.shape;
  if (sameType(own.type, { ...shared.type, shape })) return;
  const problem = isTransposed ? 'they cannot be one tensor and its transpose' : 'they cannot be one tensor';
  throw shapeError(
    `tied: '${path}' is ${formatType(own.type)}, and '${source}' is ${formatType(shared.type)}; ${problem}`,
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
