import { valueError } from '../errors.ts';
import type { GradientTransformation } from '../optimizers/index.ts';
import type { Key } from '../random/key.ts';
import { resident } from '../runtime/index.ts';
import { floatLeaves } from '../trace/index.ts';
import { checkCheckpoint } from './checkCheckpoint.ts';
import { checkedDataSet, type SampleSource } from './dataSet.ts';
import { LossHistory } from './lossHistory.ts';
import { nextTask } from './nextTask.ts';
import { NotFiniteError } from './notFiniteError.ts';
import { TrainingClock } from './trainingClock.ts';
import { type StepReport, type TrainingLoss, type TrainingState, trainingStep } from './trainingStep.ts';

/** How far a training run is. */
export interface FitProgress {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps made. */
  readonly step: number;
  readonly steps: number;
  /** The loss of the last step. */
  readonly loss: number;
  /** Since the first step, which compiles. */
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
}

/** What {@link fit} takes. */
export interface FitOptions<Parameters, OptimizerState> {
  /** Where training starts: any tree; its f32 tensors are trained. */
  readonly parameters: Parameters;
  readonly data: SampleSource;
  readonly loss: TrainingLoss<Parameters>;
  readonly optimizer: GradientTransformation<OptimizerState>;
  /** Whether the parameter at a path (`0.weight`) is trained, such as `inFamilies('weights')`. Default: all are. */
  readonly select?: (path: string) => boolean;
  /** Passes over the data, in its order; `shuffled` in `limpet/data` has another one for each. */
  readonly epochs: number;
  /** Split at every step: one half goes on, the other is the loss's. */
  readonly key: Key;
  /** An earlier run to go on with: with it, `parameters` and `key` are those where that run began, which are not used. */
  readonly resume?: FitCheckpoint<Parameters, OptimizerState>;
  /** Called at most every `progressInterval`, and after the last step. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Milliseconds. Default 100. */
  readonly progressInterval?: number;
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal;
}

/** What a run goes on with where another stopped: a part of its result. The same bits come out as from one run. */
export type FitCheckpoint<Parameters, OptimizerState> = Pick<
  FitResult<Parameters, OptimizerState>,
  'parameters' | 'optimizerState' | 'key' | 'history'
>;

/** The result of a training run. */
export interface FitResult<Parameters, OptimizerState> {
  readonly parameters: Parameters;
  /** The parameters of which the last loss was taken; the tutorial measures these. */
  readonly parametersBeforeLastUpdate: Parameters;
  readonly optimizerState: OptimizerState;
  /** The key that the next step would split. */
  readonly key: Key;
  /** The loss of every step made, those before a resumption included. */
  readonly history: Float32Array;
  /** Wall-clock seconds, compilation included. */
  readonly seconds: number;
  /** Since the first step, which compiles. */
  readonly stepsPerSecond: number;
  /** Whether the signal stopped the run before its end. */
  readonly aborted: boolean;
}

/**
 * Trains parameters: for every epoch and sample one compiled step (see `trainingStep`), whose state stays in the program's memory.
 * @throws LimpetError where the data set is empty, holds NaN or has samples of different shapes, nothing is to be trained, or `resume` is of
 * other parameters or of another optimizer.
 * @throws NotFiniteError at the first loss or gradient that is not finite, with the last good parameters.
 * @example
 * ```ts
 * const net = linear({ inputs: 8, outputs: 2 });
 * const { parameters } = await fit({
 *   parameters: net.init(key(0)),
 *   data: [{ inputs, target }],
 *   loss: (parameters, inputs, target) => mse(target, net.apply(parameters, inputs).output),
 *   optimizer: adam(1e-3),
 *   epochs: 100,
 *   key: key(1),
 * });
 * ```
 */
