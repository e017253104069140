import type { Key } from '../random/key.ts';
import type { Tensor } from '../trace/index.ts';

/** What a module makes of an input. */
export interface ModuleResult<State, Recording> {
  readonly output: Tensor;
  /** The state after the input, to be given to the next call where a signal goes on. */
  readonly state: State;
  /** What happened inside, over time. */
  readonly recording: Recording;
}

/**
 * An immutable description of a network, or of a part of one, with pure functions. Parameters, state and recording are typed trees.
 * Inputs are `[time, channels]` or `[batch, time, channels]`; the output has the same leading axes.
 */
export interface Module<Parameters, State, Recording> {
  readonly name: string;
  /** Channels of the input; left out where any number will do. */
  readonly inputs?: number;
  /** Channels of the output; left out where they are those of the input, `unknown` where they depend on its other axes. */
  readonly outputs?: number | 'unknown';
  /** Parameters drawn from a key. */
  init(key: Key): Parameters;
  /** The state at rest, one per batch element where a batch is given. */
  initialState(batch?: number): State;
  /**
   * The output for an input.
   * @param state default: the state at rest.
   * @throws ModuleError naming the layer where parameters, input or state do not fit.
   */
  apply(parameters: Parameters, input: Tensor, state?: State): ModuleResult<State, Recording>;
}

/** A module of any kind. */
export type AnyModule = Module<unknown, unknown, unknown>;

/** The parameters of a module. */
export type ParametersOf<M extends AnyModule> = ReturnType<M['init']>;

/** The state of a module. */
export type StateOf<M extends AnyModule> = ReturnType<M['initialState']>;

/** The recording of a module. */
export type RecordingOf<M extends AnyModule> = ReturnType<M['apply']>['recording'];

/** The tree without leaves: parameters, state or recording of a module that has none. */
export type Empty = Readonly<Record<string, never>>;
