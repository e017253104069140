import { valueError } from '../errors.ts';

const ranges = {
  'above 0': (value: number) => value > 0,
  'from 0': (value: number) => value >= 0,
  'of any size': () => true,
};

/** @throws LimpetError (`value`) naming the one of the numbers that is not finite, or not in the range. */
export function checkNumbers(
  what: string,
  range: keyof typeof ranges,
  numbers: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isFinite(value) && ranges[range](value)) continue;
    throw valueError(`${what}: expected ${name} to be a finite number ${range}, got ${value}`);
  }
}

/** @throws LimpetError (`value`) where a polynomial has no coefficients, or one that is not finite. */
export function checkCoefficients(what: string, coefficients: readonly number[]): void {
  if (coefficients.length > 0 && coefficients.every(Number.isFinite)) return;
  throw valueError(`${what} to be one finite number or more, got [${coefficients.join(', ')}]`);
}
