import { valueError } from '../errors.ts';

/** Where time steps stand on the axis of a figure. */
export interface TimeAxis {
  readonly label: string;
  readonly domain: [number, number];
  readonly at: (step: number) => number;
}

/** The axis of so many time steps: in seconds where a time step is given, else by number. */
export function timeAxis(what: string, steps: number, dt: number | undefined): TimeAxis {
  if (dt !== undefined && !(dt > 0 && dt < Number.POSITIVE_INFINITY)) {
    throw valueError(`${what}: expected a time step dt above 0 in seconds, got ${dt}`);
  }
  const at = (step: number) => step * (dt ?? 1);
  return { label: dt === undefined ? 'time step' : 'time (s)', domain: [at(-0.5), at(steps - 0.5)], at };
}
