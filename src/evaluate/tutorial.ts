import type { TutorialTask } from '../data/index.ts';
import { nameTensors, type StoredTensor } from '../files/index.ts';
import { mse } from '../losses/index.ts';
import { instant, linear, type ParametersOf, sequential } from '../nn/index.ts';
import { adam } from '../optimizers/index.ts';
import { type KeyLayout, key } from '../random/key.ts';
import type { Tensor } from '../trace/index.ts';
import {
  adversarialLossWithTerms,
  type FitProgress,
  fit,
  meanByEpoch,
  type Sample,
  type TrainingLoss,
} from '../train/index.ts';
import { evaluateMismatch, type MismatchRow } from './evaluateMismatch.ts';
import { hashNumbers } from './hashNumbers.ts';
import type { Run } from './runFile.ts';
import type {
  LevelResult,
  NetworkName,
  TableRow,
  TrainingResult,
  TutorialResult,
  TutorialSettings,
  TutorialVersions,
} from './tutorialResult.ts';

/** The tutorial's network: linear, tanh, linear, without biases. */
export function tutorialNetwork({
  inputs,
  hidden,
  outputs,
}: Readonly<Record<'inputs' | 'hidden' | 'outputs', number>>) {
  return sequential(
    linear({ inputs, outputs: hidden }),
    instant((x) => x.tanh(), { name: 'tanh' }),
    linear({ inputs: hidden, outputs }),
  );
}

/** The parameters of {@link tutorialNetwork}. */
export type TutorialParameters = ParametersOf<ReturnType<typeof tutorialNetwork>>;

/** Copies of each class in the training and in the test set. */
const TRAINING_COPIES = 100;
const TEST_COPIES = 50;

/** What {@link runTutorialNetwork} reports to. */
export interface TutorialHooks {
  readonly onTraining?: (network: NetworkName, progress: FitProgress) => void;
  /** Called after each simulated chip with the number measured, of how many. */
  readonly onEvaluation?: (network: NetworkName, done: number, total: number) => void;
  /** Stops the run; what is complete is returned. */
  readonly signal?: AbortSignal;
}

/** One network of the tutorial, trained and measured; plain data, which worker threads can send. */
export interface TutorialNetworkResult {
  readonly network: NetworkName;
  readonly training: TrainingResult;
  /** The loss of every training step. */
  readonly stepLosses: Float32Array;
  /** The weights after the last step, layer by layer, row-major. */
  readonly weights: readonly [first: Float32Array, second: Float32Array];
  /** Those measured: from before the last step, as in the tutorial. */
  readonly measuredWeights: readonly [first: Float32Array, second: Float32Array];
  /** What training would go on with: the optimizer's state and the key. */
  readonly state: Readonly<Record<string, StoredTensor>>;
  /** By level, in the order of the settings; shorter where the run was stopped. */
  readonly levels: readonly LevelResult[];
  /** Fingerprint of every loss, weight and measurement. */
  readonly hash: string;
  readonly partial: boolean;
}

/**
 * Trains one network of the tutorial and measures its robustness. It depends on nothing but its arguments, so the two networks
 * can run on two threads.
 * @throws NotFiniteError where training meets a loss that is not finite.
 */
export async function runTutorialNetwork(
  network: NetworkName,
  settings: TutorialSettings,
  task: TutorialTask,
  hooks: TutorialHooks = {},
): Promise<TutorialNetworkResult> {
  const { onTraining, onEvaluation, signal } = hooks;
  const layout: KeyLayout = settings.partitionable ? 'partitionable' : 'original';
  const [first, second] = task.weights;
  const net = networkOf(task);
  const trained = await fit({
    parameters: [{ weight: first }, {}, { weight: second }] as TutorialParameters,
    data: copies(task.classes, TRAINING_COPIES),
    loss: lossOf(network, net, settings),
    optimizer: adam(settings.learningRate),
    epochs: settings.epochs,
    key: key(settings.seed, layout),
    ...(onTraining && { onProgress: (progress: FitProgress) => onTraining(network, progress) }),
    ...(signal && { signal }),
  });
  const rows = trained.aborted
    ? []
    : await evaluateMismatch({
        parameters: trained.parametersBeforeLastUpdate,
        metric: (parameters, inputs, target) => mse(target, net.apply(parameters, inputs).output),
        data: copies(task.classes, TEST_COPIES),
        levels: settings.levels,
        samples: settings.samples,
        seed: settings.seed,
        keyOrder: 'tutorial',
        keyLayout: layout,
        ...(onEvaluation && {
          onProgress: (done: number, total: number) => onEvaluation(network, done, total),
        }),
        ...(signal && { signal }),
      });
  const measuredWeights = weightsOf(trained.parametersBeforeLastUpdate);
  return {
    network,
    training: {
      firstLosses: [...trained.history.subarray(0, 3)],
      epochLosses: meanByEpoch(trained.history, stepsPerEpoch(task)),
      seconds: trained.seconds,
      stepsPerSecond: trained.stepsPerSecond,
    },
    stepLosses: trained.history,
    weights: weightsOf(trained.parameters),
    measuredWeights,
    state: nameTensors({ optimizerState: trained.optimizerState, key: trained.key.words }),
    levels: rows.map(levelResult),
    hash: hashNumbers(trained.history, ...measuredWeights, ...rows.map((row) => row.samples)),
    partial: trained.aborted || rows.length < settings.levels.length,
  };
}

