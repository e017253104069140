import { batches, type Digits, shuffled } from '../../data/index.ts';
import { crossEntropy } from '../../losses/index.ts';
import { type PaperCnn, type ParametersOf, paperCnn } from '../../nn/index.ts';
import { adam } from '../../optimizers/index.ts';
import { foldIn, key } from '../../random/index.ts';
import { jit } from '../../runtime/index.ts';
import { type FitCheckpoint, type FitProgress, fit, trainingMethod } from '../../train/index.ts';
import { batchSize, type CompareJob, type CompareSettings } from './settings.ts';

export type NetworkParameters = ParametersOf<PaperCnn>;
type OptimizerState = ReturnType<ReturnType<typeof adam>['init']>;

/** Where a training stands, between two epochs. */
export type Checkpoint = FitCheckpoint<NetworkParameters, OptimizerState>;

/** What a training calls and listens to. */
export interface TrainingHooks {
  readonly onProgress?: (progress: FitProgress) => void;
  /** After each epoch, so that a run that is ended loses one at most. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Keys of a seed are folded with these. */
const streams = { weights: 0, order: 1, training: 2 } as const;

/** The network of the task, with what the method asks of it. */
export const networkOf = ({ method }: CompareJob): PaperCnn =>
  paperCnn({
    dropoutProbability: trainingMethod(method).dropoutProbability ?? 0,
    algorithm: 'winograd',
  });

/** The layers of the network that have parameters: what rows call them, and where the tree has them. */
export const layers = [
  { name: 'conv1', path: '0' },
  { name: 'conv2', path: '3' },
  { name: 'dense1', path: '7' },
  { name: 'dense2', path: '10' },
  { name: 'output', path: '13' },
] as const;

/** Where a training starts: networks of one seed start alike. */
export function initialCheckpoint({ learningRate }: CompareSettings, job: CompareJob): Checkpoint {
  const parameters = jit(networkOf(job).init, { name: 'init' })(foldIn(key(job.seed), streams.weights));
  return {
    parameters,
    optimizerState: adam(learningRate).init(parameters),
    key: foldIn(key(job.seed), streams.training),
    history: new Float32Array(),
  };
}

export const stepsPerEpoch = ({ training }: Digits): number => Math.floor(training.length / batchSize);

/**
 * Trains a network by a method from a checkpoint on; networks of one seed see the images in one order.
 * @returns the last checkpoint: the whole training, or what was done when the signal came.
 */
export async function trainMethod(
  settings: CompareSettings,
  job: CompareJob,
  digits: Digits,
  from: Checkpoint,
  { onProgress, onCheckpoint, signal }: TrainingHooks = {},
): Promise<Checkpoint> {
  const { method, defaults } = trainingMethod(job.method);
  const loss = method({ net: networkOf(job), taskLoss: crossEntropy }, defaults);
  const order = shuffled(digits.training, foldIn(key(job.seed), streams.order));
  const data = batches(order, { size: batchSize, last: 'drop' });
  const { parameters, key: first } = from;
  const steps = settings.epochs * data.length;
  let checkpoint = from;
  while (checkpoint.history.length < steps && !signal?.aborted) {
    const done = await fit({
      ...{ parameters, key: first, data, loss, optimizer: adam(settings.learningRate), resume: checkpoint },
      epochs: Math.floor(checkpoint.history.length / data.length) + 1,
      onProgress: (progress) => onProgress?.(overAllEpochs(progress, settings.epochs)),
      ...(signal && { signal }),
    });
    checkpoint = done;
    await onCheckpoint?.(checkpoint);
  }
  return checkpoint;
}

/** The progress of one epoch as that of the whole training. */
function overAllEpochs(progress: FitProgress, epochs: number): FitProgress {
  const { step, stepsPerSecond } = progress;
  const steps = (progress.steps / progress.epochs) * epochs;
  const secondsLeft = stepsPerSecond === 0 ? 0 : (steps - step) / stepsPerSecond;
  return { ...progress, epochs, steps, secondsLeft };
}
