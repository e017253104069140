import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) naming the module where a number of channels, neurons or the like is not whole or below 1. */
export function checkCounts(module: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw valueError(`${module}: expected ${name} to be a whole number from 1, got ${value}`);
  }
}
