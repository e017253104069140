import { full, jit, resident, type Tensor, tensor } from 'limpet';
import { drawTutorialWeights, multiClassRandomSinMapping } from 'limpet/data';
import { type NetworkName, type TutorialParameters, tutorialNetwork } from 'limpet/evaluate';
import { nameTensors, readSafetensors, takeTensors, writeSafetensors } from 'limpet/files';
import { chipKey, deployOn, gaussianMismatch, hardwareModel } from 'limpet/hardware';
import { mse } from 'limpet/losses';
import { adam } from 'limpet/optimizers';
import { type Key, key, numpyRandomState } from 'limpet/random';
import { adversarialLossWithTerms, type Sample, type TrainingLoss, trainingStep } from 'limpet/train';
import type { Settings } from './settings.ts';
import { copies, hidden, outputs, stepsPerEpoch, timeSteps } from './taskSize.ts';
import type { TrainingSettings } from './trainingRun.ts';

/** The weights of a network, layer by layer, row-major. */
export type Weights = readonly [first: Float32Array, second: Float32Array];

/** What the networks learn, and where they start. */
export interface Task {
  readonly inputs: number;
  readonly classes: readonly Sample[];
  readonly weights: Weights;
}

/** The tutorial's task with another number of input channels; with 2000 it is the tutorial's own. */
export function drawTask({ inputs, seed }: Pick<Settings, 'inputs' | 'seed'>): Task {
  const generator = numpyRandomState(seed);
  const classes = multiClassRandomSinMapping({
    generator,
    numClasses: 3,
    sampleLength: timeSteps,
    inputChannels: inputs,
    targetChannels: outputs,
  });
  const shapes = [
    [inputs, hidden],
    [hidden, outputs],
  ];
  const [first = new Float32Array(), second = new Float32Array()] = drawTutorialWeights(generator, shapes);
  return { inputs, classes, weights: [first, second] };
}

/** The network that learns a task. */
export const networkOf = ({ inputs }: Pick<Task, 'inputs'>) => tutorialNetwork({ inputs, hidden, outputs });

/** The parameters that {@link tutorialNetwork} takes. */
export const parametersOf = ([first, second]: Weights): TutorialParameters => [
  { weight: tensor(first, { shape: [first.length / hidden, hidden] }) },
  {},
  { weight: tensor(second, { shape: [hidden, outputs] }) },
];

const weightsOf = ([first, , second]: TutorialParameters): Weights => [
  first.weight.toTypedArray() as Float32Array,
  second.weight.toTypedArray() as Float32Array,
];

