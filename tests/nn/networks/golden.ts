import { type Key, key } from '../../../src/random/index.ts';
import { jit } from '../../../src/runtime/index.ts';
import { Tensor, tensor } from '../../../src/trace/index.ts';
import { treeLeaves, treeMap, treePaths } from '../../../src/tree/index.ts';
import { type GoldenArray, readGolden } from '../../golden/readGolden.ts';

interface Case {
  readonly name: string;
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
  readonly gradients?: readonly GoldenArray[];
}

/** A case of tests/golden/networks.py. */
export function networkCase(name: string): Case {
  const { cases } = readGolden<{ readonly cases: readonly Case[] }>('networks');
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** The parameter of this number, by the rule that stands in tests/golden/networks.py. */
function parameterByRule(index: number, path: string, shape: readonly number[]): Tensor {
  const isWeight = path.includes('eight');
  const scale = isWeight ? Math.sqrt(12 / sizeOf(shape.slice(0, -1))) : path.endsWith('scale') ? 0.4 : 0.2;
  const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const unit = ((i * 7919 + index * 104729) % 10007) / 10007 - 0.5;
    return scale * unit;
  });
  return tensor(path.endsWith('scale') ? values.map((value) => value + 1) : values, { shape });
}

/** Within a layer, the order in which the script makes parameters. */
const rank = (path: string): number =>
  ['weight', 'weightRecurrent', 'bias', 'scale'].indexOf(path.split('.').at(-1) ?? '');

const folder = (path: string): string => path.split('.').slice(0, -1).join('.');

/** The paths of a network's parameters, in the order in which the script makes them. */
export function orderByRule(drawn: unknown): string[] {
  const paths = treePaths(drawn);
  const layers = [...new Set(paths.map(folder))];
  return paths
    .filter((path) => rank(path) >= 0)
    .toSorted((a, b) => layers.indexOf(folder(a)) - layers.indexOf(folder(b)) || rank(a) - rank(b));
}

/** Parameters of a network's shapes with the values of the script; those that it does not make stay as they are. */
export function parametersByRule<Parameters>(drawn: Parameters): Parameters {
  const order = orderByRule(drawn);
  return treeMap(
    (leaf: unknown, path) =>
      leaf instanceof Tensor && order.includes(path)
        ? parameterByRule(order.indexOf(path), path, leaf.shape)
        : leaf,
    drawn,
  ) as Parameters;
}

/** The parameters of a network, compiled: large ones take the interpreter seconds. */
export const drawn = <Parameters>(net: { init(key: Key): Parameters }): Parameters =>
  jit((words: Tensor) => net.init({ layout: 'partitionable', words }))(key(0).words);

/** The number of elements of the parameters at the paths that match. */
export const parameterCount = (parameters: unknown, pattern = /./): number =>
  treeLeaves<Tensor>(parameters)
    .filter((_, index) => pattern.test(treePaths(parameters)[index] ?? ''))
    .reduce((sum, { size }) => sum + size, 0);
