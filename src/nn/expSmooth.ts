import { div, scan, type Tensor } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkTimeStep } from './checkTimeStep.ts';
import { membraneNoise, type NoiseState } from './membraneNoise.ts';
import type { Module } from './module.ts';
import { type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import { temporalModule } from './temporalModule.ts';

/** The parameters of {@link expSmooth}: time constants in seconds, `[]` or `[channels]`. */
export type ExpSmoothParameters = { readonly tau: Tensor };

/** The state of {@link expSmooth}: `[channels]`, with a batch axis before where there is a batch. */
export interface ExpSmoothState extends NoiseState {
  readonly smoothed: Tensor;
}

/** What {@link expSmooth} records over time: the state. */
export type ExpSmoothRecording = { readonly smoothed: Tensor };

/** How an {@link expSmooth} module is made. */
export interface ExpSmoothOptions {
  readonly channels: number;
  /** Seconds; a number is shared by all channels. Default 0.1. */
  readonly initialTau?: NeuronParameter;
  /** A function of the smoothed input, element by element. Default: none. */
  readonly activation?: (smoothed: Tensor) => Tensor;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
}

/** An exponential filter. */
export interface ExpSmooth extends Module<ExpSmoothParameters, ExpSmoothState, ExpSmoothRecording> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * An exponential filter; in every time step s ← s exp(-dt / τ) + input, and the output is activation(s), from f32
 * `[time, channels]` to the same, or with a batch before. The input does not decay in the step in which it comes; compare `expSyn`.
 * @throws LimpetError where the number of channels, an initial tensor or the time step does not fit.
 * Source: Rockpool, `ExpSmoothJax` (which takes no batch).
 */
export function expSmooth(options: ExpSmoothOptions): ExpSmooth {
  const { channels, initialTau = 0.1, activation, dt = 1e-3 } = options;
  checkCounts('expSmooth', { channels });
  checkTimeStep('expSmooth', dt);
  return temporalModule<ExpSmoothParameters, ExpSmoothState, ExpSmoothRecording>({
    name: 'expSmooth',
    inputs: channels,
    outputs: channels,
    fixed: { tau: neuronParameter('expSmooth', 'tau', initialTau, [[], [channels]]) },
    drawn: {},
    positive: ['tau'],
    state: { smoothed: [channels] },
    noise: membraneNoise('expSmooth', dt, {}),
    noiseChannels: channels,
    run: ({ tau }, { smoothed: initial }, { input }) => {
      const decay = div(-dt, tau).exp();
      const step = (smoothed: Tensor, received: Tensor): [Tensor, Tensor] => {
        const next = smoothed.mul(decay).add(received);
        return [next, next];
      };
      const [last, smoothed] = scan(step, initial, input);
      return {
        last: { smoothed: last },
        trace: { smoothed },
        output: activation ? activation(smoothed) : smoothed,
      };
    },
  });
}
