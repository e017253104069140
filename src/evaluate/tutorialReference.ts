import type { NetworkName, TutorialSettings } from './tutorialResult.ts';

/** Mean and population standard deviation of a loss over draws of mismatch. */
export interface MeanAndStd {
  readonly mean: number;
  readonly std: number;
}

/** One level of the table the tutorial prints. */
export interface ReferenceRow {
  readonly level: number;
  readonly robust: MeanAndStd;
  readonly standard: MeanAndStd;
}

/**
 * The robustness table that the tutorial prints: mean squared error by mismatch level, over 20 draws.
 * Source: Rockpool, "Adversarial training", output of the cell that evaluates the networks.
 */
export const tutorialReference: readonly ReferenceRow[] = [
  {
    level: 0,
    robust: { mean: 0.013262065127491951, std: 0 },
    standard: { mean: 5.5408447224181145e-5, std: 0 },
  },
  {
    level: 0.1,
    robust: { mean: 0.022923123091459274, std: 0.009204843081533909 },
    standard: { mean: 0.029643213376402855, std: 0.00973587203770876 },
  },
  {
    level: 0.2,
    robust: { mean: 0.06536121666431427, std: 0.04339094087481499 },
    standard: { mean: 0.1333199441432953, std: 0.08620666712522507 },
  },
  {
    level: 0.3,
    robust: { mean: 0.10252754390239716, std: 0.05598119646310806 },
    standard: { mean: 0.2684288024902344, std: 0.09571206569671631 },
  },
  {
    level: 0.4,
    robust: { mean: 0.19510497152805328, std: 0.1397494077682495 },
    standard: { mean: 0.4427710175514221, std: 0.18473027646541595 },
  },
  {
    level: 0.5,
    robust: { mean: 0.24414198100566864, std: 0.14068834483623505 },
    standard: { mean: 0.7254256010055542, std: 0.2870040237903595 },
  },
  {
    level: 0.6,
    robust: { mean: 0.4277869164943695, std: 0.31552523374557495 },
    standard: { mean: 0.9867719411849976, std: 0.394449919462204 },
  },
];

/** The settings {@link tutorialReference} was made with. */
export const tutorialSettings: TutorialSettings = {
  epochs: 300,
  inputs: 2000,
  learningRate: 1e-4,
  samples: 20,
  levels: tutorialReference.map((row) => row.level),
  seed: 0,
  attackSteps: 10,
  mismatchLevel: 0.025,
  betaRobustness: 0.25,
  noisyForwardStd: 0.1,
  initialStd: 0.001,
  partitionable: false,
};

/** A setting of a run that is not the tutorial's. */
export interface ChangedSetting {
  readonly name: keyof TutorialSettings;
  readonly value: TutorialSettings[keyof TutorialSettings];
  readonly tutorial: TutorialSettings[keyof TutorialSettings];
}

/**
 * The settings in which a run differs from the tutorial's, so that its table cannot be expected to agree. Measuring fewer levels or
 * one network changes no number of those measured, as long as the levels are the tutorial's first ones: each level's random
 * key follows from the number of levels before it.
 */
export function changedSettings(settings: TutorialSettings): ChangedSetting[] {
  const names = Object.keys(tutorialSettings) as (keyof TutorialSettings)[];
  return names.flatMap((name) => {
    const [value, tutorial] = [settings[name], tutorialSettings[name]];
    const same = name === 'levels' ? isPrefix(settings.levels, tutorialSettings.levels) : value === tutorial;
    return same ? [] : [{ name, value, tutorial }];
  });
}

function isPrefix(levels: readonly number[], of: readonly number[]): boolean {
  return (
    levels.length <= of.length && levels.every((level, index) => Math.abs(level - (of[index] ?? 0)) < 1e-9)
  );
}

/** Relative difference from the printed value, (measured - printed) / printed; absent where the printed one is 0. */
export interface RelativeDifference {
  readonly mean?: number;
  readonly std?: number;
}

/** A measured level beside the printed one. */
export interface Comparison {
  readonly level: number;
  readonly robust?: RelativeDifference;
  readonly standard?: RelativeDifference;
}

interface MeasuredRow {
  readonly level: number;
  readonly robust?: MeanAndStd;
  readonly standard?: MeanAndStd;
}

/** The printed row of a level, if the tutorial printed one. */
export function referenceRow(level: number): ReferenceRow | undefined {
  return tutorialReference.find((row) => Math.abs(row.level - level) < 1e-9);
}

/** Relative differences from the printed table, for the levels and networks that both tables hold. */
export function compareWithReference(table: readonly MeasuredRow[]): Comparison[] {
  return table.flatMap((row) => {
    const printed = referenceRow(row.level);
    if (printed === undefined) return [];
    const compare = (name: NetworkName) => {
      const measured = row[name];
      return measured === undefined ? {} : { [name]: relativeDifference(measured, printed[name]) };
    };
    return [{ level: row.level, ...compare('robust'), ...compare('standard') }];
  });
}

function relativeDifference(measured: MeanAndStd, printed: MeanAndStd): RelativeDifference {
  return {
    ...(printed.mean !== 0 && { mean: (measured.mean - printed.mean) / printed.mean }),
    ...(printed.std !== 0 && { std: (measured.std - printed.std) / printed.std }),
  };
}
