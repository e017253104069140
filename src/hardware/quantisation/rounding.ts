import { expectOneOf, valueError } from '../../errors.ts';
import { uniform } from '../../random/distributions.ts';
import type { Key } from '../../random/key.ts';
import { div, floor, round, stopGradient, type Tensor, where } from '../../trace/index.ts';
import { straightThrough } from './straightThrough.ts';

/**
 * How numbers between two steps are rounded: to the `nearest` one, halves to the even one; or `stochastic`, up with the probability of the
 * fraction, so that the mean over draws is the number itself.
 */
export type Rounding = 'nearest' | 'stochastic';

/** @throws LimpetError (`value`) for a rounding that there is not. */
export const checkRounding = (what: string, rounding: Rounding): void =>
  expectOneOf(what, rounding, ['nearest', 'stochastic']);

/** The integer next to x, within ±steps, with a straight-through gradient. */
export const roundToSteps = (x: Tensor, steps: number, rounding: Rounding, draw: () => Key): Tensor =>
  straightThrough((own) => {
    const rounded = rounding === 'nearest' ? round(own) : floor(own.add(uniform(draw(), own.shape)));
    return rounded.clip(-steps, steps);
  })(x);

/** Below this size steps would leave float32's range; such weights count as 0. */
const SMALLEST = 1e-30;

/** What takes sizes up to `largest` to `steps`; 1 where all is 0. A constant to gradients. */
export const scaleToSteps = (steps: number, largest: Tensor): Tensor =>
  stopGradient(where(largest.less(SMALLEST), 1, div(steps, largest.maximum(SMALLEST))));

/**
 * The steps to each side of 0 that a signed integer has: 2^(bits - 1) - 1.
 * @param most the most bits. Default 24, which float32 holds exactly.
 * @throws LimpetError (`value`) for bits that are not whole from 2 to `most`.
 */
export function stepsOf(what: string, bits: number, most = 24): number {
  if (Number.isInteger(bits) && bits >= 2 && bits <= most) return (1 << (bits - 1)) - 1;
  throw valueError(`${what}: expected a whole number of bits from 2 to ${most}, got ${bits}`);
}
