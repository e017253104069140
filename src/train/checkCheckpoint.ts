import { treeError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import { Tensor } from '../trace/index.ts';
import { expectStructure, treeLeaves, treePaths, treeStructure } from '../tree/index.ts';

/**
 * Checks that a part of a checkpoint fits the run that goes on with it.
 * @param what the part in errors.
 * @throws LimpetError (`tree`) where it is another tree, or a tensor has another type or shape.
 */
export function checkCheckpoint(what: string, expected: unknown, given: unknown): void {
  expectStructure(what, treeStructure(expected), treeStructure(given));
  const [leaves, own, paths] = [
    treeLeaves<unknown>(expected),
    treeLeaves<unknown>(given),
    treePaths(expected),
  ];
  leaves.forEach((leaf, index) => {
    const found = own[index];
    if (!(leaf instanceof Tensor) || (found instanceof Tensor && sameType(found.type, leaf.type))) return;
    const text = found instanceof Tensor ? formatType(found.type) : `${String(found)} (${typeof found})`;
    throw treeError(`${what} at ${paths[index]}: expected ${formatType(leaf.type)}, got ${text}`);
  });
}
