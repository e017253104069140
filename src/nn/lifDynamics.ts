import { div, matmul, scan, slice, type Tensor } from '../trace/index.ts';
import type { LifParameters, LifState } from './lif.ts';
import { numberedSteps, type Product } from './product.ts';
import type { Surrogate } from './spike.ts';
import { spikeAndReset } from './spikeAndReset.ts';
import type { NumberedSteps, TimeSteps } from './temporalModule.ts';

/** What does not change while a network of LIF neurons runs, besides its parameters. */
export interface LifSettings {
  readonly neurons: number;
  readonly synapses: number;
  readonly dt: number;
  readonly surrogate: Surrogate;
  readonly maxSpikesPerStep: number;
  readonly product: Product | undefined;
}

/**
 * The tensors of the state of LIF neurons, with a batch axis; of the trace, with a time axis before it. Neurons with an
 * after-hyperpolarisation have its current too.
 */
export type LifTensors = Required<Omit<LifState, 'key'>> & { readonly hyperpolarisation?: Tensor };

/** What happened in each time step, `[time, batch, ...]`. */
export type LifTrace = LifTensors & { readonly recurrentInput?: Tensor };

/** The parameters of an after-hyperpolarisation. */
export interface HyperpolarisationParameters {
  readonly tauHyperpolarisation: Tensor;
  readonly weightHyperpolarisation: Tensor;
}

/**
 * Runs LIF neurons over time; see `lif` for the equations, and `ahpLif` for those of the after-hyperpolarisation, which there is
 * where there are its parameters. What does not depend on the state is computed before the
 * loop. One synapse for each neuron has no axis of its own in the loop, and spikes are carried only where they come back.
 */
export function runLif<State extends LifTensors>(
  parameters: LifParameters<boolean> & Partial<HyperpolarisationParameters>,
  settings: LifSettings,
  initial: State,
  steps: TimeSteps,
): { readonly last: State; readonly trace: State & LifTrace } {
  const { neurons, synapses, dt, surrogate, maxSpikesPerStep, product = matmul } = settings;
  const { bias, tauMembrane, tauSynapse } = parameters;
  const [time = 0, batch = 1] = steps.input.shape;
  const weight = 'weightRecurrent' in parameters ? (parameters.weightRecurrent as Tensor) : undefined;
  const perSynapse = synapses === 1 ? [batch, neurons] : [batch, neurons, synapses];
  const membraneDecay = div(-dt, tauMembrane).exp();
  const synapseDecay = div(-dt, perNeuron(tauSynapse, synapses)).exp();
  const threshold = parameters.threshold.broadcastTo([batch, neurons]);
  const hyperpolarise = hyperpolarisation(parameters, dt);

  const step = (carry: Carry, now: NumberedSteps): [Carry, LifTrace] => {
    const recurrentInput =
      weight && carry.spikes && product(carry.spikes, weight, now.step).reshape(perSynapse);
    const received = carry.current.add(now.input);
    const current = (recurrentInput ? received.add(recurrentInput) : received).mul(synapseDecay);
    const hyperpolarised = hyperpolarise?.(carry);
    const driven = carry.membrane
      .mul(membraneDecay)
      .add(synapses === 1 ? current : current.sum({ axis: -1 }));
    const charged = hyperpolarised ? driven.add(hyperpolarised) : driven;
    const potential = (now.noise ? charged.add(now.noise) : charged).add(bias);
    const { membrane, spikes } = spikeAndReset(potential, threshold, surrogate, maxSpikesPerStep);
    const own = { membrane, ...(hyperpolarised && { hyperpolarisation: hyperpolarised }) };
    const next = { ...own, current, ...((weight || hyperpolarised) && { spikes }) };
    const seen = { ...own, spikes, synapticCurrent: current, ...(recurrentInput && { recurrentInput }) };
    return [next, seen];
  };
  const { synapticCurrent, spikes, ...others }: LifTensors = initial;
  const start: Carry = {
    ...others,
    current: synapticCurrent.reshape(perSynapse),
    ...((weight || hyperpolarise) && { spikes }),
  };
  const numbered = numberedSteps(steps, weight && settings.product);
  const inputs = { ...numbered, input: steps.input.reshape([time, ...perSynapse]) };
  const [{ current, ...last }, trace] = scan<Carry, NumberedSteps, LifTrace>(step, start, inputs);
  const shape = [batch, neurons, synapses];
  const lastState: LifTensors = {
    ...last,
    spikes: last.spikes ?? slice(trace.spikes, [time - 1]),
    synapticCurrent: current.reshape(shape),
  };
  const wholeTrace: LifTrace = {
    ...trace,
    synapticCurrent: trace.synapticCurrent.reshape([time, ...shape]),
    ...(trace.recurrentInput && { recurrentInput: trace.recurrentInput.reshape([time, ...shape]) }),
  };
  return { last: lastState as State, trace: wholeTrace as State & LifTrace };
}

interface Carry {
  readonly current: Tensor;
  readonly membrane: Tensor;
  readonly hyperpolarisation?: Tensor;
  readonly spikes?: Tensor;
}

/** The step of the current of the after-hyperpolarisation, where the neurons have one. */
function hyperpolarisation(
  { tauHyperpolarisation, weightHyperpolarisation }: Partial<HyperpolarisationParameters>,
  dt: number,
): ((carry: Carry) => Tensor | undefined) | undefined {
  if (tauHyperpolarisation === undefined || weightHyperpolarisation === undefined) return undefined;
  const decay = div(-dt, tauHyperpolarisation).exp();
  return ({ hyperpolarisation: current, spikes }) =>
    spikes && current?.add(spikes.mul(weightHyperpolarisation)).mul(decay);
}

/** Time constants of synapses, without an axis for the synapses where there is one for each neuron. */
const perNeuron = (tau: Tensor, synapses: number): Tensor =>
  synapses === 1 && tau.shape.length === 2 ? tau.squeeze(1) : tau;
