import { shapeError, valueError } from '../errors.ts';
import { split } from '../random/key.ts';
import type { Tensor } from '../trace/index.ts';
import { formatStructure, treeStructure } from '../tree/index.ts';
import type { AnyModule, Module, ParametersOf, RecordingOf, StateOf } from './module.ts';
import { insideLayer, ModuleError } from './moduleError.ts';

/** The parameters of {@link sequential}: a tuple with those of each layer. */
export type SequentialParameters<Layers extends readonly AnyModule[]> = {
  readonly [Index in keyof Layers]: ParametersOf<Layers[Index]>;
};

/** The state of {@link sequential}: a tuple with that of each layer. */
export type SequentialState<Layers extends readonly AnyModule[]> = {
  readonly [Index in keyof Layers]: StateOf<Layers[Index]>;
};

/** The recording of {@link sequential}: a tuple with the output and the recording of each layer. */
export type SequentialRecording<Layers extends readonly AnyModule[]> = {
  readonly [Index in keyof Layers]: {
    readonly output: Tensor;
    readonly recording: RecordingOf<Layers[Index]>;
  };
};

/** Modules one after the other. */
export interface Sequential<Layers extends readonly AnyModule[]>
  extends Module<SequentialParameters<Layers>, SequentialState<Layers>, SequentialRecording<Layers>> {
  readonly layers: Layers;
}

/**
 * Modules one after the other: each one's output is the next one's input.
 * @throws LimpetError where there is no layer, or a layer's channels are not those of the one before.
 * @example `sequential(linear({ inputs: 2000, outputs: 8 }), instant((x) => x.tanh()), linear({ inputs: 8, outputs: 2 }))`
 * Source: Rockpool, `Sequential`.
 */
export function sequential<const Layers extends readonly AnyModule[]>(...layers: Layers): Sequential<Layers> {
  const { inputs, outputs } = checkChannels(layers);
  const each = <Result>(run: (layer: AnyModule, index: number) => Result): Result[] =>
    layers.map((layer, index) =>
      insideLayer(layer.name, `layer ${index} of sequential`, String(index), () => run(layer, index)),
    );
  const init = (...[key]: Parameters<AnyModule['init']>): SequentialParameters<Layers> => {
    const keys = split(key, layers.length);
    const drawn: readonly unknown[] = each((layer, index) => layer.init(keys[index] ?? key));
    return drawn as SequentialParameters<Layers>;
  };
  const initialState = (batch?: number): SequentialState<Layers> => {
    const states: readonly unknown[] = each((layer) => layer.initialState(batch));
    return states as SequentialState<Layers>;
  };
  const apply: Sequential<Layers>['apply'] = (parameters, input, state) => {
    const own = checkedTuple('parameters', parameters, layers.length);
    const states = state === undefined ? [] : checkedTuple('state', state, layers.length);
    let output = input;
    const results = each((layer, index) => {
      const result = layer.apply(own[index], output, states[index]);
      output = result.output;
      return result;
    });
    const next: readonly unknown[] = results.map((result) => result.state);
    const recording: readonly unknown[] = results.map((result) => ({
      output: result.output,
      recording: result.recording,
    }));
    return {
      output,
      state: next as SequentialState<Layers>,
      recording: recording as SequentialRecording<Layers>,
    };
  };
  return {
    name: 'sequential',
    layers,
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    init,
    initialState,
    apply,
  };
}

/** The channels of the whole; checks that those of the layers fit together. */
function checkChannels(layers: readonly AnyModule[]): {
  inputs: number | undefined;
  outputs: number | 'unknown' | undefined;
} {
  if (layers.length === 0) throw valueError('sequential: expected at least one module, got none');
  let inputs: number | undefined;
  let outputs: number | 'unknown' | undefined;
  layers.forEach((layer, index) => {
    if (outputs !== 'unknown') inputs ??= layer.inputs;
    if (layer.inputs !== undefined && typeof outputs === 'number' && layer.inputs !== outputs) {
      throw shapeError(
        `sequential: layer ${index} (${layer.name}) takes ${layer.inputs} channels, the layers before it give ${outputs}`,
      );
    }
    outputs = layer.outputs ?? outputs;
  });
  return { inputs, outputs };
}

function checkedTuple(what: string, tree: unknown, length: number): readonly unknown[] {
  if (Array.isArray(tree) && tree.length === length) return tree;
  const problem = `expected a tuple of ${length}, one for each layer, got ${formatStructure(treeStructure(tree))}`;
  if (what === 'parameters') throw new ModuleError({ code: 'tree', module: 'sequential', path: '', problem });
  throw new ModuleError({ code: 'tree', module: 'sequential', problem: `${what}: ${problem}` });
}
