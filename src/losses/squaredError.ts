import type { Tensor } from '../trace/index.ts';

/**
 * The mean squared error, mean((target - output)²) over all elements; the shapes broadcast. Symmetric in its arguments.
 * Source: Rockpool, `jax_loss.mse`.
 */
export const mse = (target: Tensor, output: Tensor): Tensor => output.sub(target).square().mean();

/**
 * The sum of squared errors, Σ (target - output)² over all elements; the shapes broadcast. Symmetric in its arguments.
 * Source: Rockpool, `jax_loss.sse`.
 */
export const sse = (target: Tensor, output: Tensor): Tensor => output.sub(target).square().sum();
