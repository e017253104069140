import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) where one of the named numbers is negative or not finite. */
export function checkNonNegative(what: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw valueError(`${what}: expected ${name} to be a number from 0, got ${value}`);
    }
  }
}
