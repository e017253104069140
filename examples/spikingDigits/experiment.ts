import type { Digits } from 'limpet/data';
import { evaluateMismatch, type MismatchRow } from 'limpet/evaluate';
import { accuracy, crossEntropy, klDivergence } from 'limpet/losses';
import { inFamilies } from 'limpet/nn';
import { adam, cosineDecay } from 'limpet/optimizers';
import { key } from 'limpet/random';
import {
  adversarialLossWithTerms,
  type FitProgress,
  fit,
  meanByEpoch,
  type TrainingLoss,
} from 'limpet/train';
import { batchesOf, shuffledBatches } from './digits.ts';
import { type Parameters, type SpikingNetwork, spikingNetwork } from './network.ts';

/** The settings of the experiment. */
export interface Settings {
  readonly neurons: number;
  readonly stepsPerRow: number;
  readonly batch: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly attack: {
    readonly noisyForwardStd: number;
    readonly initialStd: number;
    readonly mismatchLevel: number;
    readonly betaRobustness: number;
    readonly attackSteps: number;
  };
  readonly levels: readonly number[];
  /** Simulated chips at each level. */
  readonly chips: number;
}

/** How a network is trained: on the task alone, or against an adversary that attacks its parameters as well. */
export type Training = 'standard' | 'robust';

/** A network, trained and measured. */
export interface NetworkResult {
  readonly seconds: number;
  readonly epochLosses: readonly number[];
  readonly stepLosses: Float32Array;
  /** Fraction of test digits that are recognised, by mismatch level. */
  readonly accuracy: readonly MismatchRow[];
}

/**
 * Trains the weights and biases of a network on the training digits, and measures its accuracy on the test digits under mismatch
 * of all parameters. The adversary attacks all of them too, time constants and thresholds included.
 */
export async function runNetwork(
  training: Training,
  settings: Settings,
  digits: Digits,
  onProgress?: (progress: FitProgress) => void,
): Promise<NetworkResult> {
  const { neurons, batch, stepsPerRow, epochs, learningRate, seed, levels, chips } = settings;
  const net = spikingNetwork(neurons);
  const { data, perEpoch } = shuffledBatches(digits.training, { batch, stepsPerRow, epochs, seed });
  const result = await fit({
    parameters: net.init(key(seed)),
    data,
    loss: training === 'standard' ? standardLoss(net) : robustLoss(net, settings),
    optimizer: adam(cosineDecay({ initialValue: learningRate, steps: data.length })),
    select: inFamilies('weights', 'bias'),
    epochs: 1,
    key: key(seed + 1),
    ...(onProgress && { onProgress, progressInterval: 5000 }),
  });
  const rows = await evaluateMismatch({
    parameters: result.parameters,
    metric: (parameters, inputs, target) => accuracy(target, net.apply(parameters, inputs).output),
    data: batchesOf(digits.test, { batch: Math.min(250, digits.test.length), stepsPerRow }),
    levels,
    samples: chips,
    seed,
  });
  const { seconds, history } = result;
  return { seconds, epochLosses: meanByEpoch(history, perEpoch), stepLosses: history, accuracy: rows };
}

const standardLoss =
  (net: SpikingNetwork): TrainingLoss<Parameters> =>
  (parameters, inputs, target) =>
    crossEntropy(target, net.apply(parameters, inputs).output);

const robustLoss =
  (net: SpikingNetwork, { attack }: Settings): TrainingLoss<Parameters> =>
  (parameters, inputs, target, ownKey) =>
    adversarialLossWithTerms(parameters, {
      net,
      inputs,
      target,
      taskLoss: crossEntropy,
      mismatchLoss: klDivergence,
      key: ownKey,
      ...attack,
    });
