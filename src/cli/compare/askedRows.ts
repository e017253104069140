import type { ComparisonRow, Measurement } from '../../evaluate/index.ts';
import type { NetworkParameters } from './trainMethod.ts';

/**
 * Of all rows of a network those that measurements ask for, in their order.
 * @returns undefined where one is missing.
 */
export function askedRows(
  measurements: readonly Measurement<NetworkParameters>[],
  rows: readonly ComparisonRow[],
): readonly ComparisonRow[] | undefined {
  const known = new Map(rows.map((row) => [placeName(row.measurement, row.level, row.sample), row] as const));
  const asked = measurements.flatMap(({ name, levels, samplesAt }) =>
    levels.flatMap((level) =>
      Array.from({ length: samplesAt(level) }, (_, sample) => known.get(placeName(name, level, sample))),
    ),
  );
  return asked.every((row): row is ComparisonRow => row !== undefined) ? asked : undefined;
}

const placeName = (measurement: string, level: number, sample: number): string =>
  JSON.stringify([measurement, level, sample]);
