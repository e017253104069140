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

/** @throws LimpetError (`value`) where a number is not above 0. */
export function checkAbove(what: string, name: string, value: number): void {
  if (!(value > 0)) throw valueError(`${what}: expected ${name} above 0, got ${value}`);
}

/** @throws LimpetError (`value`) where a number is not a whole one from 1. */
export function checkSteps(what: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw valueError(`${what}: expected ${name} to be a whole number from 1, got ${value}`);
  }
}

/** @throws LimpetError (`value`) where steps at which something changes are not whole numbers from 0, each above the one before. */
export function checkBoundaries(what: string, boundaries: readonly number[]): void {
  const wrong = boundaries.findIndex(
    (step, index) => !(Number.isInteger(step) && step >= 0 && step > (boundaries[index - 1] ?? -1)),
  );
  if (wrong < 0) return;
  throw valueError(
    `${what}: expected steps that are whole numbers from 0 and ascend, got ${boundaries.join(', ')}`,
  );
}
