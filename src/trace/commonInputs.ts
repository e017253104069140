import { type Func, Value } from '../ir/func.ts';
import type { Storage } from './currentTrace.ts';
import type { TracedFunction } from './traceFunction.ts';

/**
 * Traced functions with the captured values of all of them as further inputs of each.
 * @param own how many inputs are their own: of all, or by function.
 */
export function withCommonInputs(
  traced: readonly TracedFunction[],
  own: number | readonly number[],
): { readonly captured: readonly Storage[]; readonly funcs: readonly Func[] } {
  const captured: Storage[] = [];
  const numbers = traced.map((each) =>
    each.captured.map((storage) => {
      const known = captured.findIndex((other) => sameStorage(other, storage));
      return known >= 0 ? known : captured.push(storage) - 1;
    }),
  );
  const funcs = traced.map(({ func }, position) => {
    const count = typeof own === 'number' ? own : (own[position] ?? 0);
    const inputs = captured.map(({ type }, number) => {
      const at = numbers[position]?.indexOf(number) ?? -1;
      return at >= 0 ? (func.inputs[count + at] as Value) : new Value(type);
    });
    return { ...func, inputs: [...func.inputs.slice(0, count), ...inputs] };
  });
  return { captured, funcs };
}

const sameStorage = (a: Storage, b: Storage): boolean =>
  a === b || (a.kind === 'traced' && b.kind === 'traced' && a.value === b.value);
