import { batchFunc } from '../batching/batch.ts';
import { shapeError, valueError } from '../errors.ts';
import { formatType, normalizeAxis } from '../ir/types.ts';
import { eliminateDeadCode } from '../passes/deadCode.ts';
import { evaluateFunc } from './currentTrace.ts';
import { elementOf } from './elementOf.ts';
import { Tensor } from './tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from './traceFunction.ts';

/** The axis along which the tensors of an argument are batched; null for an argument that all elements share. */
export type BatchAxis = number | null;

/** Which axes {@link vmap} maps over. */
export interface VmapOptions {
  /** One axis for all arguments, or one for each. Default 0. */
  readonly inAxes?: BatchAxis | readonly BatchAxis[];
  /** Where the new axis stands in all results. Default 0. */
  readonly outAxes?: number;
}

/**
 * The function that applies `fn` to every element of a batch at once, as JAX's `vmap`: `fn` is written for one
 * element, its arguments get an axis more along `inAxes`, its results along `outAxes`.
 * @throws LimpetError (`shape`, `value`) where the extents of the mapped axes differ, or no argument is mapped.
 */
export function vmap<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: VmapOptions = {},
): (...args: Args) => Result {
  const name = fn.name || 'vmap';
  return (...args) => {
    const flat = flattenArguments(args);
    const axes = axesOf(name, flat, args.length, options.inAxes === undefined ? 0 : options.inAxes);
    const size = batchSize(name, flat, axes);
    const moved = flat.tensors.map((tensor, index) => moveAxis(tensor, axes[index] ?? null));
    const elements = moved.map((tensor, index) => (axes[index] === null ? tensor : elementOf(tensor)));
    const traced = traceFunction(name, fn, { ...flat, tensors: elements });
    const batched = new Set(axes.flatMap((axis, index) => (axis === null ? [] : [index])));
    const func = eliminateDeadCode(batchFunc(traced.func, batched, size));
    const inputs = [...moved.map((tensor) => tensor.storage), ...traced.captured];
    const outputs = evaluateFunc(func, inputs).map((storage) =>
      placeAxis(new Tensor(storage), options.outAxes ?? 0),
    );
    return traced.rebuild(outputs) as Result;
  };
}

/** The mapped axis of every tensor, non-negative. */
function axesOf(
  name: string,
  flat: FlatArguments,
  count: number,
  inAxes: BatchAxis | readonly BatchAxis[],
): BatchAxis[] {
  const byArgument =
    typeof inAxes === 'number' || inAxes === null ? new Array<BatchAxis>(count).fill(inAxes) : inAxes;
  if (byArgument.length !== count) {
    throw valueError(
      `vmap: expected ${count} inAxes for the arguments of \`${name}\`, got ${byArgument.length}`,
    );
  }
  return flat.tensors.map((tensor, index) => {
    const path = flat.paths[flat.positions[index] ?? 0] ?? '0';
    const axis = byArgument[Number(path.split('.')[0])] ?? null;
    return axis === null
      ? null
      : normalizeAxis(`vmap: argument ${path} of \`${name}\``, axis, tensor.shape.length);
  });
}

function batchSize(name: string, flat: FlatArguments, axes: readonly BatchAxis[]): number {
  const sizes = axes.flatMap((axis, index) => (axis === null ? [] : [flat.tensors[index]?.shape[axis] ?? 0]));
  const [size] = sizes;
  if (size === undefined)
    throw valueError(`vmap: no argument of \`${name}\` is mapped; give at least one an axis`);
  if (sizes.some((each) => each !== size)) {
    const types = flat.tensors.map(
      ({ type }, index) => `${formatType(type)} along ${axes[index] ?? 'no axis'}`,
    );
    throw shapeError(`vmap: the mapped axes of \`${name}\` have different extents: ${types.join(', ')}`);
  }
  return size;
}

/** A tensor with the mapped axis first. */
function moveAxis(tensor: Tensor, axis: BatchAxis): Tensor {
  if (axis === null || axis === 0) return tensor;
  const others = [...tensor.shape.keys()].filter((each) => each !== axis);
  return tensor.transpose([axis, ...others]);
}

/** A tensor whose first axis is moved to a place. */
function placeAxis(tensor: Tensor, place: number): Tensor {
  const at = normalizeAxis('vmap: outAxes', place, tensor.shape.length);
  const others = [...tensor.shape.keys()].slice(1);
  return at === 0 ? tensor : tensor.transpose([...others.slice(0, at), 0, ...others.slice(at)]);
}
