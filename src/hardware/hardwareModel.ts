import { valueError } from '../errors.ts';
import { foldIn, type Key, key as keyOf } from '../random/key.ts';
import { stack, type Tensor, vmap } from '../trace/index.ts';

/** One thing that hardware does to parameters. */
export interface HardwareStage {
  readonly name: string;
  /** What it does, with units, on one line. */
  readonly description: string;
  /**
   * The parameters after this stage, in the graph.
   * @param chip the key of the chip; a stage derives its own draws from it with `drawKey`.
   * @param time seconds since programming. Default 0.
   */
  apply<Parameters>(parameters: Parameters, chip: Key, time?: number): Parameters;
  /** For a stage with several effects: the stage without one of them, by its name, and with the same draws for the others. */
  readonly without?: Readonly<Record<string, () => HardwareStage>>;
}

/** A model of imperfect hardware: stages that parameters go through in order. It prints itself as that list. */
export interface HardwareModel {
  readonly stages: readonly HardwareStage[];
  toString(): string;
}

/**
 * A hardware model of the given stages; none is ideal hardware.
 * @throws LimpetError (`value`) where two stages have one name, as their draws would be the same.
 * @example `hardwareModel(gaussianMismatch(0.1))`
 */
export function hardwareModel(...stages: readonly HardwareStage[]): HardwareModel {
  const names = stages.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw valueError(
      `hardwareModel: two stages are called ${repeated}, so they would draw the same numbers; give one of them another name`,
    );
  }
  const lines = stages.map(({ name, description }, index) => `  ${index + 1}. ${name}: ${description}`);
  const text = ['hardware model', ...(lines.length === 0 ? ['  ideal: no stages'] : lines)].join('\n');
  const print = (): string => text;
  return Object.assign({ stages, toString: print }, { [Symbol.for('nodejs.util.inspect.custom')]: print });
}

/** Which chip. */
export interface ChipName {
  /** Names a wafer of chips. */
  readonly seed: number;
  /** The number of the chip, from 0 to 2³² - 1. */
  readonly chip: number;
  /** Seconds since programming. Default 0. */
  readonly time?: number;
}

/** The key of a chip: the same in every process, and for every network. */
export function chipKey({ seed, chip }: Pick<ChipName, 'seed' | 'chip'>): Key {
  if (!Number.isInteger(chip) || chip < 0 || chip > 0xffffffff) {
    throw valueError(`chipKey: expected the chip to be a whole number from 0 to 4294967295, got ${chip}`);
  }
  return foldIn(keyOf(seed), chip);
}

/**
 * The parameters as they are on one chip.
 * @example `deploy(hardwareModel(gaussianMismatch(0.1)), parameters, { seed: 0, chip: 17 })`
 */
export const deploy = <Parameters>(
  model: HardwareModel,
  parameters: Parameters,
  name: ChipName,
): Parameters => deployOn(model, parameters, chipKey(name), name.time);

/** The parameters as they are on the chip of a key, which may be traced. */
export const deployOn = <Parameters>(
  model: HardwareModel,
  parameters: Parameters,
  chip: Key,
  time = 0,
): Parameters => model.stages.reduce((deployed, stage) => stage.apply(deployed, chip, time), parameters);

/** Which chips of a wafer. */
export interface PopulationName {
  /** Names a wafer of chips. */
  readonly seed: number;
  /** How many chips. */
  readonly chips: number;
  /** The number of the first one. Default 0. */
  readonly first?: number;
  /** Seconds since programming. Default 0. */
  readonly time?: number;
}

/**
 * The parameters as they are on many chips at once: each tensor has an axis of chips before its own, over which `vmap` takes a network. Chip by
 * chip they are those of {@link deploy}, to the bit.
 * @throws LimpetError (`value`) where the number of chips is not whole from 1.
 * @example `vmap((own) => net.apply(own, inputs).output)(deployPopulation(model, parameters, { seed: 0, chips: 100 }))`
 */
export function deployPopulation<Parameters>(
  model: HardwareModel,
  parameters: Parameters,
  { seed, chips, first = 0, time = 0 }: PopulationName,
): Parameters {
  if (!Number.isInteger(chips) || chips < 1) {
    throw valueError(`deployPopulation: expected chips to be a whole number from 1, got ${chips}`);
  }
  const keys = Array.from({ length: chips }, (_, index) => chipKey({ seed, chip: first + index }).words);
  const onChip = (words: Tensor): Parameters =>
    deployOn(model, parameters, { layout: 'partitionable', words }, time);
  return vmap(onChip)(stack(keys));
}
