import { truncatedNormal } from '../../random/distributions.ts';
import { eye, where, zeros } from '../../trace/index.ts';
import { alif } from '../alif.ts';
import { checkCounts } from '../checkCounts.ts';
import type { Initializer } from '../initializers.ts';
import { linear } from '../linear.ts';
import { type ProductByPath, productAt } from '../product.ts';
import { meanOverTime } from '../readouts.ts';
import { sequential } from '../sequential.ts';

/** How {@link speechLsnn} and {@link ecgLsnn} are made. */
export interface LsnnOptions {
  /** Channels of the input. Default 40 (speech) or 2 (ECG). */
  readonly inputs?: number;
  /** Default 256. */
  readonly neurons?: number;
  /** Default 6 (speech) or 4 (ECG). */
  readonly classes?: number;
  /** What multiplies by the weight of a path, such as `crossbarProduct` of `limpet/hardware`. Default: exact products. */
  readonly product?: ProductByPath;
}

/** The spiking network of {@link speechLsnn} and {@link ecgLsnn}. */
export type Lsnn = ReturnType<typeof lsnn>;

/** The standard deviation of normal numbers that are cut off at ±2. */
const cutOffDeviation = 0.8796256610342398;

const truncated =
  (deviation: number): Initializer =>
  (key, shape) =>
    truncatedNormal(key, -2, 2, shape).mul(deviation / cutOffDeviation);

/** Like `truncated`, without connections of neurons to themselves. */
const withoutSelf =
  (deviation: number): Initializer =>
  (key, shape) =>
    where(eye(shape[0] ?? 0, shape[1], 'bool'), 0, truncated(deviation)(key, shape));

/** All options, with the sizes known. */
type LsnnSettings = LsnnOptions & Required<Omit<LsnnOptions, 'product'>>;

function lsnn(name: string, { inputs, neurons, classes, product }: LsnnSettings) {
  checkCounts(name, { inputs, neurons, classes });
  return sequential(
    linear({
      ...productAt(product, '0.weight'),
      inputs,
      outputs: neurons,
      initialWeight: truncated(Math.sqrt(2 / (inputs + neurons))),
    }),
    alif({
      ...productAt(product, '1.weightRecurrent'),
      neurons,
      recurrent: true,
      initialAdaptation: 2,
      initialTauAdaptation: 0.098,
      initialTauMembrane: 0.02,
      initialThreshold: 0.01,
      initialWeightRecurrent: withoutSelf(Math.sqrt(1 / neurons)),
      refractorySteps: 2,
    }),
    meanOverTime(),
    linear({
      ...productAt(product, '3.weight'),
      inputs: neurons,
      outputs: classes,
      bias: true,
      initialWeight: truncated(0.01 * cutOffDeviation),
      initialBias: zeros([classes]),
    }),
  );
}

/**
 * The paper's recurrent spiking network for speech commands: 40 channels of features (98 steps of 1 ms, one for each window of 10 ms of
 * sound, with the default features of the authors' code), 256 adaptive neurons (`alif`: τ 20 ms, adaptation 98 ms and β 2, threshold
 * 0.01, refractory for a step), and as logits of 6 classes a dense layer of their mean rates; from f32 `[batch, time, inputs]` to
 * `[batch, classes]`. 77,318 weights and biases; the paper trains and attacks these alone: `select: inFamilies('weights', 'bias')`.
 * @throws LimpetError (`value`) where a count is not whole.
 * @example `const net = speechLsnn()`
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, supplement, "Spiking RNN architecture"; sizes and constants from their code,
 * `architectures.py` and `main_speech_lsnn.py`.
 */
export const speechLsnn = (options: LsnnOptions = {}): Lsnn =>
  lsnn('speechLsnn', { inputs: 40, neurons: 256, classes: 6, ...options });

/**
 * The paper's recurrent spiking network for ECG: as {@link speechLsnn}, with 2 channels (100 steps, a beat) and 4 classes; 67,076 weights and
 * biases.
 * @throws LimpetError (`value`) where a count is not whole.
 * @example `const net = ecgLsnn()`
 * Source: as {@link speechLsnn}, and `ecg_gen_dataset.py`.
 */
export const ecgLsnn = (options: LsnnOptions = {}): Lsnn =>
  lsnn('ecgLsnn', { inputs: 2, neurons: 256, classes: 4, ...options });
