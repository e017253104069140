import { logsumexp, stopGradient, type Tensor } from '../trace/index.ts';
import { type Instant, instant } from './instant.ts';

function logarithm(input: Tensor): Tensor {
  const axis = { axis: -1, keepDims: true };
  // Less the maximum first: of large numbers the logarithm of a sum has few digits left.
  const shifted = input.sub(stopGradient(input.max(axis)));
  return shifted.sub(logsumexp(shifted, axis));
}

/**
 * The softmax over the channels, exp(x) / Σ exp(x).
 * @example `sequential(linear({ inputs: 64, outputs: 4, bias: true }), expSyn({ channels: 4, initialTau: 0.1 }), softmax())`, Rockpool's `SoftmaxJax`
 * (which normalises over batch, time and channels together; this does not).
 */
export const softmax = (): Instant => instant((input) => logarithm(input).exp(), { name: 'softmax' });

/** The logarithm of {@link softmax}, safe from overflow: x - log Σ exp(x). */
export const logSoftmax = (): Instant => instant(logarithm, { name: 'logSoftmax' });