function lossOf(network: NetworkName, task: Task, settings: Settings): TrainingLoss<TutorialParameters> {
  const net = networkOf(task);
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

/** Where a training has got to: from here it goes on with the bits of a run without a break. */
export interface TrainingPoint {
  /** Steps made. */
  readonly step: number;
  /** Parameters, optimizer state and key, as a safetensors file. */
  readonly state: Uint8Array<ArrayBuffer>;
}

/** A training run that goes on step by step, with the bits of `fit`. */
export interface Training {
  readonly steps: number;
  /** Steps made. */
  readonly made: number;
  /** Makes one step. @throws DivergedError where the loss or its gradient is no finite number; the weights stay as they were. */
  step(): number;
  read(): TrainingPoint & { readonly weights: Weights };
}

/** A training that cannot go on with its settings. */
export class DivergedError extends Error {}

const startingState = ({ learningRate, seed }: TrainingSettings, parameters: TutorialParameters) => ({
  parameters,
  optimizerState: adam(learningRate).init(parameters),
  key: key(seed, 'original'),
});

/** @throws LimpetError where no training with these settings can go on from a state, as its tensors have other names or shapes. */
export function checkState(settings: TrainingSettings, state: Uint8Array): void {
  const weights = [new Float32Array(settings.inputs * hidden), new Float32Array(hidden * outputs)] as const;
  takeTensors(startingState(settings, parametersOf(weights)), readSafetensors(state).tensors);
}

/** Starts the training of one network, or goes on from a point of it. @throws LimpetError where the point is of another training. */
export function startTraining(network: NetworkName, settings: Settings, from?: TrainingPoint): Training {
  const task = drawTask(settings);
  const optimizer = adam(settings.learningRate);
  const first = startingState(settings, parametersOf(task.weights));
  const program = resident(
    trainingStep(lossOf(network, task, settings), optimizer),
    from === undefined ? first : takeTensors(first, readSafetensors(from.state).tensors),
    { name: 'trainingStep' },
  );
  let made = from?.step ?? 0;
  return {
    steps: settings.epochs * stepsPerEpoch,
    get made() {
      return made;
    },
    step() {
      const sample = task.classes[Math.floor(made / copies) % task.classes.length] as Sample;
      const { loss, gradientIsFinite } = program.step(sample.inputs, sample.target);
      if (gradientIsFinite.item() === 0) {
        throw new DivergedError(
          `At step ${made + 1} the loss or its gradient stopped being a finite number. Such settings ask too much: ` +
            'lower learningRate or betaRobustness, then press Reset.',
        );
      }
      made++;
      return loss.item();
    },
    read() {
      const state = program.read();
      const file = writeSafetensors({ tensors: nameTensors(state), metadata: {} });
      return { step: made, state: file, weights: weightsOf(state.parameters) };
    },
  };
}

/** What one network does on a chip. */
export interface Chip {
  /** Row-major [time, channel]. */
  readonly output: Float32Array;
  readonly loss: number;
  /** The weights of the second layer as they are on the chip. */
  readonly weights: Float32Array;
}

/** Puts networks on chips: chip n of a wafer is the same at every level and for every network. */
export interface Fab {
  readonly task: Task;
  make(parameters: TutorialParameters, sample: number, level: number, wafer: number, chip: number): Chip;
  /** The mean loss of a chip over the three classes, as `evaluateMismatch` measures it. */
  measure(parameters: TutorialParameters, level: number, wafer: number, chip: number): number;
}

/** A {@link Fab} for the networks of a task. Its programs are compiled at their first use. */
export function fabFor(task: Task): Fab {
  const net = networkOf(task);
  const onChip = (parameters: TutorialParameters, level: Tensor, chip: Key): TutorialParameters =>
    deployOn(hardwareModel(gaussianMismatch(level)), parameters, chip);
  const run = jit((parameters: TutorialParameters, level: Tensor, chip: Key, x: Tensor, y: Tensor) => {
    const deployed = onChip(parameters, level, chip);
    const { output } = net.apply(deployed, x);
    return { output, loss: mse(y, output), weights: deployed[2].weight };
  });
  const measureAll = jit((parameters: TutorialParameters, level: Tensor, chip: Key) => {
    const deployed = onChip(parameters, level, chip);
    return task.classes.map(({ inputs, target }) => mse(target, net.apply(deployed, inputs).output));
  });
  const keyOf = rememberedKeys();
  return {
    task,
    make(parameters, sample, level, wafer, chip) {
      const { inputs, target } = task.classes[sample] as Sample;
      const made = run(parameters, full([], level), keyOf(wafer, chip), inputs, target);
      return {
        output: made.output.toTypedArray() as Float32Array,
        loss: made.loss.item(),
        weights: made.weights.toTypedArray() as Float32Array,
      };
    },
    measure(parameters, level, wafer, chip) {
      const losses = measureAll(parameters, full([], level), keyOf(wafer, chip));
      return losses.reduce((sum, loss) => sum + loss.item(), 0) / losses.length;
    },
  };
}

/** The keys of a wafer's chips, each computed once: they are asked for again with every move of a slider. */
export function rememberedKeys(): (wafer: number, chip: number) => Key {
  let known: Key[] = [];
  let knownWafer = 0;
  return (wafer, chip) => {
    if (wafer !== knownWafer) known = [];
    knownWafer = wafer;
    const found = known[chip] ?? chipKey({ seed: wafer, chip });
    known[chip] = found;
    return found;
  };
}
