import {
  type AveragePoolOptions,
  avgPool as averageOfWindows,
  maxPool as maximumOfWindows,
  type PoolOptions,
} from '../trace/index.ts';
import { type Instant, instant } from './instant.ts';

/**
 * The largest element of each window, channel by channel, of f32 `[batch, height, width, channels]` or
 * `[batch, time, channels]`. Windows lie side by side by default.
 * @example `maxPool({ window: 2 })`
 * Source: PyTorch, `MaxPool2d`; the gradient goes to the first of equals, as in JAX.
 */
export const maxPool = (options: PoolOptions): Instant =>
  instant((input) => maximumOfWindows(input, options), { name: 'maxPool' });

/**
 * The mean of each window, channel by channel, of f32 `[batch, height, width, channels]` or `[batch, time, channels]`.
 * Windows lie side by side by default.
 * @example `avgPool({ window: 2 })`
 * Source: PyTorch, `AvgPool2d`.
 */
export const avgPool = (options: AveragePoolOptions): Instant =>
  instant((input) => averageOfWindows(input, options), { name: 'avgPool' });
