import { type Statistics, statistics } from './statistics.ts';

/** One number of a comparison of networks: tidy, so that rows of any comparisons can be put together. */
export interface ComparisonRow {
  /** How the network was trained. */
  readonly method: string;
  /** Of the network. */
  readonly seed: number;
  /** What was measured, such as `mismatch`. */
  readonly measurement: string;
  /** The size of the deviation or of the attack, as a fraction of each parameter's size. */
  readonly level: number;
  /** Which chip or attack, from 0. */
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
