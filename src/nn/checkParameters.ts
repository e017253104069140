import { formatShape, formatType, type Shape, sameShape } from '../ir/types.ts';
import { Tensor } from '../trace/index.ts';
import {
  formatStructure,
  isContainer,
  sameStructure,
  treeLeaves,
  treePaths,
  treeStructure,
} from '../tree/index.ts';
import { ModuleError } from './moduleError.ts';

/**
 * Checks that a module's parameters are a record of f32 tensors of the expected shapes, and nothing else.
 * @throws ModuleError naming the path.
 */
export function checkParameters(
  module: string,
  expected: Readonly<Record<string, Shape>>,
  given: unknown,
): void {
  const structure = treeStructure(expectedLeaves(expected));
  if (!isContainer(given) || !sameStructure(structure, treeStructure(given))) {
    const problem = `expected ${formatStructure(structure)}, got ${formatStructure(treeStructure(given))}`;
    throw new ModuleError({ code: 'tree', module, path: '', problem });
  }
  const paths = treePaths(given);
  treeLeaves<unknown>(given).forEach((leaf, index) => {
    const path = paths[index] ?? '';
    const shape = expected[path] ?? [];
    if (leaf instanceof Tensor && leaf.dtype === 'f32' && sameShape(leaf.shape, shape)) return;
    const found = leaf instanceof Tensor ? formatType(leaf.type) : `${String(leaf)} (${typeof leaf})`;
    const problem = `expected f32${formatShape(shape)}, got ${found}`;
    throw new ModuleError({ code: leaf instanceof Tensor ? 'shape' : 'tree', module, path, problem });
  });
}

/** The expected record with a leaf in the place of each shape. */
const expectedLeaves = (expected: Readonly<Record<string, Shape>>): Record<string, null> =>
  Object.fromEntries(Object.keys(expected).map((name) => [name, null]));
