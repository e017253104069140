import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) where a polynomial has no coefficients, or one that is not finite. */
export function checkCoefficients(what: string, coefficients: readonly number[]): void {
  if (coefficients.length > 0 && coefficients.every(Number.isFinite)) return;
  throw valueError(`${what} to be one finite number or more, got [${coefficients.join(', ')}]`);
}
