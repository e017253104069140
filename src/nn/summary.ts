import { formatShape, sizeOf } from '../ir/types.ts';
import { key } from '../random/key.ts';
import { Tensor } from '../trace/index.ts';
import { treeLeaves, treePaths } from '../tree/index.ts';
import type { AnyModule } from './module.ts';

/** A layer in a {@link NetworkSummary}. */
export interface LayerSummary {
  /** Where it is: `0`, or `2.1` in a network within a network; empty for a network of one module. */
  readonly path: string;
  readonly name: string;
  /** Channels; null where any number will do. */
  readonly inputs: number | null;
  readonly outputs: number | 'unknown' | null;
  /** The shape of each parameter, by its path in the layer. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Numbers that can be trained. */
  readonly parameters: number;
  /** Numbers of the state of one batch element. */
  readonly state: number;
}

/** What a network consists of; it prints itself as a table. */
export interface NetworkSummary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** Bytes of the parameters. */
  readonly parameterBytes: number;
  /** Bytes of the state of one batch element. */
  readonly stateBytes: number;
  toString(): string;
}

/**
 * The layers of a network with their channels, the shapes and numbers of their parameters, and the memory these take.
 * @example `console.log(String(summary(net)))`
 */
export function summary(net: AnyModule): NetworkSummary {
  const layers = layersOf(net, '');
  const total = (count: (layer: LayerSummary) => number): number =>
    layers.reduce((sum, layer) => sum + count(layer), 0);
  const parameters = total((layer) => layer.parameters);
  const result = {
    layers,
    parameters,
    parameterBytes: 4 * parameters,
    stateBytes: 4 * total((layer) => layer.state),
  };
  const print = (): string => table(result);
  return Object.assign(result, { toString: print }, { [Symbol.for('nodejs.util.inspect.custom')]: print });
}

function layersOf(net: AnyModule, path: string): LayerSummary[] {
  const inner = innerLayers(net);
  if (inner !== null) {
    return inner.flatMap((layer, index) => layersOf(layer, path === '' ? `${index}` : `${path}.${index}`));
  }
  const parameters = net.init(key(0));
  const paths = treePaths(parameters);
  const shapes = treeLeaves<unknown>(parameters).flatMap((leaf, index) =>
    leaf instanceof Tensor ? [[paths[index] ?? '', leaf.shape] as const] : [],
  );
  const state = treeLeaves<unknown>(net.initialState()).filter((leaf) => leaf instanceof Tensor);
  return [
    {
      path,
      name: net.name,
      inputs: net.inputs ?? null,
      outputs: net.outputs ?? net.inputs ?? null,
      shapes: Object.fromEntries(shapes),
      parameters: shapes.reduce((sum, [, shape]) => sum + sizeOf(shape), 0),
      state: state.reduce((sum, { size }) => sum + size, 0),
    },
  ];
}

/** The layers of `sequential` and of what is made of it; null for other modules. */
function innerLayers(net: AnyModule): readonly AnyModule[] | null {
  const layers: unknown = 'layers' in net ? net.layers : null;
  return Array.isArray(layers) ? (layers as readonly AnyModule[]) : null;
}

function table({ layers, parameters, parameterBytes, stateBytes }: NetworkSummary): string {
  const rows = layers.map((layer) => [
    layer.path,
    layer.name,
    `${layer.inputs ?? 'any'} → ${layer.outputs ?? 'same'}`,
    Object.entries(layer.shapes)
      .map(([name, shape]) => `${name} ${formatShape(shape)}`)
      .join(', '),
    String(layer.parameters),
    String(layer.state),
  ]);
  const all = [['', 'layer', 'channels', 'shapes', 'parameters', 'state'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column < 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const end = `${parameters} parameters, ${bytes(parameterBytes)}; state ${bytes(stateBytes)} for each element of a batch`;
  return [...lines, end].join('\n');
}

function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 / 1024).toFixed(1)} MiB`;
}
