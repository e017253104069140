import { valueError } from '../errors.ts';
import { type Tensor, tensor } from '../trace/index.ts';

/** A spike: when, in seconds, and where. */
export interface SpikeEvent {
  readonly time: number;
  readonly channel: number;
}

/** The raster that events are put in. */
export interface RasterOptions {
  readonly channels: number;
  /** Seconds. */
  readonly duration: number;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
}

/**
 * A list of events as f32 `[time, channels]`: how many fall in each time step.
 * @throws LimpetError (`value`) where an event is outside of the channels or the duration, or the raster has no size.
 * Source: Rockpool, `TSEvent.raster`.
 */
export function rasterOfEvents(events: readonly SpikeEvent[], options: RasterOptions): Tensor {
  const { channels, duration, dt = 1e-3 } = options;
  // A duration of a whole number of steps may be a rounding error above it.
  const steps = Math.ceil(duration / dt - 1e-6);
  if (!Number.isInteger(channels) || channels < 1 || !(steps >= 1 && Number.isFinite(steps) && dt > 0)) {
    throw valueError(
      `rasterOfEvents: expected channels from 1 and a duration of one time step or more, got ${channels} channels, ` +
        `${duration} seconds in steps of ${dt}`,
    );
  }
  const raster = new Float32Array(steps * channels);
  events.forEach(({ time, channel }, index) => {
    const step = Math.floor(time / dt + 1e-6);
    if (!(step >= 0 && step < steps && Number.isInteger(channel) && channel >= 0 && channel < channels)) {
      throw valueError(
        `rasterOfEvents: event ${index} (${time} s, channel ${channel}) is outside of ${channels} channels and ${duration} s`,
      );
    }
    const at = step * channels + channel;
    raster[at] = (raster[at] ?? 0) + 1;
  });
  return tensor(raster, { shape: [steps, channels] });
}
