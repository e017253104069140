import { type Tensor, where } from '../trace/index.ts';

/** The output of rate neurons, a function of their state and their threshold, element by element. */
export type RateActivation = (state: Tensor, threshold: Tensor) => Tensor;

const SLOPE = 0.01;

/**
 * The activations of rate neurons by name, with d = x - θ:
 * `relu`: max(d, 0); `leakyRelu`: d where d ≥ 0, else d / 100; `tanh`: tanh(d); `sigmoid`: (tanh(d) + 1) / 2, which is
 * not the logistic function of d, but that of 2 d; `rockpoolLeakyRelu`: d where d ≥ 0, else the constant 1 / 100.
 * Source: Rockpool, `H_ReLU`, `H_tanh`, `H_sigmoid`, `H_LReLU`.
 */
export const rateActivations = {
  relu: (state, threshold) => state.sub(threshold).relu(),
  leakyRelu: (state, threshold) => {
    const distance = state.sub(threshold);
    return where(distance.greaterEqual(0), distance, distance.mul(SLOPE));
  },
  tanh: (state, threshold) => state.sub(threshold).tanh(),
  sigmoid: (state, threshold) => state.sub(threshold).tanh().add(1).div(2),
  rockpoolLeakyRelu: (state, threshold) => {
    const distance = state.sub(threshold);
    return where(distance.greaterEqual(0), distance, SLOPE);
  },
} as const satisfies Record<string, RateActivation>;
