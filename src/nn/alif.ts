import { div, matmul, scan, stopGradient, type Tensor, where } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkTimeStep } from './checkTimeStep.ts';
import { type Initializer, kaiming } from './initializers.ts';
import { membraneNoise, type NoiseOptions, type NoiseState } from './membraneNoise.ts';
import type { Module } from './module.ts';
import { type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import { numberedSteps, type Product } from './product.ts';
import { type Surrogate, withSurrogate } from './spike.ts';
import { triangular } from './surrogates.ts';
import { type NumberedSteps, type StateTensors, type TimeSteps, temporalModule } from './temporalModule.ts';

/** The parameters of {@link alif}; `weightRecurrent` `[neurons, neurons]` where it is recurrent. */
export type AlifParameters<Recurrent extends boolean> = {
  /** How much the threshold rises, β, `[neurons]` or `[]`. */
  readonly adaptation: Tensor;
  /** Time constants of the adaptation in seconds, `[neurons]` or `[]`. */
  readonly tauAdaptation: Tensor;
  /** Time constants of the membrane in seconds, `[neurons]` or `[]`. */
  readonly tauMembrane: Tensor;
  /** The threshold of a neuron that has not spiked, b₀, `[neurons]` or `[]`. */
  readonly threshold: Tensor;
} & (Recurrent extends true ? { readonly weightRecurrent: Tensor } : unknown);

/** The state of {@link alif}, `[neurons]` each, with a batch axis before where there is a batch; and a key where there is noise. */
export interface AlifState extends NoiseState {
  /** The smoothed spike rate b, in spikes per millisecond. */
  readonly adapted: Tensor;
  readonly membrane: Tensor;
  /** Time steps until the neuron can spike again. */
  readonly refractory: Tensor;
  /** Spikes of the last time step, 0 or 1. */
  readonly spikes: Tensor;
}

/** What {@link alif} records over time; `threshold` is B, which adapts. */
export type AlifRecording = Pick<AlifState, 'adapted' | 'membrane' | 'spikes'> & {
  readonly threshold: Tensor;
};

/** How an {@link alif} module is made. */
export interface AlifOptions<Recurrent extends boolean> extends NoiseOptions {
  readonly neurons: number;
  /** Whether spikes come back through a weight matrix. Default false. */
  readonly recurrent?: Recurrent;
  /** Default 1.6. */
  readonly initialAdaptation?: NeuronParameter;
  /** Seconds. Default 0.2. */
  readonly initialTauAdaptation?: NeuronParameter;
  /** Seconds. Default 0.02. */
  readonly initialTauMembrane?: NeuronParameter;
  /** Default 0.03. */
  readonly initialThreshold?: NeuronParameter;
  /** Default {@link kaiming}. */
  readonly initialWeightRecurrent?: Initializer | Tensor;
  /** What multiplies spikes by the recurrent weights in each time step, such as `crossbarProduct` of `limpet/hardware`. Default `matmul`. */
  readonly product?: Product;
  /** Time steps from one spike to the next, at least. Default 1: no refractory period. */
  readonly refractorySteps?: number;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
  /** The derivative that stands for that of a spike. Default {@link triangular}. */
  readonly surrogate?: Surrogate;
}

/** Integrate-and-fire neurons with an adaptive threshold. */
export interface Alif<Recurrent extends boolean>
  extends Module<AlifParameters<Recurrent>, AlifState, AlifRecording> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Leaky integrate-and-fire neurons whose threshold rises with each spike; with ρ = exp(-dt / τ), and r the spikes of the
 * step before, per millisecond (z / 1000 dt), in every time step
 *
 *     b ← ρ_adaptation b + (1 - ρ_adaptation) r
 *     B = b₀ + β b
 *     v ← ρ_membrane v + (1 - ρ_membrane) (input + r W) - z B + noise
 *     z ← 1 where v > B and the neuron is not refractory, else 0           (spikes, the output)
 *
 * from f32 `[time, neurons]` to the same, or with a batch before. By the surrogate gradient z depends on v and, where not refractory, on B.
 * @throws LimpetError where a count, an initial tensor, the time step or the noise does not fit.
 * @example `sequential(linear({ inputs: 16, outputs: 256 }), alif({ neurons: 256, recurrent: true }))`
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, supplement; Bellec et al., arXiv 1803.09574.
 */
export function alif<const Recurrent extends boolean = false>(
  options: AlifOptions<Recurrent>,
): Alif<Recurrent> {
  const { neurons, recurrent, refractorySteps = 1, dt = 1e-3, surrogate = triangular() } = options;
  checkCounts('alif', { neurons, refractorySteps });
  checkTimeStep('alif', dt);
  const first = (path: string, initial: NeuronParameter) =>
    neuronParameter('alif', path, initial, [[neurons], []]);
  const weight = { initial: options.initialWeightRecurrent ?? kaiming, shape: [neurons, neurons] };
  const settings: Settings = { dt, refractorySteps, surrogate, product: options.product };
  return temporalModule<AlifParameters<Recurrent>, AlifState, AlifRecording>({
    name: 'alif',
    inputs: neurons,
    outputs: neurons,
    fixed: {
      adaptation: first('adaptation', options.initialAdaptation ?? 1.6),
      tauAdaptation: first('tauAdaptation', options.initialTauAdaptation ?? 0.2),
      tauMembrane: first('tauMembrane', options.initialTauMembrane ?? 0.02),
      threshold: first('threshold', options.initialThreshold ?? 0.03),
    },
    drawn: recurrent ? { weightRecurrent: weight } : {},
    positive: ['tauAdaptation', 'tauMembrane', 'threshold'],
    state: { adapted: [neurons], membrane: [neurons], refractory: [neurons], spikes: [neurons] },
    noise: membraneNoise('alif', dt, options),
    noiseChannels: neurons,
    run: (parameters, state, steps) => runAlif(parameters, settings, state, steps),
  });
}

interface Settings {
  readonly dt: number;
  readonly refractorySteps: number;
  readonly surrogate: Surrogate;
  readonly product: Product | undefined;
}

/** The refractory counts are carried only where there is a refractory period. */
type Carry = Omit<StateTensors<AlifState>, 'refractory'> & { readonly refractory?: Tensor };

function runAlif(
  parameters: AlifParameters<boolean>,
  { dt, refractorySteps, surrogate, product }: Settings,
  { refractory, ...initial }: StateTensors<AlifState>,
  steps: TimeSteps,
) {
  const weight = 'weightRecurrent' in parameters ? (parameters.weightRecurrent as Tensor) : undefined;
  const adaptationDecay = div(-dt, parameters.tauAdaptation).exp();
  const membraneDecay = div(-dt, parameters.tauMembrane).exp();
  const perMillisecond = 1 / (1000 * dt);
  const multiply = product ?? matmul;
  const step = (carry: Carry, now: NumberedSteps): [Carry, AlifRecording] => {
    const rates = perMillisecond === 1 ? carry.spikes : carry.spikes.mul(perMillisecond);
    const adapted = carry.adapted.mul(adaptationDecay).add(rates.mul(adaptationDecay.neg().add(1)));
    const threshold = adapted.mul(parameters.adaptation).add(parameters.threshold);
    const received = weight ? now.input.add(multiply(rates, weight, now.step)) : now.input;
    const driven = carry.membrane.mul(membraneDecay).add(received.mul(membraneDecay.neg().add(1)));
    const reset = driven.sub(carry.spikes.mul(threshold));
    const membrane = now.noise ? reset.add(now.noise) : reset;
    const free = carry.refractory?.less(0.5);
    const fired = withSurrogate(membrane.greater(threshold).cast('f32'), membrane, threshold, surrogate);
    const spikes = free ? where(free, fired, 0) : fired;
    const next = { adapted, membrane, spikes };
    const wait = carry.refractory && stopGradient(waiting(carry.refractory, spikes, refractorySteps));
    return [
      { ...next, ...(wait && { refractory: wait }) },
      { ...next, threshold },
    ];
  };
  const start: Carry = { ...initial, ...(refractorySteps > 1 && { refractory }) };
  const inputs = numberedSteps(steps, weight && product);
  const [last, trace] = scan<Carry, NumberedSteps, AlifRecording>(step, start, inputs);
  return { last: { refractory, ...last }, trace, output: trace.spikes };
}

/** Time steps left after a step: those of a new spike, or one less than before. */
const waiting = (before: Tensor, spikes: Tensor, refractorySteps: number): Tensor =>
  where(spikes.greater(0), refractorySteps - 1, before.sub(1).maximum(0));
