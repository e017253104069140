import { evaluateFunc } from './currentTrace.ts';
import { Tensor } from './tensor.ts';
import { flattenArguments, type TracedFunction, traceFunction } from './traceFunction.ts';

/**
 * The function, run at its first call only: later calls, with arguments of the same tree and types, repeat what it did to tensors. For
 * a function that is called several times in one trace and depends on nothing but its arguments.
 */
export function traceOnce<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
): (...args: Args) => Result {
  let known: TracedFunction | null = null;
  return (...args) => {
    const flat = flattenArguments(args);
    known ??= traceFunction(fn.name || 'traceOnce', fn, flat);
    const inputs = [...flat.tensors.map(({ storage }) => storage), ...known.captured];
    const outputs = evaluateFunc(known.func, inputs);
    return known.rebuild(outputs.map((output) => new Tensor(output))) as Result;
  };
}
