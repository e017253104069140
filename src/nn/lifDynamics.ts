import { div, scan, slice, type Tensor } from '../trace/index.ts';
import type { LifParameters, LifState } from './lif.ts';
import type { Surrogate } from './spike.ts';
import { spikeAndReset } from './spikeAndReset.ts';
import type { TimeSteps } from './temporalModule.ts';

/** What does not change while a network of LIF neurons runs, besides its parameters. */
export interface LifSettings {
  readonly neurons: number;
  readonly synapses: number;
  readonly dt: number;
  readonly surrogate: Surrogate;
  readonly maxSpikesPerStep: number;
}

/** The tensors of the state of LIF neurons, with a batch axis; of the trace, with a time axis before it. */
export type LifTensors = Required<Omit<LifState, 'key'>>;

/** What happened in each time step, `[time, batch, ...]`. */
export type LifTrace = LifTensors & { readonly recurrentInput?: Tensor };

/**
 * Runs LIF neurons over time; see `lif` for the equations. What does not depend on the state is computed before the
 * loop. One synapse for each neuron has no axis of its own in the loop, and without recurrent weights no spikes are
 * carried.
 */
export function runLif(
  parameters: LifParameters<boolean>,
  settings: LifSettings,
  initial: LifTensors,
  steps: TimeSteps,
): { readonly last: LifTensors; readonly trace: LifTrace } {
  const { neurons, synapses, dt, surrogate, maxSpikesPerStep } = settings;
  const { bias, tauMembrane, tauSynapse } = parameters;
  const [time = 0, batch = 1] = steps.input.shape;
  const weight = 'weightRecurrent' in parameters ? (parameters.weightRecurrent as Tensor) : undefined;
  const perSynapse = synapses === 1 ? [batch, neurons] : [batch, neurons, synapses];
  const membraneDecay = div(-dt, tauMembrane).exp();
  const synapseDecay = div(-dt, perNeuron(tauSynapse, synapses)).exp();
  const threshold = parameters.threshold.broadcastTo([batch, neurons]);

  const step = (carry: Carry, now: TimeSteps): [Carry, LifTrace] => {
    const recurrentInput = weight && carry.spikes?.matmul(weight).reshape(perSynapse);
    const received = carry.current.add(now.input);
    const current = (recurrentInput ? received.add(recurrentInput) : received).mul(synapseDecay);
    const driven = carry.membrane
      .mul(membraneDecay)
      .add(synapses === 1 ? current : current.sum({ axis: -1 }));
    const potential = (now.noise ? driven.add(now.noise) : driven).add(bias);
    const { membrane, spikes } = spikeAndReset(potential, threshold, surrogate, maxSpikesPerStep);
    const next = { current, membrane, ...(weight && { spikes }) };
    return [next, { membrane, spikes, synapticCurrent: current, ...(recurrentInput && { recurrentInput }) }];
  };
  const start = {
    current: initial.synapticCurrent.reshape(perSynapse),
    membrane: initial.membrane,
    ...(weight && { spikes: initial.spikes }),
  };
  const inputs = { ...steps, input: steps.input.reshape([time, ...perSynapse]) };
  const [last, trace] = scan<Carry, TimeSteps, LifTrace>(step, start, inputs);
  const shape = [batch, neurons, synapses];
  return {
    last: {
      membrane: last.membrane,
      spikes: last.spikes ?? slice(trace.spikes, [time - 1]),
      synapticCurrent: last.current.reshape(shape),
    },
    trace: {
      ...trace,
      synapticCurrent: trace.synapticCurrent.reshape([time, ...shape]),
      ...(trace.recurrentInput && { recurrentInput: trace.recurrentInput.reshape([time, ...shape]) }),
    },
  };
}

interface Carry {
  readonly current: Tensor;
  readonly membrane: Tensor;
  readonly spikes?: Tensor;
}

/** Time constants of synapses, without an axis for the synapses where there is one for each neuron. */
const perNeuron = (tau: Tensor, synapses: number): Tensor =>
  synapses === 1 && tau.shape.length === 2 ? tau.squeeze(1) : tau;
