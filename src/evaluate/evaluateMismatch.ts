import { drawNormal } from '../attacks/index.ts';
import { expectOneOf, valueError } from '../errors.ts';
import {
  chipKey,
  deployOn,
  deviate,
  gaussianMismatch,
  type HardwareModel,
  hardwareModel,
} from '../hardware/index.ts';
import { type Key, type KeyLayout, key as keyOf, split } from '../random/key.ts';
import { jit } from '../runtime/index.ts';
import { floatLeaves, full, type Tensor } from '../trace/index.ts';
import type { SampleSource } from '../train/dataSet.ts';
import { nextTask } from '../train/nextTask.ts';
import { checkLevels } from './checkLevels.ts';
import { type ChipMetric, meanMetric } from './meanMetric.ts';
import { type Statistics, statistics } from './statistics.ts';

/**
 * How chips are drawn: `chips` names them by seed, index and path, so that a chip is the same at every level and in every table;
 * `tutorial` splits one key from draw to draw as the tutorial does, which its printed table needs.
 */
export type KeyOrder = 'chips' | 'tutorial';

/** What {@link evaluateMismatch} takes. */
export interface EvaluateMismatchOptions<Parameters> {
  readonly parameters: Parameters;
  readonly metric: ChipMetric<Parameters>;
  readonly data: SampleSource;
  /** Levels of Gaussian mismatch, fractions of each parameter's size. */
  readonly levels: readonly number[];
  /** Chips drawn at each level. Default 20. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Default `chips`. */
  readonly keyOrder?: KeyOrder;
  /** The layout of the `tutorial` order's keys. Default `original`, that of the tutorial's time. */
  readonly keyLayout?: KeyLayout;
  /** Called after each chip with the number of chips measured, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the chip under way; the rows that are complete are returned. */
  readonly signal?: AbortSignal;
}

/** The measurements at one level. */
export interface MismatchRow extends Statistics {
  readonly level: number;
  /** The metric of each chip, the mean over the data set. */
  readonly samples: readonly number[];
}

/** What {@link evaluateHardware} takes. */
export interface EvaluateHardwareOptions<Parameters>
  extends Omit<EvaluateMismatchOptions<Parameters>, 'levels' | 'keyOrder' | 'keyLayout'> {
  readonly models: readonly HardwareModel[];
  /** Seconds since programming at which each model is measured. Default [0]. */
  readonly times?: readonly number[];
}

/** The measurements of one hardware model at one time. */
export interface HardwareRow extends Statistics {
  readonly model: HardwareModel;
  /** Seconds since programming. */
  readonly time: number;
  readonly samples: readonly number[];
}

/**
 * Measures a network on many simulated chips with Gaussian mismatch, Θ + level |Θ| ⊙ ξ: for each level the mean of the metric over the data set for
 * every chip, and statistics over the chips. The programs are compiled once; a sample that occurs several times in the data (the same tensors) is
 * measured once.
 * @throws LimpetError where there is no level, no sample or no data, or a level is negative.
 */
export async function evaluateMismatch<Parameters>(
  options: EvaluateMismatchOptions<Parameters>,
): Promise<readonly MismatchRow[]> {
  const { parameters, levels, samples = 20, seed = 0, keyOrder = 'chips', keyLayout = 'original' } = options;
  checkLevels('evaluateMismatch', levels);
  expectOneOf('evaluateMismatch: expected keyOrder', keyOrder, ['chips', 'tutorial']);
  const draws =
    keyOrder === 'tutorial' ? tutorialDraws(parameters, keyOf(seed, keyLayout)) : chipDraws(parameters, seed);
  const measurements = await measureChips('evaluateMismatch', options, levels.length, samples, (row) =>
    draws(levels[row] ?? 0),
  );
  return measurements.map((values, row) => ({
    level: levels[row] ?? 0,
    ...statistics(values),
    samples: values,
  }));
}

/** What {@link mismatchChips} takes. */
export interface MismatchChipsOptions<Parameters>
  extends Pick<
    EvaluateMismatchOptions<Parameters>,
    'parameters' | 'levels' | 'samples' | 'seed' | 'keyOrder' | 'keyLayout'
  > {
  /** The place of one of the levels. */
  readonly place: number;
}

/** The parameters of the chips that {@link evaluateMismatch} measures at one of its levels, in their order. */
export function mismatchChips<Parameters>(options: MismatchChipsOptions<Parameters>): readonly Parameters[] {
  const { levels, samples = 20, place } = options;
  checkLevels('mismatchChips', levels);
  const draws = drawsOf(options);
  // In the tutorial's order the keys of a level follow from the levels before it.
  const draw = levels.slice(0, place + 1).map(draws)[place];
  if (draw === undefined)
    throw valueError(`mismatchChips: expected the place of one of ${levels.length} levels, got ${place}`);
  return Array.from({ length: samples }, (_, index) => draw(index).parameters);
}

