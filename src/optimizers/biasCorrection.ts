import { div, pow, sub, type Tensor } from '../trace/index.ts';

/** The factor 1 / (1 - decay^count) by which a running mean that began at 0 is too small, in f32. */
export const biasCorrection = (decay: number, count: Tensor): Tensor =>
  div(1, sub(1, pow(decay, count.cast('f32'))));