const weightsOf = (parameters: TutorialParameters): readonly [Float32Array, Float32Array] => [
  floats(parameters[0].weight),
  floats(parameters[2].weight),
];

const floats = (weight: Tensor): Float32Array => weight.toTypedArray() as Float32Array;

const levelResult = ({ mean, std, samples }: MismatchRow): LevelResult => ({ mean, std, samples });

/** Training steps of one epoch of the tutorial. */
export const stepsPerEpoch = (task: TutorialTask): number => TRAINING_COPIES * task.classes.length;

/** Every sample a number of times, class by class, as in the tutorial. */
const copies = (classes: readonly Sample[], count: number): Sample[] =>
  classes.flatMap((sample) => new Array<Sample>(count).fill(sample));

function networkOf({ weights: [first, second] }: TutorialTask): ReturnType<typeof tutorialNetwork> {
  const [inputs = 0, hidden = 0] = first.shape;
  return tutorialNetwork({ inputs, hidden, outputs: second.shape[1] ?? 0 });
}

function lossOf(
  network: NetworkName,
  net: ReturnType<typeof tutorialNetwork>,
  settings: TutorialSettings,
): TrainingLoss<TutorialParameters> {
  if (network === 'standard') {
    return (parameters, inputs, target) => mse(target, net.apply(parameters, inputs).output);
  }
  const { noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps } = settings;
  const attack = { noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps };
  return (parameters, inputs, target, ownKey) =>
    adversarialLossWithTerms(parameters, {
      net,
      inputs,
      target,
      taskLoss: mse,
      mismatchLoss: mse,
      key: ownKey,
      ...attack,
    });
}

/** A run as the run file holds it. */
export const tutorialRun = (settings: TutorialSettings, networks: readonly TutorialNetworkResult[]): Run => ({
  settings,
  chips: { keyOrder: 'tutorial', seed: settings.seed },
  networks: Object.fromEntries(
    networks.map(({ network, weights, measuredWeights, stepLosses, state, levels }) => [
      network,
      {
        weights,
        stepLosses,
        state,
        ...(levels.length > 0 && { measuredWeights }),
        measurements: levels.map(({ samples }) => samples),
      },
    ]),
  ),
});

/** The networks that settings ask for, the robust one first. */
export const networksOf = ({ only }: TutorialSettings): readonly NetworkName[] =>
  only === undefined ? ['robust', 'standard'] : [only];

/** The result of a run, put together from its networks. */
export function tutorialResult(
  settings: TutorialSettings,
  versions: TutorialVersions,
  networks: readonly TutorialNetworkResult[],
): TutorialResult {
  const of = (name: NetworkName): TutorialNetworkResult | undefined =>
    networks.find(({ network }) => network === name);
  const [robust, standard] = [of('robust'), of('standard')];
  const table = settings.levels.flatMap((level, index): TableRow[] => {
    const measured = { robust: robust?.levels[index], standard: standard?.levels[index] };
    if (measured.robust === undefined && measured.standard === undefined) return [];
    return [
      {
        level,
        ...(measured.robust && { robust: measured.robust }),
        ...(measured.standard && { standard: measured.standard }),
      },
    ];
  });
  return {
    settings,
    versions,
    training: {
      ...(robust && { robust: robust.training }),
      ...(standard && { standard: standard.training }),
    },
    table,
    hash: [robust, standard].flatMap((result) => (result === undefined ? [] : [result.hash])).join('-'),
    partial: networksOf(settings).some((name) => of(name)?.partial ?? true),
  };
}

/**
 * The whole tutorial, one network after the other. Stopped by a signal, it returns what is done, marked as partial.
 * @throws NotFiniteError where training meets a loss that is not finite.
 */
export async function runTutorial(
  settings: TutorialSettings,
  versions: TutorialVersions,
  task: TutorialTask,
  hooks: TutorialHooks = {},
): Promise<TutorialResult> {
  const results: TutorialNetworkResult[] = [];
  for (const network of networksOf(settings)) {
    if (hooks.signal?.aborted) break;
    results.push(await runTutorialNetwork(network, settings, task, hooks));
  }
  return tutorialResult(settings, versions, results);
}