function drawsOf<Parameters>({
  parameters,
  seed = 0,
  keyOrder = 'chips',
  keyLayout = 'original',
}: Pick<EvaluateMismatchOptions<Parameters>, 'parameters' | 'seed' | 'keyOrder' | 'keyLayout'>) {
  return keyOrder === 'tutorial'
    ? tutorialDraws(parameters, keyOf(seed, keyLayout))
    : chipDraws(parameters, seed);
}

/**
 * Measures a network on chips of hardware models, as {@link evaluateMismatch} does for Gaussian mismatch. Chip c is the same chip
 * for every model that has the same stages, for every network, and at every time. The rows of a model, by time, come before those of the next one.
 * @throws LimpetError where there is no model, no time, no sample or no data, or a time is negative.
 */
export async function evaluateHardware<Parameters>(
  options: EvaluateHardwareOptions<Parameters>,
): Promise<readonly HardwareRow[]> {
  const { parameters, models, times = [0], samples = 20, seed = 0 } = options;
  for (const [name, list] of Object.entries({ 'hardware model': models, time: times })) {
    if (list.length === 0) throw valueError(`evaluateHardware: expected at least one ${name}, got none`);
  }
  const early = times.find((time) => !(time >= 0 && time < Number.POSITIVE_INFINITY));
  if (early !== undefined) {
    throw valueError(`evaluateHardware: expected times in seconds since programming, from 0, got ${early}`);
  }
  const cells = models.flatMap((model) => times.map((time) => ({ model, time })));
  const measurements = await measureChips('evaluateHardware', options, cells.length, samples, (row) => {
    const { model, time } = cells[row] ?? { model: hardwareModel(), time: 0 };
    const onChip = jit((given: Parameters, chip: Key) => deployOn(model, given, chip, time), {
      name: 'deploy',
    });
    return (index) => {
      const chip = chipKey({ seed, chip: index });
      return { parameters: onChip(parameters, chip), chip };
    };
  });
  return measurements.map((values, row) => ({
    ...(cells[row] ?? { model: hardwareModel(), time: 0 }),
    ...statistics(values),
    samples: values,
  }));
}

/** Gives each chip in turn: its parameters and its key. */
type ChipDraws<Parameters> = (index: number) => { readonly parameters: Parameters; readonly chip: Key };

function chipDraws<Parameters>(
  parameters: Parameters,
  seed: number,
): (level: number) => ChipDraws<Parameters> {
  const onChip = jit(
    (given: Parameters, level: Tensor, chip: Key) =>
      deployOn(hardwareModel(gaussianMismatch(level)), given, chip),
    { name: 'gaussianMismatch' },
  );
  return (level) => (index) => {
    const chip = chipKey({ seed, chip: index });
    return { parameters: onChip(parameters, full([], level), chip), chip };
  };
}

/**
 * The tutorial's order: at each level a key goes from chip to chip and from tensor to tensor; the next level starts with the first half of the
 * split of the key that this one started with.
 */
function tutorialDraws<Parameters>(
  parameters: Parameters,
  first: Key,
): (level: number) => ChipDraws<Parameters> {
  const drawChip = jit(
    (given: Parameters, level: Tensor, key: Key) => {
      const { tensors, rebuild } = floatLeaves(given);
      const { draws, key: next } = drawNormal(key, tensors);
      const deviating = tensors.map((tensor, index) => deviate(tensor, level, draws[index] as Tensor));
      return { chip: rebuild(deviating), next };
    },
    { name: 'tutorialMismatch' },
  );
  let levelKey = first;
  return (level) => {
    let key = levelKey;
    [levelKey] = split(levelKey);
    return () => {
      const { chip: own, next } = drawChip(parameters, full([], level), key);
      const drawn = { parameters: own, chip: key };
      key = next;
      return drawn;
    };
  };
}

/** The metric of each chip for each row; rows that were not completed are left out. */
async function measureChips<Parameters>(
  what: string,
  options: Pick<EvaluateMismatchOptions<Parameters>, 'metric' | 'data' | 'onProgress' | 'signal'>,
  rows: number,
  samples: number,
  drawsOf: (row: number) => ChipDraws<Parameters>,
): Promise<number[][]> {
  if (!Number.isInteger(samples) || samples < 1) {
    throw valueError(`${what}: expected samples to be a whole number from 1, got ${samples}`);
  }
  const { metric, onProgress, signal } = options;
  const meanOf = meanMetric<Parameters, [chip: Key]>(what, metric, options.data);
  const measured: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const draw = drawsOf(row);
    const values: number[] = [];
    for (let index = 0; index < samples; index++) {
      if (signal?.aborted) return measured;
      const { parameters, chip } = draw(index);
      values.push(meanOf(parameters, chip));
      onProgress?.(row * samples + index + 1, rows * samples);
      await nextTask();
    }
    measured.push(values);
  }
  return measured;
}
