import { valueError } from '../../errors.ts';
import { uniform } from '../../random/distributions.ts';
import type { Key } from '../../random/key.ts';
import { floor, round, type Tensor } from '../../trace/index.ts';
import { checkRounding, type Rounding } from '../quantisation/rounding.ts';
import { straightThrough } from '../quantisation/straightThrough.ts';

/** The range and the resolution of a converter. */
export interface Converter {
  /** Values beyond ±bound are clipped; infinite, as then steps must be: none are. */
  readonly bound: number;
  /** Steps in the whole range, so that one is 2 bound / steps; infinite: values stay as they are. */
  readonly steps: number;
  /** Default `nearest`; `stochastic` rounding is drawn anew in each use. */
  readonly rounding?: Rounding;
}

/** @throws LimpetError (`value`) for a bound or steps that are not above 0, steps of an infinite range, or a rounding that there is not. */
export function checkConverter(what: string, { bound, steps, rounding = 'nearest' }: Converter): void {
  for (const [name, value] of Object.entries({ bound, steps })) {
    if (!(value > 0)) throw valueError(`${what}.${name} to be a number above 0, got ${value}`);
  }
  if (bound === Number.POSITIVE_INFINITY && steps < bound) {
    throw valueError(`${what}.steps to be infinite where the bound is, as it has no steps, got ${steps}`);
  }
  checkRounding(`${what}.rounding`, rounding);
}

/**
 * Values in steps of D = 2 bound / steps, clipped: round(x / D) D, then to ±bound. The gradient is straight-through, and 0 where it clips.
 * @param key of which stochastic rounding is drawn.
 * @throws LimpetError (`value`) for stochastic rounding without a key, a bound or steps that are not above 0, or steps of an infinite range.
 * Source: aihwkit 1.1.0, `UniformQuantize`.
 */
export function convert(x: Tensor, converter: Converter, key?: Key): Tensor {
  checkConverter('convert: expected converter', converter);
  const { bound } = converter;
  const stepped = inSteps(x, converter, key);
  return bound === Number.POSITIVE_INFINITY ? stepped : stepped.clip(-bound, bound);
}

/** Values in the steps of a converter, whatever its bound. */
export function inSteps(x: Tensor, { bound, steps, rounding = 'nearest' }: Converter, key?: Key): Tensor {
  if (steps === Number.POSITIVE_INFINITY) return x;
  const step = (2 * bound) / steps;
  return straightThrough((y) => rounded(y.div(step), rounding, key).mul(step))(x);
}

function rounded(x: Tensor, rounding: Rounding, key: Key | undefined): Tensor {
  if (rounding === 'nearest') return round(x);
  if (key) return floor(x.add(uniform(key, x.shape)));
  throw valueError('convert: expected a key for stochastic rounding, got none');
}
