import { valueError } from '../errors.ts';
import { stopGradient, type Tensor } from '../trace/index.ts';

/** How a softmax is taken. */
export interface SoftmaxOptions {
  /** Above 0; as it goes to 0, the softmax becomes a hard maximum. Default 1. */
  readonly temperature?: number;
  /** The axis along which the result sums to 1. Default -1, the channels. */
  readonly axis?: number;
}

/** The scores less their maximum over the given axis (all axes where it is left out), divided by the temperature. */
function shiftedScores(scores: Tensor, temperature: number, axis?: number): Tensor {
  if (!(temperature > 0)) throw valueError(`softmax: expected a temperature above 0, got ${temperature}`);
  const shifted = scores.sub(stopGradient(scores.max({ ...reduceOver(axis), keepDims: true })));
  return temperature === 1 ? shifted : shifted.div(temperature);
}

const reduceOver = (axis?: number): { axis?: number } => (axis === undefined ? {} : { axis });

function normalize(scores: Tensor, temperature: number, axis?: number): Tensor {
  const exponentials = shiftedScores(scores, temperature, axis).exp();
  return exponentials.div(exponentials.sum({ ...reduceOver(axis), keepDims: true }));
}

function logNormalize(scores: Tensor, temperature: number, axis?: number): Tensor {
  const shifted = shiftedScores(scores, temperature, axis);
  return shifted.sub(
    shifted
      .exp()
      .sum({ ...reduceOver(axis), keepDims: true })
      .log(),
  );
}

/**
 * The softmax over the channels, exp(x / τ) / Σ exp(x / τ). Rockpool's own `jax_loss.softmax` normalises over batch,
 * time and channels together; that is {@link softmaxOfWholeArray}.
 */
export const softmax = (scores: Tensor, { temperature = 1, axis = -1 }: SoftmaxOptions = {}): Tensor =>
  normalize(scores, temperature, axis);

/** The logarithm of {@link softmax}, safe from overflow: x / τ - log Σ exp(x / τ). */
export const logSoftmax = (scores: Tensor, { temperature = 1, axis = -1 }: SoftmaxOptions = {}): Tensor =>
  logNormalize(scores, temperature, axis);

/** The softmax over all elements of an array together, as Rockpool's `jax_loss.softmax`. */
export const softmaxOfWholeArray = (scores: Tensor, temperature = 1): Tensor =>
  normalize(scores, temperature);

/** The logarithm of {@link softmaxOfWholeArray}, as Rockpool's `jax_loss.logsoftmax`. */
export const logSoftmaxOfWholeArray = (scores: Tensor, temperature = 1): Tensor =>
  logNormalize(scores, temperature);
