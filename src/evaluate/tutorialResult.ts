/** What a run of the tutorial was asked to do; each name is that of the tutorial's own parameter. */
export interface TutorialSettings {
  /** Passes over the training set. */
  readonly epochs: number;
  /** Input channels of the task and its networks. */
  readonly inputs: number;
  /** The length of each training step (Adam). */
  readonly learningRate: number;
  /** Draws of mismatch per level when measuring. */
  readonly samples: number;
  /** Mismatch levels measured, as fractions of each parameter's size. */
  readonly levels: readonly number[];
  /** Seed of NumPy's generator (data, weights) and of the random key (training, measuring). */
  readonly seed: number;
  readonly attackSteps: number;
  /** The largest attack during training, as a fraction of each parameter's size. */
  readonly mismatchLevel: number;
  readonly betaRobustness: number;
  /** Forward noise during training, as a fraction of each parameter's size. */
  readonly noisyForwardStd: number;
  /** Noise the attack starts with, as a fraction of each parameter's size. */
  readonly initialStd: number;
  /** Which layout random keys are read in: JAX's partitionable one (its default today), or the older one. */
  readonly partitionable: boolean;
  /** Set when only one of the two networks was trained. */
  readonly only?: NetworkName;
}

/** The tutorial's two networks. */
export type NetworkName = 'robust' | 'standard';

/** What made a result. */
export interface TutorialVersions {
  readonly limpet: string;
  readonly node: string;
  readonly v8?: string;
  /** Operating system and architecture, such as `linux x64`. */
  readonly platform: string;
}

/** How the training of one network went. */
export interface TrainingResult {
  /** The losses of the first three steps: a fingerprint to compare with other implementations. */
  readonly firstLosses: readonly number[];
  /** Mean loss of each epoch. */
  readonly epochLosses: readonly number[];
  readonly seconds: number;
  readonly stepsPerSecond: number;
}

/** Loss of one network at one mismatch level, over draws of mismatch. */
export interface LevelResult {
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  readonly samples: readonly number[];
}

/** One level of the robustness table. */
export interface TableRow {
  readonly level: number;
  readonly robust?: LevelResult;
  readonly standard?: LevelResult;
}

/** The result of a run of the tutorial: what `limpet tutorial --json` writes. */
export interface TutorialResult {
  readonly settings: TutorialSettings;
  readonly versions: TutorialVersions;
  readonly training: { readonly robust?: TrainingResult; readonly standard?: TrainingResult };
  readonly table: readonly TableRow[];
  /** Fingerprint of every bit of the result: two machines that agree print the same. */
  readonly hash: string;
  /** True when the run was stopped before its end. */
  readonly partial: boolean;
}
