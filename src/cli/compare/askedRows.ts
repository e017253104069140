import { nameOfPlace } from '../../evaluate/compareMethods.ts';
import type { ComparisonRow, Measurement } from '../../evaluate/index.ts';
import type { CompareJob } from './settings.ts';
import type { NetworkParameters } from './trainMethod.ts';

/**
 * Of all rows those of a network that measurements ask for, in their order.
 * @returns undefined where one is missing.
 */
export function askedRows(
  { method, seed }: CompareJob,
  measurements: readonly Measurement<NetworkParameters>[],
  rows: readonly ComparisonRow[],
): readonly ComparisonRow[] | undefined {
  const known = new Map(rows.map((row) => [nameOfPlace(row), row] as const));
  const asked = measurements.flatMap(({ name: measurement, levels, samplesAt }) =>
    levels.flatMap((level) =>
      Array.from({ length: samplesAt(level) }, (_, sample) =>
        known.get(nameOfPlace({ method, seed, measurement, level, sample })),
      ),
    ),
  );
  return asked.every((row): row is ComparisonRow => row !== undefined) ? asked : undefined;
}
