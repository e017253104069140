import { div, scan, type Tensor } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkTimeStep } from './checkTimeStep.ts';
import { membraneNoise, type NoiseOptions, type NoiseState } from './membraneNoise.ts';
import type { Empty, Module } from './module.ts';
import { type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import { temporalModule } from './temporalModule.ts';

/** The parameters of {@link expSyn}: time constants in seconds, `[channels]` or `[]`. */
export type ExpSynParameters = { readonly tau: Tensor };

/** The state of {@link expSyn}: `[channels]`, with a batch axis before where there is a batch; and a key where there is noise. */
export interface ExpSynState extends NoiseState {
  readonly synapticCurrent: Tensor;
}

/** How an {@link expSyn} module is made. */
export interface ExpSynOptions extends NoiseOptions {
  readonly channels: number;
  /** Seconds. Default 0.01. */
  readonly initialTau?: NeuronParameter;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
}

/** Exponential synapses. */
export interface ExpSyn extends Module<ExpSynParameters, ExpSynState, Empty> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Exponential synapses; in every time step I ← (I + input + noise) exp(-dt / τ), and I is the output, from f32
 * `[time, channels]` to the same, or with a batch before. The input decays in the step in which it comes; compare `expSmooth`.
 * @throws LimpetError where the number of channels, an initial tensor, the time step or the noise does not fit.
 * Source: Rockpool, `ExpSynJax` (which draws the same noise in every call; this goes on with the next key).
 */
export function expSyn(options: ExpSynOptions): ExpSyn {
  const { channels, initialTau = 0.01, dt = 1e-3 } = options;
  checkCounts('expSyn', { channels });
  checkTimeStep('expSyn', dt);
  return temporalModule<ExpSynParameters, ExpSynState, Empty>({
    name: 'expSyn',
    inputs: channels,
    outputs: channels,
    fixed: { tau: neuronParameter('expSyn', 'tau', initialTau, [[channels], []]) },
    drawn: {},
    positive: ['tau'],
    state: { synapticCurrent: [channels] },
    noise: membraneNoise('expSyn', dt, options),
    noiseChannels: channels,
    run: ({ tau }, { synapticCurrent: initial }, { input, noise }) => {
      const decay = div(-dt, tau).exp();
      const step = (current: Tensor, received: Tensor): [Tensor, Tensor] => {
        const next = current.add(received).mul(decay);
        return [next, next];
      };
      const [synapticCurrent, output] = scan(step, initial, noise ? input.add(noise) : input);
      return { last: { synapticCurrent }, trace: {}, output };
    },
  });
}
