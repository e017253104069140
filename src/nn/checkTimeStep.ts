import { valueError } from '../errors.ts';

/** @throws LimpetError (`value`) naming the module where a time step is not a number of seconds above 0. */
export function checkTimeStep(module: string, dt: number): void {
  if (dt > 0 && dt < Number.POSITIVE_INFINITY) return;
  throw valueError(`${module}: expected the time step dt to be above 0 seconds, got ${dt}`);
}
