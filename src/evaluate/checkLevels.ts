import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) where there is no level, or one is negative. */
export function checkLevels(what: string, levels: readonly number[]): void {
  if (levels.length === 0) throw valueError(`${what}: expected at least one level, got none`);
  const bad = levels.find((level) => !(level >= 0 && level < Number.POSITIVE_INFINITY));
  if (bad !== undefined) {
    throw valueError(`${what}: expected levels from 0 (fractions of each parameter's size), got ${bad}`);
  }
}
