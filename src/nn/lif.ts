import { valueError } from '../errors.ts';
import type { Tensor } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkTimeStep } from './checkTimeStep.ts';
import { type Initializer, kaiming } from './initializers.ts';
import { type LifSettings, runLif } from './lifDynamics.ts';
import { membraneNoise, type NoiseOptions, type NoiseState } from './membraneNoise.ts';
import type { Module } from './module.ts';
import { type AllowedShapes, type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import type { Product } from './product.ts';
import type { Surrogate } from './spike.ts';
import { piecewiseLinear } from './surrogates.ts';
import { temporalModule } from './temporalModule.ts';

/** The parameters of {@link lif}; `weightRecurrent` `[neurons, neurons · synapses]` where it is recurrent. */
export type LifParameters<Recurrent extends boolean> = {
  /** A constant current, `[neurons]` or `[]`. */
  readonly bias: Tensor;
  /** Time constants of the membrane in seconds, `[neurons]` or `[]`. */
  readonly tauMembrane: Tensor;
  /** Time constants of the synapses in seconds, `[neurons, synapses]`, `[1, synapses]` or `[]`. */
  readonly tauSynapse: Tensor;
  /** `[neurons]` or `[]`. */
  readonly threshold: Tensor;
} & (Recurrent extends true ? { readonly weightRecurrent: Tensor } : unknown);

/** The state of {@link lif}, each with a batch axis before where there is a batch; and a key where there is noise. */
export interface LifState extends NoiseState {
  /** `[neurons]`, after the reset. */
  readonly membrane: Tensor;
  /** Spikes of the last time step, `[neurons]`. */
  readonly spikes: Tensor;
  /** `[neurons, synapses]`. */
  readonly synapticCurrent: Tensor;
}

/** What {@link lif} records: like the state, with a time axis before the neurons. */
export type LifRecording<Recurrent extends boolean> = Omit<LifState, 'key'> &
  (Recurrent extends true ? { readonly recurrentInput: Tensor } : unknown);

/** How a {@link lif} module is made. */
export interface LifOptions<Recurrent extends boolean> extends NoiseOptions {
  readonly neurons: number;
  /** Synapses of each neuron, each with its own input and time constant. Default 1. */
  readonly synapses?: number;
  /** Whether spikes come back through a weight matrix. Default false. */
  readonly recurrent?: Recurrent;
  /** Seconds. Default 0.02. */
  readonly initialTauMembrane?: NeuronParameter;
  /** Seconds. Default 0.02. */
  readonly initialTauSynapse?: NeuronParameter;
  /** Default 0. */
  readonly initialBias?: NeuronParameter;
  /** Default 1. */
  readonly initialThreshold?: NeuronParameter;
  /** Default {@link kaiming}. */
  readonly initialWeightRecurrent?: Initializer | Tensor;
  /** What multiplies spikes by the recurrent weights in each time step, such as `crossbarProduct` of `limpet/hardware`. Default `matmul`. */
  readonly product?: Product;
  /** Spikes of a neuron in one time step, at most. Default 65536. */
  readonly maxSpikesPerStep?: number;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
  /** The derivative that stands for that of a spike. Default {@link piecewiseLinear}. */
  readonly surrogate?: Surrogate;
}

/** Leaky integrate-and-fire neurons. */
export interface Lif<Recurrent extends boolean>
  extends Module<LifParameters<Recurrent>, LifState, LifRecording<Recurrent>> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Leaky integrate-and-fire neurons with exponential synapses; in every time step
 *
 *     I ← (I + input + z W) exp(-dt / τ_syn)
 *     v ← v exp(-dt / τ_mem) + Σ I + bias + noise      (the sum goes over the synapses)
 *     z ← ⌊v / θ⌋ where v ≥ θ, else 0                  (spikes, the output)
 *     v ← v - z θ
 *
 * from f32 `[time, neurons · synapses]` to `[time, neurons]`, or with a batch before. Input channel c goes to synapse
 * c mod synapses of neuron ⌊c / synapses⌋; z W are the spikes of the step before, through the recurrent weights.
 * The recording has the membrane potential after the reset.
 * @throws LimpetError where a count, an initial tensor, the time step or the noise does not fit.
 * @example `lif({ neurons: 128, recurrent: true, initialTauMembrane: 0.05 })`
 * Source: Rockpool, `LIFJax` (which hands the state of batch element 0 to all elements, and copies a single input
 * channel to all neurons; this does not).
 */
export function lif<const Recurrent extends boolean = false>(options: LifOptions<Recurrent>): Lif<Recurrent> {
  const { settings, ...own } = lifParts('lif', options);
  return temporalModule<LifParameters<Recurrent>, LifState, LifRecording<Recurrent>>({
    ...own,
    run: (parameters, state, steps) => {
      const run = runLif(parameters, settings, state, steps);
      return { ...run, output: run.trace.spikes };
    },
  });
}

/** What modules of LIF neurons share, whatever their name: all but their dynamics. */
export function lifParts(name: string, options: LifOptions<boolean>) {
  const { neurons, synapses = 1, recurrent, dt = 1e-3, surrogate = piecewiseLinear() } = options;
  const { initialWeightRecurrent = kaiming, maxSpikesPerStep = 65536 } = options;
  checkCounts(name, { neurons, synapses });
  checkTimeStep(name, dt);
  if (!(maxSpikesPerStep >= 1)) {
    throw valueError(`${name}: expected maxSpikesPerStep to be a number from 1, got ${maxSpikesPerStep}`);
  }
  const settings: LifSettings = {
    neurons,
    synapses,
    dt,
    surrogate,
    maxSpikesPerStep,
    product: options.product,
  };
  const weight = { initial: initialWeightRecurrent, shape: [neurons, neurons * synapses] };
  return {
    settings,
    name,
    inputs: neurons * synapses,
    outputs: neurons,
    fixed: firstParameters(name, options, neurons, synapses),
    drawn: recurrent ? { weightRecurrent: weight } : {},
    positive: ['tauMembrane', 'tauSynapse', 'threshold'],
    state: { membrane: [neurons], spikes: [neurons], synapticCurrent: [neurons, synapses] },
    noise: membraneNoise(name, dt, options),
    noiseChannels: neurons,
  };
}

function firstParameters(name: string, options: LifOptions<boolean>, neurons: number, synapses: number) {
  const { initialTauMembrane = 0.02, initialTauSynapse = 0.02 } = options;
  const { initialBias = 0, initialThreshold = 1 } = options;
  const perSynapse: AllowedShapes = [[neurons, synapses], [1, synapses], []];
  const first = (path: string, initial: NeuronParameter, shapes: AllowedShapes = [[neurons], []]) =>
    neuronParameter(name, path, initial, shapes);
  return {
    bias: first('bias', initialBias),
    tauMembrane: first('tauMembrane', initialTauMembrane),
    tauSynapse: first('tauSynapse', initialTauSynapse, perSynapse),
    threshold: first('threshold', initialThreshold),
  };
}
