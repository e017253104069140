import { fileError } from '../errors.ts';
import { Tensor, tensor } from '../trace/index.ts';
import { type MapTree, treeMap, treePaths } from '../tree/index.ts';
import type { StoredTensor } from './safetensors.ts';

type Named = Readonly<Record<string, StoredTensor>>;

const nameOf = (prefix: string, path: string): string =>
  [prefix, path].filter((part) => part !== '').join('.');

/**
 * The tensors of a tree by their paths, such as `0.weight`, as files hold them.
 * @param prefix what stands before each path, with a dot between; default none.
 * @throws LimpetError (`file`) where two tensors would have one name, as keys of the tree hold dots.
 * @example `writeSafetensors({ tensors: nameTensors(parameters), metadata: {} })`
 */
export function nameTensors(tree: unknown, prefix = ''): Record<string, StoredTensor> {
  const named: Record<string, StoredTensor> = {};
  treeMap((leaf: unknown, path) => {
    if (!(leaf instanceof Tensor)) return;
    const { dtype, shape } = leaf;
    const name = nameOf(prefix, path);
    if (Object.hasOwn(named, name))
      throw fileError(`nameTensors: two tensors of the tree would be called ${name}`);
    named[name] = { dtype, shape, data: leaf.toTypedArray() };
  }, tree);
  return named;
}

/**
 * A tree like another with the tensors of a file: the inverse of {@link nameTensors}. Leaves that are no tensors are those of the
 * other tree.
 * @throws LimpetError (`file`) where a tensor is missing, too many, or of another type or shape.
 */
export function takeTensors<T>(like: T, named: Named, prefix = ''): T {
  const expected = new Set(treePaths(like).map((path) => nameOf(prefix, path)));
  const extra = Object.keys(named).find(
    (name) => (prefix === '' || name.startsWith(`${prefix}.`)) && !expected.has(name),
  );
  if (extra !== undefined)
    throw fileError(`takeTensors: ${extra} has no place in the tree that was asked for`);
  const take = (leaf: unknown, path: string): unknown => {
    if (!(leaf instanceof Tensor)) return leaf;
    const name = nameOf(prefix, path);
    const found = named[name];
    const wanted = `${leaf.dtype}[${leaf.shape.join(', ')}]`;
    if (found === undefined) throw fileError(`takeTensors: expected ${name}, ${wanted}, and it is not there`);
    const given = `${found.dtype}[${found.shape.join(', ')}]`;
    if (given !== wanted) throw fileError(`takeTensors: expected ${name} to be ${wanted}, got ${given}`);
    const { data, shape } = found;
    if (data instanceof Float64Array) throw fileError(`takeTensors: ${name} is f64, which no tensor is`);
    return tensor(data, { shape, dtype: leaf.dtype });
  };
  return treeMap(take, like) as MapTree<T, unknown, unknown> as T;
}
