import { formatType, sizeOf } from '../ir/types.ts';
import { type Instant, instant } from './instant.ts';
import { ModuleError } from './moduleError.ts';

/**
 * Each element of the batch as one row of numbers, `[batch, ...]` to `[batch, n]`, row-major: of images height, width, channels.
 * @example `sequential(conv2d({ inputs: 1, outputs: 8, kernel: 3 }), flatten(), linear({ inputs: 5408, outputs: 10 }))`
 * Source: PyTorch, `Flatten`, whose images have the channels first.
 */
export const flatten = (): Instant =>
  instant(
    (input) => {
      const [batch, ...rest] = input.shape;
      if (batch !== undefined) return input.reshape([batch, sizeOf(rest)]);
      const problem = `expected inputs [batch, ...], got ${formatType(input.type)}`;
      throw new ModuleError({ code: 'shape', module: 'flatten', problem });
    },
    { name: 'flatten', outputs: 'unknown' },
  );
