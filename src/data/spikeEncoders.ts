import { shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { uniform } from '../random/distributions.ts';
import type { Key } from '../random/key.ts';
import { arange, concatenate, scan, stopGradient, type Tensor, where, zeros } from '../trace/index.ts';

/** How long values are turned into spikes. */
export interface EncoderOptions {
  /** Time steps, a whole number from 1. */
  readonly time: number;
}

function checkTime(what: string, time: number): void {
  if (Number.isInteger(time) && time >= 1) return;
  throw valueError(`${what}: expected time to be a whole number of steps from 1, got ${time}`);
}

/** The place of the axis of time: before the channels. */
function timesOf(what: string, values: Tensor, time: number): { times: Tensor; expanded: Tensor } {
  checkTime(what, time);
  if (values.shape.length === 0 || values.shape.length > 2) {
    throw shapeError(
      `${what}: expected values [channels] or [batch, channels], got ${formatType(values.type)}`,
    );
  }
  return { times: arange(time).cast('f32').expandDims(1), expanded: values.expandDims(-2) };
}

/**
 * Spikes at random: in each time step with the probability that the value is.
 * @param values probabilities f32 `[channels]` or `[batch, channels]`; below 0 count as 0, above 1 as 1.
 * @returns f32 `[time, channels]` or `[batch, time, channels]` of 0 and 1.
 * @throws LimpetError (`shape`, `value`) where the values have other axes, or the time is not a whole number.
 */
export function poissonSpikes(key: Key, values: Tensor, { time }: EncoderOptions): Tensor {
  const { expanded } = timesOf('poissonSpikes', values, time);
  const shape = [...values.shape.slice(0, -1), time, values.shape.at(-1) ?? 0];
  return stopGradient(uniform(key, shape).less(expanded).cast('f32'));
}

/**
 * Spikes at equal distances: the n-th where value · (steps since the start) reaches n, so a value of ¼ spikes in each fourth step.
 * @param values spikes per time step, f32 `[channels]` or `[batch, channels]`, from 0; above 1 there are several in a step.
 * @returns f32 `[time, channels]` or `[batch, time, channels]`.
 * @throws LimpetError (`shape`, `value`) where the values have other axes, or the time is not a whole number.
 */
export function regularSpikes(values: Tensor, { time }: EncoderOptions): Tensor {
  const { times, expanded } = timesOf('regularSpikes', values, time);
  const until = (steps: Tensor): Tensor => expanded.mul(steps).floor();
  return stopGradient(until(times.add(1)).sub(until(times)));
}

/**
 * One spike for each channel, the sooner the larger its value: 1 in the first step, next to 0 in the last one, and at 0 none.
 * @param values f32 `[channels]` or `[batch, channels]`, in 0..1; above 1 count as 1.
 * @returns f32 `[time, channels]` or `[batch, time, channels]` of 0 and 1.
 * @throws LimpetError (`shape`, `value`) where the values have other axes, or the time is not a whole number.
 */
export function latencySpikes(values: Tensor, { time }: EncoderOptions): Tensor {
  const { times, expanded } = timesOf('latencySpikes', values, time);
  const latency = expanded.clip(0, 1).neg().add(1).mul(time).floor();
  return stopGradient(times.equal(latency).cast('f32'));
}

/**
 * Spikes where a signal has moved: channel c spikes when the signal is `threshold` or more above where it last spiked, channel
 * channels + c when it is as much below; that level moves by the threshold with each spike, and several can be in a step. It starts at 0.
 * @param signal f32 `[time, channels]` or `[batch, time, channels]`.
 * @returns f32 with twice the channels.
 * @throws LimpetError (`shape`, `value`) where the signal has other axes, or the threshold is not above 0.
 */
export function deltaModulation(signal: Tensor, threshold: number): Tensor {
  if (!(threshold > 0)) throw valueError(`deltaModulation: expected a threshold above 0, got ${threshold}`);
  const rank = signal.shape.length;
  if (rank !== 2 && rank !== 3) {
    throw shapeError(
      `deltaModulation: expected a signal [time, channels] or [batch, time, channels], got ${formatType(signal.type)}`,
    );
  }
  const steps = stopGradient(rank === 3 ? signal.transpose([1, 0, 2]) : signal);
  // The level is counted in thresholds, so that it does not drift.
  const step = (level: Tensor, now: Tensor): [Tensor, Tensor] => {
    const moved = now.div(threshold).sub(level);
    const whole = moved.abs().floor();
    const spikes = where(moved.less(0), whole.neg(), whole);
    return [level.add(spikes), spikes];
  };
  const [, spikes] = scan(step, zeros(steps.shape.slice(1)), steps);
  const both = concatenate([spikes.maximum(0), spikes.neg().maximum(0)], -1 + rank);
  return rank === 3 ? both.transpose([1, 0, 2]) : both;
}
