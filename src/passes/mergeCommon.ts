import { type Func, isFunc, type Value } from '../ir/func.ts';
import { rewrite } from './rewrite.ts';

/** Computes equal instructions once. Commutative operations are equal with their inputs exchanged. */
export function mergeCommon(func: Func): Func {
  const numbers = new Map<object, number>();
  const numberOf = (value: object): number => {
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  };
  const spell = (params: unknown): string =>
    JSON.stringify(params, (_, part: unknown) => {
      if (isFunc(part)) return `#${numberOf(part)}`;
      if (typeof part === 'number') return Object.is(part, -0) ? '-0' : String(part);
      if (ArrayBuffer.isView(part)) return constantKey(part, numberOf);
      return part;
    }) ?? '';
  const known = new Map<string, readonly Value[]>();
  return rewrite(func, ({ op, inputs, params, outputs }) => {
    if (op.traits.distinct) return null;
    const names = inputs.map(numberOf);
    if (op.traits.commutative) names.sort((a, b) => a - b);
    const key = `${op.name}(${names.join()}) ${spell(params)}`;
    const equal = known.get(key);
    if (equal === undefined) known.set(key, outputs);
    return equal ?? null;
  });
}

/** Short constants are equal by their bits, long ones only where they are the same array. */
function constantKey(data: ArrayBufferView, numberOf: (value: object) => number): string {
  if (data.byteLength > 256) return `#${numberOf(data)}`;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).join();
}
