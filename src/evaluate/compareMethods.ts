import { valueError } from '../errors.ts';
import type { ComparisonRow } from './comparison.ts';
import type { Measurement } from './measurements.ts';

/** A trained network that takes part in a comparison. */
export interface ComparedNetwork<Parameters> {
  /** What it was trained by. */
  readonly method: string;
  /** Which of the trainings of this method. Default 0. */
  readonly seed?: number;
  /** Its parameters, or what trains or reads them: called once, and only if something is left to be measured. */
  readonly parameters: Parameters | (() => Parameters | Promise<Parameters>);
}

/** What {@link compareMethods} takes. */
export interface CompareMethodsOptions<Parameters> {
  readonly networks: readonly ComparedNetwork<Parameters>[];
  readonly measurements: readonly Measurement<Parameters>[];
  /** Rows of an earlier run of the same comparison: they are not measured again, and not given again. */
  readonly known?: readonly ComparisonRow[];
  /** Ends the comparison after the measurement under way at one level. */
  readonly signal?: AbortSignal;
}

/**
 * Compares networks by measurements: for each network, measurement, level and chip (or attack, or direction) one row, given as soon as it is measured;
 * `comparisonCells` makes means and quantiles of them. Written to a
 * file as they come and given back as `known`, rows make a comparison go on where it was interrupted, or grow by methods, levels and measurements.
 * @throws LimpetError (`value`) where two networks have the same method and seed, or two measurements the same name.
 * @example
 * ```ts
 * for await (const row of compareMethods({ networks, measurements: [mismatchMeasurement({ metric, data, levels })] })) rows.push(row);
 * ```
 */
export async function* compareMethods<Parameters>(
  options: CompareMethodsOptions<Parameters>,
): AsyncGenerator<ComparisonRow, void, undefined> {
  const { networks, measurements, known = [], signal } = options;
  checkUnique(
    'networks',
    networks.map(({ method, seed = 0 }) => `${method} with seed ${seed}`),
  );
  checkUnique(
    'measurements',
    measurements.map(({ name }) => name),
  );
  const done = new Set(known.map(nameOfPlace));
  for (const { method, seed = 0, parameters: given } of networks) {
    let loaded: Parameters | undefined;
    for (const { name: measurement, levels, samplesAt, measure } of measurements) {
      for (const level of levels) {
        const samples = Array.from({ length: samplesAt(level) }, (_, sample) => sample);
        const cell = samples.map((sample) => ({ method, seed, measurement, level, sample }));
        const missing = cell.filter((place) => !done.has(nameOfPlace(place)));
        if (missing.length === 0) continue;
        if (signal?.aborted) return;
        loaded ??= isLoader(given) ? await given() : given;
        const values = await measure(loaded, level);
        if (values.length !== cell.length) {
          throw valueError(
            `compareMethods: expected ${cell.length} numbers of the measurement ${measurement} at level ${level}, got ${values.length}`,
          );
        }
        for (const place of missing) yield { ...place, value: values[place.sample] ?? Number.NaN };
      }
    }
  }
}

const isLoader = <Parameters>(
  given: ComparedNetwork<Parameters>['parameters'],
): given is () => Parameters | Promise<Parameters> => typeof given === 'function';

/** What a row is of, as text: equal for rows of the same chip, attack or direction. */
export const nameOfPlace = ({
  method,
  seed,
  measurement,
  level,
  sample,
}: Omit<ComparisonRow, 'value'>): string => JSON.stringify([method, seed, measurement, level, sample]);

function checkUnique(what: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw valueError(
    `compareMethods: two ${what} are called ${repeated}, so their rows could not be told apart`,
  );
}
