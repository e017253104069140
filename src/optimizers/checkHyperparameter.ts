import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) where a decay rate is not from 0 to below 1. */
export function checkFraction(what: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1))
    throw valueError(`${what}: expected ${name} from 0 to below 1, got ${value}`);
}

/** @throws LimpetError (`value`) where a number is negative or not finite. */
export function checkNotNegative(what: string, name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw valueError(`${what}: expected ${name} from 0, got ${value}`);
  }
}

/** @throws LimpetError (`value`) where a number is not a whole one from 1. */
export function checkSteps(what: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw valueError(`${what}: expected ${name} to be a whole number from 1, got ${value}`);
  }
}
