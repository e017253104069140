import { treeError } from '../errors.ts';
import { expectStructure, treeFlatten, treePaths, treeStructure, treeUnflatten } from '../tree/index.ts';
import { Tensor } from './tensor.ts';

/** The f32 tensors of a tree, apart from its other leaves. */
export interface FloatLeaves<T> {
  /** In the tree's order. */
  readonly tensors: readonly Tensor[];
  /** The path of each of `tensors`. */
  readonly paths: readonly string[];
  /** The tree with other tensors in the place of `tensors`; its other leaves stay. */
  readonly rebuild: (tensors: readonly Tensor[]) => T;
}

/**
 * Takes the f32 tensors out of a tree: what is trained, attacked and drawn at random.
 * @param select which ones, by their path. Default: all.
 */
export function floatLeaves<T>(tree: T, select: (path: string) => boolean = () => true): FloatLeaves<T> {
  const { leaves, structure } = treeFlatten<unknown>(tree);
  const paths = treePaths(tree);
  const positions = [...leaves.keys()].filter(
    (position) => isFloat(leaves[position]) && select(paths[position] ?? ''),
  );
  return {
    tensors: positions.map((position) => leaves[position] as Tensor),
    paths: positions.map((position) => paths[position] ?? ''),
    rebuild: (tensors) => {
      if (tensors.length !== positions.length) {
        throw treeError(
          `floatLeaves: the tree has ${positions.length} f32 tensors, ${tensors.length} were given`,
        );
      }
      const all = [...leaves];
      positions.forEach((position, index) => {
        all[position] = tensors[index];
      });
      return treeUnflatten(structure, all) as T;
    },
  };
}

/** The tree with a function applied to every f32 tensor; its other leaves stay. */
export function mapFloats<T>(fn: (tensor: Tensor, path: string) => Tensor, tree: T): T {
  const { tensors, paths, rebuild } = floatLeaves(tree);
  return rebuild(tensors.map((tensor, index) => fn(tensor, paths[index] ?? '')));
}

/**
 * The tree with a function applied to the corresponding f32 tensors of trees of one structure; other leaves are those
 * of the first tree.
 * @throws LimpetError (`tree`) naming `what` where the structures differ.
 */
export function zipFloats<T>(
  what: string,
  fn: (tensors: readonly Tensor[], path: string) => Tensor,
  tree: T,
  ...others: readonly unknown[]
): T {
  const { tensors, paths, rebuild } = floatLeaves(tree);
  const columns = others.map((other) => {
    expectStructure(what, treeStructure(tree), treeStructure(other));
    return floatLeaves(other).tensors;
  });
  if (columns.some((column) => column.length !== tensors.length)) {
    throw treeError(`${what}: the trees do not have f32 tensors in the same places`);
  }
  return rebuild(
    tensors.map((tensor, index) =>
      fn([tensor, ...columns.map((column) => column[index] as Tensor)], paths[index] ?? ''),
    ),
  );
}

const isFloat = (leaf: unknown): leaf is Tensor => leaf instanceof Tensor && leaf.dtype === 'f32';
