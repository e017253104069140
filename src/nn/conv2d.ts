import { type Convolution, type ConvolutionOptions, convolution } from './convolution.ts';

/**
 * A convolution over images, from f32 `[height, width, inputs]` to `[height', width', outputs]`, or with a batch before:
 * Σ over the kernel's places and input channels of x weight, plus a bias. Kernels are not flipped.
 * @throws LimpetError where a count is not a whole number from 1, or groups do not divide the channels.
 * @example `conv2d({ inputs: 1, outputs: 64, kernel: 4 })`
 * Source: PyTorch, `Conv2d`; Flax, `Conv`.
 */
export const conv2d = <const Bias extends boolean = true>(
  options: ConvolutionOptions<Bias>,
): Convolution<Bias> => convolution('conv2d', 2, options);
