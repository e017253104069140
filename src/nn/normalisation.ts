import { valueError } from '../errors.ts';
import { sizeOf } from '../ir/types.ts';
import { ones, type Tensor, zeros } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkChannelsLast, checkInput } from './checkInput.ts';
import { checkParameters } from './checkParameters.ts';
import { checkState } from './checkState.ts';
import type { Empty, Module } from './module.ts';

/** The parameters of a normalisation, `[channels]` each. */
export interface NormalisationParameters {
  readonly bias: Tensor;
  readonly scale: Tensor;
}

/** How a normalisation is made. */
export interface NormalisationOptions {
  readonly channels: number;
  /** Added to the variance, above 0. Default 1e-5. */
  readonly epsilon?: number;
}

/** How {@link batchNormalisation} is made. */
export interface BatchNormalisationOptions extends NormalisationOptions {
  /** The weight of a batch in the running mean and variance, above 0 and up to 1. Default 0.1. */
  readonly momentum?: number;
}

/** The state of {@link batchNormalisation}: the running mean and variance `[channels]`, and whether batches are normalised by themselves. */
export interface BatchNormalisationState {
  readonly mean: Tensor;
  readonly training: boolean;
  readonly variance: Tensor;
}

const normalise = (input: Tensor, mean: Tensor, variance: Tensor, epsilon: number): Tensor =>
  input.sub(mean).div(variance.add(epsilon).sqrt());

function checkOptions(name: string, { channels, epsilon = 1e-5 }: NormalisationOptions): number {
  checkCounts(name, { channels });
  if (epsilon > 0) return epsilon;
  throw valueError(`${name}: expected epsilon above 0, got ${epsilon}`);
}

/**
 * (x - mean) / √(variance + epsilon) · scale + bias, mean and variance taken over the channels of each time step.
 * @throws LimpetError (`value`) for options out of range.
 * Source: Ba, Kiros, Hinton, arXiv 1607.06450.
 */
export function layerNormalisation(
  options: NormalisationOptions,
): Module<NormalisationParameters, Empty, Empty> {
  const { channels } = options;
  const epsilon = checkOptions('layerNormalisation', options);
  return {
    name: 'layerNormalisation',
    inputs: channels,
    outputs: channels,
    init: () => ({ bias: zeros([channels]), scale: ones([channels]) }),
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkParameters('layerNormalisation', { bias: [channels], scale: [channels] }, parameters);
      checkInput('layerNormalisation', input, channels);
      const axis = { axis: -1, keepDims: true };
      const normal = normalise(input, input.mean(axis), input.variance(axis), epsilon);
      return { output: normal.mul(parameters.scale).add(parameters.bias), state, recording: {} };
    },
  };
}

/**
 * (x - mean) / √(variance + epsilon) · scale + bias, channel by channel. In training (see `forTraining`) mean and variance are those of the
 * input over batch and time (of images over batch, height and width), and the running ones move towards them by `momentum` (the variance without bias, as in PyTorch); else they
 * are the running ones.
 * @throws LimpetError (`value`) for options out of range.
 * Source: Ioffe, Szegedy, arXiv 1502.03167.
 */
export function batchNormalisation(
  options: BatchNormalisationOptions,
): Module<NormalisationParameters, BatchNormalisationState, Empty> {
  const { channels, momentum = 0.1 } = options;
  const epsilon = checkOptions('batchNormalisation', options);
  if (!(momentum > 0 && momentum <= 1)) {
    throw valueError(`batchNormalisation: expected a momentum above 0 and up to 1, got ${momentum}`);
  }
  const initialState = () => ({ mean: zeros([channels]), training: false, variance: ones([channels]) });
  return {
    name: 'batchNormalisation',
    inputs: channels,
    outputs: channels,
    init: () => ({ bias: zeros([channels]), scale: ones([channels]) }),
    initialState,
    apply: (parameters, input, state = initialState()) => {
      checkParameters('batchNormalisation', { bias: [channels], scale: [channels] }, parameters);
      checkChannelsLast('batchNormalisation', input, channels);
      checkState('batchNormalisation', { mean: [channels], variance: [channels] }, state, undefined);
      const finish = (normal: Tensor): Tensor => normal.mul(parameters.scale).add(parameters.bias);
      if (!state.training) {
        return {
          output: finish(normalise(input, state.mean, state.variance, epsilon)),
          state,
          recording: {},
        };
      }
      const count = sizeOf(input.shape.slice(0, -1));
      const rows = input.reshape([count, channels]);
      const [mean, variance] = [rows.mean({ axis: 0 }), rows.variance({ axis: 0 })];
      const unbiased = variance.mul(count / Math.max(1, count - 1));
      const toward = (old: Tensor, now: Tensor): Tensor => old.mul(1 - momentum).add(now.mul(momentum));
      return {
        output: finish(normalise(input, mean, variance, epsilon)),
        state: { ...state, mean: toward(state.mean, mean), variance: toward(state.variance, unbiased) },
        recording: {},
      };
    },
  };
}
