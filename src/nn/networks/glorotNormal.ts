import { type Initializer, normal } from '../initializers.ts';

/**
 * Normal with variance 2 / (fan-in + fan-out).
 * @param positions elements of the kernel of a convolution, which the fans are multiplied by; 1 for a dense layer.
 * Source: Glorot, Bengio, AISTATS 2010, "normalized initialization", as a normal distribution.
 */
export const glorotNormal = (inputs: number, outputs: number, positions = 1): Initializer =>
  normal(Math.sqrt(2 / (positions * (inputs + outputs))));
