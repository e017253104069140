import { valueError } from '../errors.ts';

/** What kind a parameter is of, as in Rockpool: what is trained, attacked or deviates is chosen by family. */
export type Family = 'weights' | 'bias' | 'taus' | 'thresholds' | 'scales';

const FAMILIES: readonly Family[] = ['weights', 'bias', 'taus', 'thresholds', 'scales'];

/** The family of a parameter, from the last name of its path; null for a name that is of none. */
export function familyOf(path: string): Family | null {
  const name = path.split('.').at(-1) ?? '';
  if (/^(weight|kernel)/.test(name)) return 'weights';
  if (/^tau/.test(name)) return 'taus';
  if (name === 'bias') return 'bias';
  if (name === 'threshold') return 'thresholds';
  return name === 'scale' || name === 'adaptation' ? 'scales' : null;
}

/**
 * Chooses the parameters of some families by their path: what `select` of attacks, training and hardware models takes.
 * @throws LimpetError (`value`) for a family that there is not.
 * @example `pgaAttack(parameters, net, inputs, key, { mismatchLoss: mse, select: inFamilies('weights', 'taus') })`
 */
export function inFamilies(...families: readonly Family[]): (path: string) => boolean {
  const unknown = families.find((family) => !FAMILIES.includes(family));
  if (unknown !== undefined) {
    throw valueError(`inFamilies: there is no family ${String(unknown)}; expected ${FAMILIES.join(', ')}`);
  }
  return (path) => families.some((family) => family === familyOf(path));
}
