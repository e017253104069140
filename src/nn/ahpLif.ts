import type { Tensor } from '../trace/index.ts';
import { type LifOptions, type LifParameters, type LifRecording, type LifState, lifParts } from './lif.ts';
import { type HyperpolarisationParameters, runLif } from './lifDynamics.ts';
import type { Module } from './module.ts';
import { type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import { temporalModule } from './temporalModule.ts';

/**
 * The parameters of {@link ahpLif}: those of `lif`, and of the after-hyperpolarisation its weights and its time constants in
 * seconds, `[neurons]` or `[]`.
 */
export type AhpLifParameters<Recurrent extends boolean> = LifParameters<Recurrent> &
  HyperpolarisationParameters;

/** The state of {@link ahpLif}. */
export interface AhpLifState extends LifState {
  /** The current of the after-hyperpolarisation, `[neurons]`. */
  readonly hyperpolarisation: Tensor;
}

/** What {@link ahpLif} records: like the state, with a time axis before the neurons. */
export type AhpLifRecording<Recurrent extends boolean> = LifRecording<Recurrent> &
  Pick<AhpLifState, 'hyperpolarisation'>;

/** How an {@link ahpLif} module is made. */
export interface AhpLifOptions<Recurrent extends boolean> extends LifOptions<Recurrent> {
  /** Seconds. Default 0.02. */
  readonly initialTauHyperpolarisation?: NeuronParameter;
  /** Default -0.9: each spike makes the next one less likely. */
  readonly initialWeightHyperpolarisation?: NeuronParameter;
}

/** Leaky integrate-and-fire neurons with an after-hyperpolarisation. */
export interface AhpLif<Recurrent extends boolean>
  extends Module<AhpLifParameters<Recurrent>, AhpLifState, AhpLifRecording<Recurrent>> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Leaky integrate-and-fire neurons that adapt by an after-hyperpolarisation (AHP): a current that each spike of a neuron adds to, and that
 * pulls its membrane down. As `lif`, with
 *
 *     h ← (h + z w_ahp) exp(-dt / τ_ahp)
 *     v ← v exp(-dt / τ_mem) + Σ I + h + bias + noise
 *
 * in every time step, z being the neuron's spikes of the step before.
 * @throws LimpetError where a count, an initial tensor, the time step or the noise does not fit.
 * @example `ahpLif({ neurons: 128, recurrent: true, initialTauHyperpolarisation: 0.1 })`
 * Source: Rockpool, `aLIFTorch` (which hands the state of batch element 0 to all elements; this does not).
 */
export function ahpLif<const Recurrent extends boolean = false>(
  options: AhpLifOptions<Recurrent>,
): AhpLif<Recurrent> {
  const { settings, ...own } = lifParts('ahpLif', options);
  const { initialTauHyperpolarisation = 0.02, initialWeightHyperpolarisation = -0.9 } = options;
  const shape = [options.neurons];
  const first = (path: string, initial: NeuronParameter): Tensor =>
    neuronParameter('ahpLif', path, initial, [shape, []]);
  return temporalModule<AhpLifParameters<Recurrent>, AhpLifState, AhpLifRecording<Recurrent>>({
    ...own,
    fixed: {
      ...own.fixed,
      tauHyperpolarisation: first('tauHyperpolarisation', initialTauHyperpolarisation),
      weightHyperpolarisation: first('weightHyperpolarisation', initialWeightHyperpolarisation),
    },
    positive: [...own.positive, 'tauHyperpolarisation'],
    state: { ...own.state, hyperpolarisation: shape },
    run: (parameters, state, steps) => {
      const run = runLif(parameters, settings, state, steps);
      return { ...run, output: run.trace.spikes };
    },
  });
}
