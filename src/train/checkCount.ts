import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) where one of the named numbers is not a whole number from 0. */
export function checkCount(what: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 0) {
      throw valueError(`${what}: expected ${name} to be a whole number from 0, got ${value}`);
    }
  }
}
