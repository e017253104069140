import { treeError } from '../errors.ts';

/**
 * Nested objects, arrays and tuples with leaves of one type. Everything that is not an array or a plain object is a
 * leaf. The order of the leaves: arrays in order, objects by key sorted as strings (so `10` comes before `2`), as in JAX.
 */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

/** The tree with every leaf of type `From` replaced by `To`; tuples and objects keep their shape. */
export type MapTree<T, From, To> = T extends From
  ? To
  : T extends readonly unknown[]
    ? { [Index in keyof T]: MapTree<T[Index], From, To> }
    : T extends object
      ? { [Key in keyof T]: MapTree<T[Key], From, To> }
      : T;

/** What a tree looks like without its leaves. */
export type Structure =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'list'; readonly items: readonly Structure[] }
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly items: readonly Structure[] };

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Whether a value is an array or a plain object, and so an inner node of a tree. */
export function isContainer(value: unknown): value is Container {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The children of an inner node in the defined order, with their path segments. */
function childrenOf(node: Container): [string, unknown][] {
  if (Array.isArray(node)) return node.map((child, index) => [String(index), child]);
  return Object.entries(node).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The leaves of a tree in order. */
export function treeLeaves<Leaf>(tree: unknown): Leaf[] {
  if (!isContainer(tree)) return [tree as Leaf];
  return childrenOf(tree).flatMap(([, child]) => treeLeaves<Leaf>(child));
}

/** The structure of a tree. */
export function treeStructure(tree: unknown): Structure {
  if (!isContainer(tree)) return { kind: 'leaf' };
  const children = childrenOf(tree);
  const items = children.map(([, child]) => treeStructure(child));
  return Array.isArray(tree)
    ? { kind: 'list', items }
    : { kind: 'record', keys: children.map(([key]) => key), items };
}

/** The leaves and the structure of a tree. */
export function treeFlatten<Leaf>(tree: unknown): { leaves: Leaf[]; structure: Structure } {
  return { leaves: treeLeaves<Leaf>(tree), structure: treeStructure(tree) };
}

/**
 * The tree of a structure with the given leaves.
 * @throws LimpetError (`tree`) where the number of leaves is not that of the structure.
 */
export function treeUnflatten(structure: Structure, leaves: readonly unknown[]): unknown {
  let next = 0;
  const build = (part: Structure): unknown => {
    if (part.kind === 'leaf') return leaves[next++];
    if (part.kind === 'list') return part.items.map(build);
    return Object.fromEntries(part.keys.map((key, index) => [key, build(part.items[index] as Structure)]));
  };
  const tree = build(structure);
  if (next !== leaves.length) {
    throw treeError(`treeUnflatten: the structure has ${next} leaves, ${leaves.length} were given`);
  }
  return tree;
}

/** The paths of the leaves in order, `0.weight`; the root is the empty path. */
export function treePaths(tree: unknown): string[] {
  const paths: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (!isContainer(node)) paths.push(path);
    else for (const [key, child] of childrenOf(node)) visit(child, path === '' ? key : `${path}.${key}`);
  };
  visit(tree, '');
  return paths;
}

/** Whether two structures are the same. */
export function sameStructure(a: Structure, b: Structure): boolean {
  if (a.kind === 'leaf' || b.kind === 'leaf') return a.kind === b.kind;
  if (a.kind !== b.kind || a.items.length !== b.items.length) return false;
  if (a.kind === 'record' && b.kind === 'record' && a.keys.some((key, index) => key !== b.keys[index]))
    return false;
  return a.items.every((item, index) => sameStructure(item, b.items[index] as Structure));
}

/** `{ weight: *, bias: * }`, as it appears in error messages. */
export function formatStructure(structure: Structure): string {
  if (structure.kind === 'leaf') return '*';
  if (structure.kind === 'list') return `[${structure.items.map(formatStructure).join(', ')}]`;
  const items = structure.keys.map(
    (key, index) => `${key}: ${formatStructure(structure.items[index] as Structure)}`,
  );
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

/**
 * Checks that two trees have one structure.
 * @throws LimpetError (`tree`) naming `what` and both structures.
 */
export function expectStructure(what: string, expected: Structure, given: Structure): void {
  if (!sameStructure(expected, given)) {
    throw treeError(`${what}: expected the tree ${formatStructure(expected)}, got ${formatStructure(given)}`);
  }
}

/** Applies a function to every leaf, with the leaf's path. */
export function treeMap<T, Leaf, Result>(
  fn: (leaf: Leaf, path: string) => Result,
  tree: T,
): MapTree<T, Leaf, Result> {
  const { leaves, structure } = treeFlatten<Leaf>(tree);
  const paths = treePaths(tree);
  return treeUnflatten(
    structure,
    leaves.map((leaf, index) => fn(leaf, paths[index] ?? '')),
  ) as MapTree<T, Leaf, Result>;
}

/**
 * Applies a function to the corresponding leaves of trees of one structure.
 * @throws LimpetError (`tree`) where the structures differ.
 */
export function treeZip<T, Leaf, Result>(
  fn: (leaves: Leaf[], path: string) => Result,
  tree: T,
  ...others: readonly unknown[]
): MapTree<T, Leaf, Result> {
  const { leaves, structure } = treeFlatten<Leaf>(tree);
  const columns = others.map((other) => {
    expectStructure('treeZip', structure, treeStructure(other));
    return treeLeaves<Leaf>(other);
  });
  const paths = treePaths(tree);
  const results = leaves.map((leaf, index) =>
    fn([leaf, ...columns.map((column) => column[index] as Leaf)], paths[index] ?? ''),
  );
  return treeUnflatten(structure, results) as MapTree<T, Leaf, Result>;
}
