import { traceError } from '../errors.ts';
import type { Func } from '../ir/func.ts';
import type { TensorType } from '../ir/types.ts';
import { isContainer, type Structure, treeFlatten, treePaths, treeUnflatten } from '../tree/index.ts';
import { type Storage, traceFunc } from './currentTrace.ts';
import { Tensor } from './tensor.ts';

/** The arguments of a function taken apart: tensors on one side, everything else as it is on the other. */
export interface FlatArguments {
  readonly structure: Structure;
  readonly leaves: readonly unknown[];
  readonly paths: readonly string[];
  /** Positions in `leaves` of the tensors. */
  readonly positions: readonly number[];
  readonly tensors: readonly Tensor[];
}

/** Takes arguments apart into leaves. */
export function flattenArguments(args: readonly unknown[]): FlatArguments {
  const { leaves, structure } = treeFlatten<unknown>(args);
  const positions = [...leaves.keys()].filter((position) => leaves[position] instanceof Tensor);
  return {
    structure,
    leaves,
    paths: treePaths(args),
    positions,
    tensors: leaves.filter((leaf) => leaf instanceof Tensor),
  };
}

/** A traced function of trees, with what is needed to rebuild its result. */
export interface TracedFunction {
  readonly func: Func;
  readonly captured: readonly Storage[];
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
  /** Positions of the outputs of `func` among the leaves of the result, with the constant leaves left out. */
  readonly outputTypes: readonly TensorType[];
}

/** Puts tensors back in the place of the tensor leaves. */
function replaceTensors(
  flat: Pick<FlatArguments, 'structure' | 'leaves' | 'positions'>,
  tensors: readonly Tensor[],
): unknown {
  const leaves = [...flat.leaves];
  flat.positions.forEach((position, index) => {
    leaves[position] = tensors[index];
  });
  return treeUnflatten(flat.structure, leaves);
}

/** Records what a function of trees does to tensors of the given arguments' types. */
export function traceFunction<Args extends readonly unknown[]>(
  name: string,
  fn: (...args: Args) => unknown,
  flat: FlatArguments,
  withBounds = false,
): TracedFunction {
  const types = flat.tensors.map((tensor) => tensor.type);
  const body = (inputs: readonly Storage[]) => {
    const args = replaceTensors(
      flat,
      inputs.map((input) => new Tensor(input)),
    ) as Args;
    const output = fn(...args);
    if (output instanceof Promise) {
      throw traceError(`${name}: expected a function that returns tensors, got one that returns a promise`);
    }
    const parts = flattenArguments(isContainer(output) ? [output] : [[output]]);
    return {
      outputs: parts.tensors.map((tensor) => tensor.storage),
      result: { parts, wrapped: !isContainer(output) },
    };
  };
  const { func, captured, result } = traceFunc(name, types, body, withBounds);
  return {
    func,
    captured,
    outputTypes: func.outputs.map((output) => output.type),
    rebuild: (tensors) => {
      const [output] = replaceTensors(result.parts, tensors) as [unknown];
      return result.wrapped ? (output as [unknown])[0] : output;
    },
  };
}
