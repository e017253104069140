export type { MapTree, Structure, Tree } from './tree.ts';
export {
  expectStructure,
  formatStructure,
  isContainer,
  sameStructure,
  treeFlatten,
  treeLeaves,
  treeMap,
  treePaths,
  treeStructure,
  treeUnflatten,
  treeZip,
} from './tree.ts';
