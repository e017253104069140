import { traceError } from '../errors.ts';
import { customBounds as customBoundsOp } from '../ops/index.ts';
import { applyOp, isBounded } from './currentTrace.ts';
import type { Bounds } from './intervalBounds.ts';
import { Tensor } from './tensor.ts';
import { flattenArguments, traceFunction } from './traceFunction.ts';

/**
 * The function with bounds given by hand, for `intervalBounds`: where results depend on each other in ways that its operations do not
 * see. Anywhere else it is the function itself.
 * @param fn from tensors to a tree of tensors; reads no other traced tensors.
 * @param bounds gives bounds of `fn` for all arguments between two ends; rounding outwards is its own task.
 * @throws LimpetError (`trace`) where a function reads a traced tensor that is not among its arguments.
 */
export function customBounds<Args extends readonly Tensor[], Result>(
  fn: (...args: Args) => Result,
  bounds: (lower: Args, upper: Args) => Bounds<Result>,
): (...args: Args) => Result {
  const name = fn.name || 'customBounds';
  return (...args) => {
    if (!isBounded()) return fn(...args);
    const flat = flattenArguments(args);
    const traced = traceFunction(name, fn, flat);
    const ofEnds = (lower: Args, upper: Args): readonly Result[] => {
      const own = bounds(lower, upper);
      return [own.lower, own.upper];
    };
    const given = traceFunction(`bounds of ${name}`, ofEnds, flattenArguments([args, args]));
    if (traced.captured.length + given.captured.length > 0) {
      throw traceError(
        `customBounds: \`${name}\` or its bounds read a traced tensor that is not an argument; pass it as one`,
      );
    }
    const outputs = applyOp(
      customBoundsOp,
      flat.tensors.map(({ storage }) => storage),
      { func: traced.func, bounds: given.func },
    );
    return traced.rebuild(outputs.map((output) => new Tensor(output))) as Result;
  };
}
