import { expectNumbers, valueError } from '../errors.ts';
import { add, mul, pow, sub, type Tensor, where, zeros } from '../trace/index.ts';
import { checkBoundaries, checkSteps } from './checkHyperparameter.ts';
import { halfCosine } from './halfCosine.ts';

/** A hyper-parameter as a function of the number of updates made so far (an i32 scalar): an f32 scalar. */
export type Schedule = (count: Tensor) => Tensor;

/** The same value at every step. @throws LimpetError (`value`) where it is not finite. */
export function constantSchedule(value: number): Schedule {
  expectNumbers('constantSchedule', 'any', { value });
  return () => zeros([]).add(value);
}

/** How {@link polynomialSchedule} moves. */
export interface PolynomialOptions {
  readonly initialValue: number;
  readonly endValue: number;
  /** Steps from the initial value to the end value. */
  readonly steps: number;
  /** Default 1. */
  readonly power?: number;
  /** Steps before it starts to move. Default 0. */
  readonly begin?: number;
}

/**
 * From the initial value to the end value: (initial - end) (1 - t)ᵖ + end, t the fraction of steps made.
 * @throws LimpetError (`value`) for steps that are not whole from 1, or numbers that are not finite.
 * Source: optax, `polynomial_schedule`.
 */
export function polynomialSchedule(options: PolynomialOptions): Schedule {
  const { initialValue, endValue, steps, power = 1, begin = 0 } = options;
  checkSteps('polynomialSchedule', 'steps', steps);
  expectNumbers('polynomialSchedule', 'any', { initialValue, endValue, power, begin });
  return (count) => {
    const remaining = sub(1, count.sub(begin).clip(0, steps).div(steps));
    const shaped = power === 1 ? remaining : remaining.pow(power);
    return shaped.mul(initialValue - endValue).add(endValue);
  };
}

/** A straight line from the initial value to the end value. Source: optax, `linear_schedule`. */
export const linearSchedule = (options: Omit<PolynomialOptions, 'power'>): Schedule =>
  polynomialSchedule(options);

/** How {@link exponentialDecay} decays. */
export interface ExponentialDecayOptions {
  readonly initialValue: number;
  /** Steps in which the value is multiplied by the rate once. */
  readonly steps: number;
  /** Above 0. */
  readonly rate: number;
  /** Steps before it starts to decay. Default 0. */
  readonly begin?: number;
  /** Whether it decays in jumps, once in every `steps`. Default false. */
  readonly staircase?: boolean;
  /** Where it ends: the lowest value for a rate below 1, else the highest. Default: nowhere. */
  readonly endValue?: number;
}

/**
 * initialValue · rate^((count - begin) / steps).
 * @throws LimpetError (`value`) for steps that are not whole from 1, a rate that is not above 0, or numbers that are not finite.
 * Source: optax, `exponential_decay`.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { initialValue, steps, rate, begin = 0, staircase = false, endValue } = options;
  checkSteps('exponentialDecay', 'steps', steps);
  expectNumbers('exponentialDecay', 'any', { initialValue, rate, begin, endValue: endValue ?? 0 });
  if (!(rate > 0)) throw valueError(`exponentialDecay: expected a rate above 0, got ${rate}`);
  return (count) => {
    const made = count.sub(begin);
    const fraction = made.div(steps);
    const decayed = mul(initialValue, pow(rate, staircase ? fraction.floor() : fraction));
    const value = where(made.lessEqual(0), initialValue, decayed);
    if (endValue === undefined) return value;
    return rate < 1 ? value.maximum(endValue) : value.minimum(endValue);
  };
}

/** How {@link cosineDecay} decays. */
export interface CosineDecayOptions {
  readonly initialValue: number;
  /** Steps until it stays. */
  readonly steps: number;
  /** The fraction of the initial value that is left at the end. Default 0. */
  readonly alpha?: number;
  /** Default 1. */
  readonly exponent?: number;
}

/**
 * initialValue ((1 - α) (½ (1 + cos πt))ᵖ + α), t the fraction of steps made.
 * @throws LimpetError (`value`) for steps that are not whole from 1, or numbers that are not finite.
 * Source: Loshchilov, Hutter, arXiv 1608.03983; optax, `cosine_decay_schedule`.
 */
export function cosineDecay({ initialValue, steps, alpha = 0, exponent = 1 }: CosineDecayOptions): Schedule {
  checkSteps('cosineDecay', 'steps', steps);
  expectNumbers('cosineDecay', 'any', { initialValue, alpha, exponent });
  return (count) => {
    const cosine = add(1, halfCosine(count.cast('f32').minimum(steps).div(steps))).mul(0.5);
    const shaped = exponent === 1 ? cosine : cosine.pow(exponent);
    return mul(initialValue, shaped.mul(1 - alpha).add(alpha));
  };
}