export async function fit<Parameters, OptimizerState>(
  options: FitOptions<Parameters, OptimizerState>,
): Promise<FitResult<Parameters, OptimizerState>> {
  const { loss, optimizer, epochs, onProgress, progressInterval = 100, signal } = options;
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw valueError(`fit: expected epochs to be a whole number from 0, got ${epochs}`);
  }
  const data = checkedDataSet('fit', options.data);
  const initial = startOf(options);
  const program = resident(trainingStep(loss, optimizer, options.select), initial, { name: 'trainingStep' });
  const steps = epochs * data.length;
  const history = new LossHistory(options.resume?.history);
  const start = history.length;
  const clock = new TrainingClock(steps - start);
  let before = initial.parameters;
  let end = signal?.aborted ? start : steps;
  let step = start;
  for (; step < end; step++) {
    if (step === end - 1) before = program.read().parameters;
    const epoch = Math.floor(step / data.length);
    const { inputs, target } = data.get(step % data.length, epoch);
    const report = program.step(inputs, target);
    if (report.gradientIsFinite.item() === 0) {
      throw new NotFiniteError({
        parameters: program.read().parameters,
        step,
        epoch,
        ...offendingTerm(report),
      });
    }
    const value = report.loss.item();
    history.add(value);
    clock.tick(step + 1 - start);
    if (onProgress && (step === end - 1 || clock.every(progressInterval))) {
      onProgress({ epoch: epoch + 1, epochs, step: step + 1, steps, loss: value, ...clock.rate });
    }
    if (clock.sliceIsOver()) {
      await nextTask();
      // The run ends only after a step before which the parameters were read.
      if (signal?.aborted) end = Math.min(end, step + 2);
    }
  }
  const state = program.read();
  return {
    ...state,
    parametersBeforeLastUpdate: before,
    history: history.losses,
    seconds: clock.seconds,
    stepsPerSecond: clock.rate.stepsPerSecond,
    aborted: step < steps,
  };
}

/** What the first step begins with: anew, or where an earlier run stopped. */
function startOf<Parameters, OptimizerState>(
  options: FitOptions<Parameters, OptimizerState>,
): TrainingState<Parameters, OptimizerState> {
  const { parameters, optimizer, key, resume, select } = options;
  checkTrained(parameters, select);
  const optimizerState = optimizer.init(parameters);
  if (resume === undefined) return { parameters, optimizerState, key };
  checkCheckpoint('fit: resume.parameters', parameters, resume.parameters);
  checkCheckpoint('fit: resume.optimizerState', optimizerState, resume.optimizerState);
  return { parameters: resume.parameters, optimizerState: resume.optimizerState, key: resume.key };
}

function checkTrained(parameters: unknown, select: ((path: string) => boolean) | undefined): void {
  if (floatLeaves(parameters, select).tensors.length > 0) return;
  const { paths } = floatLeaves(parameters);
  throw valueError(
    paths.length === 0
      ? 'fit: expected parameters with an f32 tensor to train, got none'
      : `fit: expected select to choose a parameter to train, got none of ${paths.join(', ')}`,
  );
}

/** The first term of a loss that is not finite. */
function offendingTerm({ loss, terms }: StepReport): { term: string; value: number } {
  const named = Object.entries(terms).map(([term, tensor]) => ({ term, value: tensor.item() }));
  const all = [...named, { term: 'loss', value: loss.item() }];
  return all.find(({ value }) => !Number.isFinite(value)) ?? { term: 'gradient', value: Number.NaN };
}

/**
 * The mean loss of each epoch; of the part that was made for an epoch that was stopped.
 * @param stepsPerEpoch the length of the data set.
 * @throws LimpetError (`value`) where that is not a whole number from 1.
 */
export function meanByEpoch(history: Float32Array, stepsPerEpoch: number): number[] {
  if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
    throw valueError(`meanByEpoch: expected stepsPerEpoch to be a whole number from 1, got ${stepsPerEpoch}`);
  }
  const epochs = Math.ceil(history.length / stepsPerEpoch);
  return Array.from({ length: epochs }, (_, epoch) => {
    const losses = history.subarray(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  });
}
