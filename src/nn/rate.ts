import { valueError } from '../errors.ts';
import { div, matmul, scan, type Tensor } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkTimeStep } from './checkTimeStep.ts';
import { type Initializer, unitEigenvalues } from './initializers.ts';
import { membraneNoise, type NoiseOptions, type NoiseState } from './membraneNoise.ts';
import type { Module } from './module.ts';
import { type NeuronParameter, neuronParameter } from './neuronParameter.ts';
import { numberedSteps, type Product } from './product.ts';
import { type RateActivation, rateActivations } from './rateActivations.ts';
import { type NumberedSteps, type StateTensors, type TimeSteps, temporalModule } from './temporalModule.ts';

/** The parameters of {@link rate}; `weightRecurrent` `[neurons, neurons]` where it is recurrent. */
export type RateParameters<Recurrent extends boolean> = {
  /** A constant input, `[neurons]` or `[]`. */
  readonly bias: Tensor;
  /** Time constants in seconds, `[neurons]` or `[]`. */
  readonly tau: Tensor;
  /** `[neurons]` or `[]`. */
  readonly threshold: Tensor;
} & (Recurrent extends true ? { readonly weightRecurrent: Tensor } : unknown);

/** The state of {@link rate}: x `[neurons]`, with a batch axis before where there is a batch; and a key where there is noise. */
export interface RateState extends NoiseState {
  readonly x: Tensor;
}

/** What {@link rate} records over time: the state, and what comes back through the recurrent weights. */
export type RateRecording<Recurrent extends boolean> = { readonly x: Tensor } & (Recurrent extends true
  ? { readonly recurrentInput: Tensor }
  : unknown);

/** How a {@link rate} module is made. */
export interface RateOptions<Recurrent extends boolean> extends NoiseOptions {
  readonly neurons: number;
  /** Whether the outputs come back through a weight matrix. Default false. */
  readonly recurrent?: Recurrent;
  /** A name of {@link rateActivations}, or a function. Default `relu`. */
  readonly activation?: keyof typeof rateActivations | RateActivation;
  /** Seconds. Default 0.02. */
  readonly initialTau?: NeuronParameter;
  /** Default 0. */
  readonly initialBias?: NeuronParameter;
  /** Default 0. */
  readonly initialThreshold?: NeuronParameter;
  /** Default {@link unitEigenvalues}. */
  readonly initialWeightRecurrent?: Initializer | Tensor;
  /** What multiplies outputs by the recurrent weights in each time step, such as `crossbarProduct` of `limpet/hardware`. Default `matmul`. */
  readonly product?: Product;
  /** The time step in seconds. Default 0.001. */
  readonly dt?: number;
}

/** Rate neurons. */
export interface Rate<Recurrent extends boolean>
  extends Module<RateParameters<Recurrent>, RateState, RateRecording<Recurrent>> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Rate neurons; in every time step
 *
 *     x ← x + dt / τ · (input + bias + noise + H(x, θ) W - x)
 *
 * and the output is H(x, θ), from f32 `[time, neurons]` to the same, or with a batch before. H W, with the x of the
 * step before, is there where the module is recurrent.
 * @throws LimpetError where a count, an initial tensor, the time step, the activation or the noise does not fit.
 * @example `rate({ neurons: 12, recurrent: true, activation: 'tanh' })`
 * Source: Rockpool, `RateJax` (which hands the state of batch element 0 to all elements, and copies a single input
 * channel to all neurons; this does not).
 */
export function rate<const Recurrent extends boolean = false>(
  options: RateOptions<Recurrent>,
): Rate<Recurrent> {
  const { neurons, recurrent, initialWeightRecurrent = unitEigenvalues, dt = 1e-3 } = options;
  checkCounts('rate', { neurons });
  checkTimeStep('rate', dt);
  const activate = activationOf(options.activation ?? 'relu');
  const first = (path: string, initial: NeuronParameter) =>
    neuronParameter('rate', path, initial, [[neurons], []]);
  const weight = { initial: initialWeightRecurrent, shape: [neurons, neurons] };
  return temporalModule<RateParameters<Recurrent>, RateState, RateRecording<Recurrent>>({
    name: 'rate',
    inputs: neurons,
    outputs: neurons,
    fixed: {
      bias: first('bias', options.initialBias ?? 0),
      tau: first('tau', options.initialTau ?? 0.02),
      threshold: first('threshold', options.initialThreshold ?? 0),
    },
    drawn: recurrent ? { weightRecurrent: weight } : {},
    positive: ['tau'],
    state: { x: [neurons] },
    noise: membraneNoise('rate', dt, options),
    noiseChannels: neurons,
    run: (parameters, { x }, steps) => {
      const rates = { ...parameters, rate: div(dt, parameters.tau), activate, product: options.product };
      return 'weightRecurrent' in parameters
        ? runRecurrent({ ...rates, weight: parameters.weightRecurrent as Tensor }, x, steps)
        : runFeedForward(rates, x, steps);
    },
  });
}

function activationOf(activation: keyof typeof rateActivations | RateActivation): RateActivation {
  if (typeof activation === 'function') return activation;
  if (Object.hasOwn(rateActivations, activation)) return rateActivations[activation];
  const names = Object.keys(rateActivations).join(', ');
  throw valueError(`rate: expected an activation of ${names}, or a function, got ${String(activation)}`);
}

interface Rates {
  readonly bias: Tensor;
  readonly threshold: Tensor;
  readonly rate: Tensor;
  readonly activate: RateActivation;
  readonly product: Product | undefined;
}

type Run = { last: StateTensors<RateState>; trace: Readonly<Record<string, Tensor>>; output: Tensor };

/** All that drives the neurons from outside. */
const driveOf = ({ bias }: Rates, { input, noise }: TimeSteps): Tensor =>
  (noise ? input.add(noise) : input).add(bias);

/** The outputs are not needed in the loop: they are taken of all time steps at once. */
function runFeedForward(rates: Rates, initial: Tensor, steps: TimeSteps): Run {
  const step = (x: Tensor, drive: Tensor): [Tensor, Tensor] => {
    const next = x.add(drive.sub(x).mul(rates.rate));
    return [next, next];
  };
  const [x, trace] = scan(step, initial, driveOf(rates, steps));
  return { last: { x }, trace: { x: trace }, output: rates.activate(trace, rates.threshold) };
}

function runRecurrent(rates: Rates & { readonly weight: Tensor }, initial: Tensor, steps: TimeSteps): Run {
  const { threshold, weight, rate, activate, product } = rates;
  const multiply = product ?? matmul;
  type Carry = { readonly x: Tensor; readonly output: Tensor };
  type Record = Carry & { readonly recurrentInput: Tensor };
  const step = (carry: Carry, now: NumberedSteps): [Carry, Record] => {
    const recurrentInput = multiply(carry.output, weight, now.step);
    const x = carry.x.add(now.input.sub(carry.x).add(recurrentInput).mul(rate));
    const next = { x, output: activate(x, threshold) };
    return [next, { ...next, recurrentInput }];
  };
  const start = { x: initial, output: activate(initial, threshold) };
  const driven = numberedSteps({ input: driveOf(rates, steps) }, product);
  const [last, { output, ...trace }] = scan<Carry, NumberedSteps, Record>(step, start, driven);
  return { last: { x: last.x }, trace, output };
}