/**
 * Schedules one after the other; each counts from its own start.
 * @param boundaries the step at which each schedule but the first starts, ascending.
 * @throws LimpetError (`value`) where there is not one boundary less than schedules, or they are not whole numbers that ascend.
 * Source: optax, `join_schedules`.
 */
export function joinSchedules(
  schedules: readonly [Schedule, ...Schedule[]],
  boundaries: readonly number[],
): Schedule {
  if (boundaries.length !== schedules.length - 1) {
    throw valueError(
      `joinSchedules: ${schedules.length} schedules take ${schedules.length - 1} boundaries, got ${boundaries.length}`,
    );
  }
  checkBoundaries('joinSchedules', boundaries);
  const [first, ...rest] = schedules;
  return (count) =>
    rest.reduce((value, schedule, index) => {
      const boundary = boundaries[index] ?? 0;
      return where(count.less(boundary), value, schedule(count.sub(boundary)));
    }, first(count));
}

/** The rise before a schedule. */
export interface WarmupOptions {
  readonly initialValue: number;
  /** The value at the end of the rise. */
  readonly peakValue: number;
  readonly warmupSteps: number;
}

const rise = ({ initialValue, peakValue, warmupSteps }: WarmupOptions): Schedule =>
  linearSchedule({ initialValue, endValue: peakValue, steps: warmupSteps });

/** A straight rise to the peak, where it stays. Source: optax, `warmup_constant_schedule`. */
export const warmupConstant = (options: WarmupOptions): Schedule => rise(options);

/** How {@link warmupCosineDecay} decays after its rise. */
export interface WarmupCosineDecayOptions extends WarmupOptions {
  /** All steps, those of the rise included. */
  readonly steps: number;
  /** Default 0. */
  readonly endValue?: number;
  /** Default 1. */
  readonly exponent?: number;
}

/**
 * A straight rise to the peak, then {@link cosineDecay}.
 * @throws LimpetError (`value`) where there are no more steps than those of the rise, or numbers are not finite.
 * Source: optax, `warmup_cosine_decay_schedule`.
 */
export function warmupCosineDecay(options: WarmupCosineDecayOptions): Schedule {
  const { peakValue, warmupSteps, steps, endValue = 0, exponent = 1 } = options;
  if (!(steps > warmupSteps)) {
    throw valueError(
      `warmupCosineDecay: expected more steps than warmupSteps, which are among them, got ${steps} and ${warmupSteps}`,
    );
  }
  const alpha = peakValue === 0 ? 0 : endValue / peakValue;
  const decay = cosineDecay({ initialValue: peakValue, steps: steps - warmupSteps, alpha, exponent });
  return joinSchedules([rise(options), decay], [warmupSteps]);
}

/** A straight rise to the peak, then {@link exponentialDecay}. Source: optax, `warmup_exponential_decay_schedule`. */
export const warmupExponentialDecay = (options: WarmupOptions & ExponentialDecayOptions): Schedule =>
  joinSchedules(
    [rise(options), exponentialDecay({ ...options, initialValue: options.peakValue })],
    [options.warmupSteps],
  );

/**
 * The initial value, multiplied at each boundary (a step) by its factor.
 * @throws LimpetError (`value`) for a boundary that is not whole, or a factor that is negative or not finite.
 * @example `piecewiseConstant(1e-3, { 1000: 0.1, 2000: 0.1 })`
 * Source: optax, `piecewise_constant_schedule`.
 */
export function piecewiseConstant(initialValue: number, factors: Readonly<Record<number, number>>): Schedule {
  const steps = Object.entries(factors)
    .map(([boundary, factor]) => [Number(boundary), factor] as const)
    .sort(([a], [b]) => a - b);
  checkBoundaries(
    'piecewiseConstant',
    steps.map(([boundary]) => boundary),
  );
  const constant = constantSchedule(initialValue);
  const bad = steps.find(([, factor]) => !(factor >= 0 && factor < Number.POSITIVE_INFINITY));
  if (bad !== undefined) {
    throw valueError(`piecewiseConstant: expected factors from 0, got ${bad[1]} at step ${bad[0]}`);
  }
  return (count) =>
    steps.reduce(
      (value, [boundary, factor]) => where(count.less(boundary), value, value.mul(factor)),
      constant(count),
    );
}
