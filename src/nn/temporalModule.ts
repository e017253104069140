import type { Shape } from '../ir/types.ts';
import { type Key, split } from '../random/key.ts';
import { type Tensor, zeros } from '../trace/index.ts';
import { checkInput, checkTime } from './checkInput.ts';
import { checkParameters } from './checkParameters.ts';
import { checkPositive } from './checkPositive.ts';
import { checkState } from './checkState.ts';
import { drawInitial, type Initializer } from './initializers.ts';
import type { Noise, NoiseState } from './membraneNoise.ts';
import type { Module } from './module.ts';
import { batchFirst, batchOf, timeFirst } from './timeAxis.ts';

/** What a module reads in each time step, `[time, batch, channels]`. */
export interface TimeSteps {
  readonly input: Tensor;
  readonly noise?: Tensor;
}

/** Time steps that may know their numbers. */
export interface NumberedSteps extends TimeSteps {
  /** i32. */
  readonly step?: Tensor;
}

/** Named tensors. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** The tensors of a state, without the key of its noise. */
export type StateTensors<State> = { readonly [Name in Exclude<keyof State, 'key'>]: Tensor };

/** A parameter that is drawn. */
export interface DrawnParameter {
  readonly initial: Initializer | Tensor;
  readonly shape: Shape;
}

/** What is particular to a module that runs over time. */
export interface TemporalModule<Parameters, State> {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Parameters that begin with fixed values. */
  readonly fixed: Tensors;
  /** Parameters that are drawn, in the order of their keys. */
  readonly drawn: Readonly<Record<string, DrawnParameter>>;
  /** The parameters that must be above 0. */
  readonly positive: readonly string[];
  /** The shapes of the state's tensors, without a batch. */
  readonly state: { readonly [Name in Exclude<keyof State, 'key'>]: Shape };
  readonly noise: Noise;
  /** The number of channels that the noise has. */
  readonly noiseChannels: number;
  /** Runs over time; the state has a batch axis, the trace `[time, batch, ...]`. */
  readonly run: (
    parameters: Parameters,
    state: StateTensors<State>,
    steps: TimeSteps,
  ) => { readonly last: StateTensors<State>; readonly trace: Tensors; readonly output: Tensor };
}

/**
 * A module that runs over time, with what all such modules share: checks, initial values, axes of time and batch, noise. Where the input has
 * no batch, neither have the state, the recording and the output.
 */
export function temporalModule<Parameters extends object, State extends NoiseState, Recording>(
  own: TemporalModule<Parameters, State>,
): Module<Parameters, State, Recording> & { readonly inputs: number; readonly outputs: number } {
  const { name, inputs, outputs, fixed, drawn, noise } = own;
  const perElement: Readonly<Record<string, Shape>> = own.state;
  const shapes = mapRecord({ ...fixed, ...drawn }, ({ shape }) => shape);
  const stateShapes = (batch?: number): Record<string, Shape> =>
    mapRecord(perElement, (shape) => (batch === undefined ? shape : [batch, ...shape]));
  const initialState = (batch?: number): State => {
    const tensors = mapRecord(stateShapes(batch), (shape) => zeros(shape));
    const state: unknown = { ...noise.initialState, ...tensors };
    return state as State;
  };
  return {
    name,
    inputs,
    outputs,
    initialState,
    init: (key: Key) => {
      const names = Object.keys(drawn);
      const keys = names.length > 1 ? split(key, names.length) : [key];
      const weights = mapRecord(drawn, ({ initial, shape }, each) =>
        drawInitial(initial, keys[names.indexOf(each)] ?? key, shape),
      );
      const parameters: unknown = { ...fixed, ...weights };
      checkParameters(name, shapes, parameters);
      checkPositive(name, parameters as Parameters, own.positive);
      return parameters as Parameters;
    },
    apply: (parameters, input, given) => {
      checkParameters(name, shapes, parameters);
      checkInput(name, input, inputs);
      checkTime(name, input);
      checkPositive(name, parameters, own.positive);
      const batch = batchOf(input);
      const state = given ?? initialState(batch);
      const before: unknown = mapRecord(checkState(name, stateShapes(batch), state, batch), (tensor, each) =>
        tensor.reshape([batch ?? 1, ...(perElement[each] ?? [])]),
      );
      const draws = noise.draw(state, [batch ?? 1, input.shape.at(-2) ?? 0, own.noiseChannels]);
      const steps = { input: timeFirst(input), ...(draws.noise && { noise: timeFirst(draws.noise) }) };
      const { last, trace, output } = own.run(parameters, before as StateTensors<State>, steps);
      const after: unknown = {
        ...mapRecord(stateShapes(batch), (shape, each) => (Reflect.get(last, each) as Tensor).reshape(shape)),
        ...draws.next,
      };
      const recording: unknown = mapRecord(trace, (each) => batchFirst(each, batch));
      return { output: batchFirst(output, batch), state: after as State, recording: recording as Recording };
    },
  };
}

/** The record with a function applied to every entry. */
const mapRecord = <From, To>(
  record: Readonly<Record<string, From>>,
  fn: (value: From, name: string) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fn(value, name)]));
