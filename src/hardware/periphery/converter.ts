import { round, type Tensor } from '../../trace/index.ts';
import { straightThrough } from '../quantisation/straightThrough.ts';

/** The range and the resolution of a converter. */
export interface Converter {
  /** Values beyond ±bound are clipped; infinite: none are. */
  readonly bound: number;
  /** Steps in the whole range, so that one is 2 bound / steps; infinite: values stay as they are. */
  readonly steps: number;
}

/**
 * Values in steps of D = 2 bound / steps, clipped: round(x / D) D, then to ±bound. The gradient is straight-through, and 0 where it clips.
 * Source: aihwkit 1.1.0, `UniformQuantize`.
 */
export function convert(x: Tensor, converter: Converter): Tensor {
  const { bound } = converter;
  const stepped = inSteps(x, converter);
  return bound === Number.POSITIVE_INFINITY ? stepped : stepped.clip(-bound, bound);
}

/** Values in the steps of a converter, whatever its bound. */
export function inSteps(x: Tensor, { bound, steps }: Converter): Tensor {
  if (steps === Number.POSITIVE_INFINITY) return x;
  const step = (2 * bound) / steps;
  return straightThrough((y) => round(y.div(step)).mul(step))(x);
}
