export { type ErrorCode, LimpetError } from './errors.ts';
export type { Dtype, Shape } from './ir/types.ts';
export type { TensorData } from './kernel/data.ts';
export {
  type JitOptions,
  type Jitted,
  jit,
  type Program,
  type ProgramReport,
  type Resident,
  resident,
} from './runtime/index.ts';
export * from './trace/index.ts';
export {
  type MapTree,
  type Tree,
  treeFlatten,
  treeLeaves,
  treeMap,
  treePaths,
  treeUnflatten,
  treeZip,
} from './tree/index.ts';
