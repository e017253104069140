import { valueError } from '../errors.ts';
import { type Dtype, dtypes } from '../ir/types.ts';

/** @throws LimpetError (`value`) for what is neither a number nor a truth value, which would become NaN. */
export function expectLiteral(value: unknown): void {
  if (typeof value === 'number' || typeof value === 'boolean') return;
  throw valueError(
    `expected a tensor, a number or a truth value, got ${String(value)} (${typeof value}); make a tensor of arrays by \`tensor\``,
  );
}

/**
 * The element type of an operation on two tensors: the later of `bool`, `u32`, `i32`, `f32` (JAX's rule with 64-bit
 * types switched off).
 */
export const promoteTypes = (a: Dtype, b: Dtype): Dtype => (dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b);

/**
 * The element type that a plain number or truth value takes beside a tensor: the tensor's own, unless the value does
 * not fit it: a fraction makes integers f32, a number makes truth values i32.
 */
export function literalType(value: number | boolean, beside: Dtype): Dtype {
  if (typeof value === 'boolean' || beside === 'f32') return beside;
  if (!Number.isInteger(value)) return 'f32';
  return beside === 'bool' ? 'i32' : beside;
}
