import { type Convolution, type ConvolutionOptions, convolution } from './convolution.ts';

/**
 * A convolution over time, from f32 `[time, inputs]` to `[time', outputs]`, or with a batch before: Σ over the kernel's
 * places and input channels of x weight, plus a bias. Kernels are not flipped.
 * @throws LimpetError where a count is not a whole number from 1, or groups do not divide the channels.
 * @example `conv1d({ inputs: 16, outputs: 32, kernel: 5, padding: 'SAME' })`
 * Source: PyTorch, `Conv1d`; Flax, `Conv`.
 */
export const conv1d = <const Bias extends boolean = true>(
  options: ConvolutionOptions<Bias>,
): Convolution<Bias> => convolution('conv1d', 1, options);
