import type { Access, Place } from '../kernel/program.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';

/** The places of accesses that read memory. */
export const placesOf = (accesses: readonly Access[]): Place[] =>
  accesses.filter((access) => access.kind !== 'index');

/** The pointer parameter of every access, after the range of units; null for accesses without memory. */
export function pointerParams(f: FunctionBuilder, accesses: readonly Access[]): (Local | null)[] {
  let next = 2;
  return accesses.map((access) => (access.kind === 'index' ? null : f.param(next++)));
}
