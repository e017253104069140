import { formatType } from '../ir/types.ts';
import { slice, type Tensor } from '../trace/index.ts';
import { type Instant, instant } from './instant.ts';
import { ModuleError } from './moduleError.ts';

/** A module that leaves the axis of time out: `[time, channels]` to `[channels]`, `[batch, time, channels]` to `[batch, channels]`. */
const readout = (name: string, read: (input: Tensor) => Tensor): Instant =>
  instant(
    (input) => {
      const { length } = input.shape;
      if ((length === 2 || length === 3) && input.shape.at(-2) !== 0) return read(input);
      const problem = `expected inputs [time, channels] or [batch, time, channels], got ${formatType(input.type)}`;
      throw new ModuleError({ code: 'shape', module: name, problem });
    },
    { name },
  );

/** The last time step, of `[time, channels]` or `[batch, time, channels]`. */
export const lastStep = (): Instant =>
  readout('lastStep', (input) => {
    const last = { start: -1 };
    return slice(input, input.shape.length === 2 ? [last] : [{}, last]).squeeze(-2);
  });

/** The mean over time, of `[time, channels]` or `[batch, time, channels]`: of spikes the mean rate per step. */
export const meanOverTime = (): Instant => readout('meanOverTime', (input) => input.mean({ axis: -2 }));

/** The largest value over time, of `[time, channels]` or `[batch, time, channels]`; equal ones share the gradient. */
export const maxOverTime = (): Instant => readout('maxOverTime', (input) => input.max({ axis: -2 }));

/** The sum over time, of `[time, channels]` or `[batch, time, channels]`: how often each neuron spiked. */
export const spikeCount = (): Instant => readout('spikeCount', (input) => input.sum({ axis: -2 }));
