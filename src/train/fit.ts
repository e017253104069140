import { valueError } from '../errors.ts';
import type { GradientTransformation } from '../optimizers/index.ts';
import type { Key } from '../random/key.ts';
import { resident } from '../runtime/index.ts';
import { checkedDataSet, type SampleSource } from './dataSet.ts';
import { nextTask } from './nextTask.ts';
import { NotFiniteError } from './notFiniteError.ts';
import { type StepReport, type TrainingLoss, trainingStep } from './trainingStep.ts';

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
  /** Passes over the data, in its order. */
  readonly epochs: number;
  /** Split at every step: one half goes on, the other is the loss's. */
  readonly key: Key;
  /** Called at most every `progressInterval`, and after the last step. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Milliseconds. Default 100. */
  readonly progressInterval?: number;
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal;
}

/** The result of a training run. */
export interface FitResult<Parameters, OptimizerState> {
  readonly parameters: Parameters;
  /** The parameters of which the last loss was taken; the tutorial measures these. */
  readonly parametersBeforeLastUpdate: Parameters;
  readonly optimizerState: OptimizerState;
  /** The key that the next step would split. */
  readonly key: Key;
  /** The loss of every step made. */
  readonly history: Float32Array;
  /** Wall-clock seconds, compilation included. */
  readonly seconds: number;
  /** Since the first step, which compiles. */
  readonly stepsPerSecond: number;
  /** Whether the signal stopped the run before its end. */
  readonly aborted: boolean;
}

/** How long a run goes on before it lets the host handle signals and events, in milliseconds. */
const SLICE = 30;

/**
 * Trains parameters: for every epoch and sample one compiled step (see `trainingStep`), whose state stays in the program's memory.
 * @throws LimpetError where the data set is empty, holds NaN or has samples of different shapes.
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
  const { parameters, loss, optimizer, epochs, key, onProgress, progressInterval = 100, signal } = options;
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw valueError(`fit: expected epochs to be a whole number from 0, got ${epochs}`);
  }
  const data = checkedDataSet('fit', options.data);
  const initial = { parameters, optimizerState: optimizer.init(parameters), key };
  const program = resident(trainingStep(loss, optimizer), initial, { name: 'trainingStep' });
  const steps = epochs * data.length;
  const history = new Float32Array(steps);
  const clock = new Clock(steps);
  let before = parameters;
  let made = 0;
  let stopping = signal?.aborted ?? false;
  let last = stopping ? 0 : steps;
  for (; made < last; made++) {
    if (made === last - 1) before = program.read().parameters;
    const { inputs, target } = data.get(made % data.length);
    const report = program.step(inputs, target);
    const value = report.loss.item();
    history[made] = value;
    const epoch = Math.floor(made / data.length);
    if (report.gradientIsFinite.item() === 0) {
      const failed = { parameters: program.read().parameters, step: made, epoch };
      throw new NotFiniteError({ ...failed, ...offendingTerm(report) });
    }
    clock.tick(made + 1);
    if (onProgress && (made === last - 1 || clock.every(progressInterval))) {
      onProgress({ epoch: epoch + 1, epochs, step: made + 1, steps, loss: value, ...clock.rate });
    }
    if (clock.sliceIsOver()) {
      await nextTask();
      if (signal?.aborted && !stopping) {
        stopping = true;
        // One more step, before which the parameters are read: the run may end only where those before its last update are known.
        last = Math.min(steps, made + 2);
      }
    }
  }
  const state = program.read();
  return {
    parameters: state.parameters,
    parametersBeforeLastUpdate: before,
    optimizerState: state.optimizerState,
    key: state.key,
    history: history.slice(0, made),
    seconds: clock.seconds,
    stepsPerSecond: clock.rate.stepsPerSecond,
    aborted: made < steps,
  };
}

/** The first term of a loss that is not finite. */
function offendingTerm({ loss, terms }: StepReport): { term: string; value: number } {
  const named = Object.entries(terms).map(([term, tensor]) => ({ term, value: tensor.item() }));
  const all = [...named, { term: 'loss', value: loss.item() }];
  return all.find(({ value }) => !Number.isFinite(value)) ?? { term: 'gradient', value: Number.NaN };
}

/** Measures how fast steps are made. */
class Clock {
  readonly #steps: number;
  readonly #start = performance.now();
  #firstStepEnd = this.#start;
  #now = this.#start;
  #made = 0;
  #lastReport = this.#start;
  #sliceStart = this.#start;

  constructor(steps: number) {
    this.#steps = steps;
  }

  tick(made: number): void {
    this.#now = performance.now();
    this.#made = made;
    if (made === 1) this.#firstStepEnd = this.#now;
  }

  /** Whether an interval has gone by since this last said so. */
  every(milliseconds: number): boolean {
    if (this.#now - this.#lastReport < milliseconds) return false;
    this.#lastReport = this.#now;
    return true;
  }

  sliceIsOver(): boolean {
    if (this.#now - this.#sliceStart < SLICE) return false;
    this.#sliceStart = this.#now;
    return true;
  }

  get seconds(): number {
    return (this.#now - this.#start) / 1000;
  }

  get rate(): { stepsPerSecond: number; secondsLeft: number } {
    const compiled = this.#made > 1;
    const seconds = (this.#now - (compiled ? this.#firstStepEnd : this.#start)) / 1000;
    const stepsPerSecond = seconds > 0 ? (this.#made - (compiled ? 1 : 0)) / seconds : 0;
    const left = this.#steps - this.#made;
    return { stepsPerSecond, secondsLeft: left === 0 || stepsPerSecond === 0 ? 0 : left / stepsPerSecond };
  }
}

/** The mean loss of each epoch; of the part that was made for an epoch that was stopped. */
export function meanByEpoch(history: Float32Array, stepsPerEpoch: number): number[] {
  const epochs = Math.ceil(history.length / stepsPerEpoch);
  return Array.from({ length: epochs }, (_, epoch) => {
    const losses = history.subarray(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  });
}
