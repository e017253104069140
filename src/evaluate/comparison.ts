import { slopeOf } from './slopeOf.ts';
import { type Statistics, statistics } from './statistics.ts';

/** One number of a comparison of networks: tidy, so that rows of any comparisons can be put together. */
export interface ComparisonRow {
  /** How the network was trained. */
  readonly method: string;
  /** Of the network. */
  readonly seed: number;
  /** What was measured, such as `mismatch`. */
  readonly measurement: string;
  /** The size of the deviation or of the attack, as a fraction of each parameter’s size; or what else the measurement has levels of, such as seconds. */
  readonly level: number;
  /** Which chip, attack or direction, from 0. */
  readonly sample: number;
  /** The accuracy from 0 to 1, or what else is measured. */
  readonly value: number;
}

/** A method at a level, over all networks and chips. */
export interface ComparisonCell extends Statistics {
  readonly method: string;
  readonly level: number;
  /** How many numbers it is made of. */
  readonly count: number;
}

/** Statistics of one measurement by method and level, both in the order in which the rows first name them. */
export function comparisonCells(rows: readonly ComparisonRow[], measurement: string): ComparisonCell[] {
  const groups = new Map<string, { method: string; level: number; values: number[] }>();
  for (const { method, level, value, ...row } of rows) {
    if (row.measurement !== measurement) continue;
    const name = JSON.stringify([method, level]);
    const group = groups.get(name) ?? { method, level, values: [] };
    groups.set(name, group);
    group.values.push(value);
  }
  return [...groups.values()].map(({ values, ...cell }) => ({
    ...cell,
    count: values.length,
    ...statistics(values),
  }));
}

/** The loss around the networks of a method, along all directions of all of them. */
export interface ComparisonLandscape {
  readonly method: string;
  /** The places along each direction, α, ascending. */
  readonly alphas: readonly number[];
  /** The loss by direction and place: those of the first network before those of the next. */
  readonly losses: readonly (readonly number[])[];
  /** The slope of each direction (see `slopeOf`). */
  readonly slopes: readonly number[];
  /** Their mean. */
  readonly slope: number;
}

/**
 * The landscapes that rows of a `landscapeMeasurement` tell of, by method in the order in which the rows first name them. Directions along which a place
 * was not measured, or a loss is not finite, are left out, and so are methods of which none is left; one place alone is no landscape.
 */
export function comparisonLandscapes(
  rows: readonly ComparisonRow[],
  measurement: string,
): ComparisonLandscape[] {
  const own = rows.filter((row) => row.measurement === measurement);
  const alphas = [...new Set(own.map(({ level }) => level))].sort((a, b) => a - b);
  const methods = new Map<string, Map<string, Map<number, number>>>();
  for (const { method, seed, sample, level, value } of own) {
    const directions = methods.get(method) ?? new Map<string, Map<number, number>>();
    methods.set(method, directions);
    const name = JSON.stringify([seed, sample]);
    directions.set(name, (directions.get(name) ?? new Map<number, number>()).set(level, value));
  }
  return [...methods].flatMap(([method, directions]) => {
    const losses = [...directions.values()]
      .map((along) => alphas.map((alpha) => along.get(alpha) ?? Number.NaN))
      .filter((along) => along.every(Number.isFinite));
    if (losses.length === 0 || alphas.length < 2) return [];
    const slopes = losses.map((along) => slopeOf(alphas, along));
    return [{ method, alphas, losses, slopes, slope: statistics(slopes).mean }];
  });
}
