import { shapeError, treeError, valueError } from '../../errors.ts';
import {
  concatenate,
  floatLeaves,
  minimum,
  round,
  stopGradient,
  type Tensor,
  where,
} from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import type { Scope } from '../scope.ts';
import { scaleToSteps, stepsOf } from './rounding.ts';
import { straightThrough } from './straightThrough.ts';

/** Parameters that share a scale, by their paths, such as all of a layer of neurons. */
export interface XyloGroup {
  /** `[inputs, neurons]`, `[inputs, neurons · synapses]` or `[inputs, neurons, synapses]`: input weights and recurrent ones. */
  readonly weights: readonly string[];
  /** `[neurons]`. */
  readonly thresholds?: readonly string[];
  /** `[neurons]`. */
  readonly biases?: readonly string[];
}

/** How {@link xyloQuantisation} chooses scales. */
export interface XyloQuantisationOptions {
  readonly groups: readonly XyloGroup[];
  /** `tensor`: one scale for a group, as `global_quantize`; `output`: one for each neuron, as `channel_quantize`. Default `tensor`. */
  readonly scope?: Scope;
  /** Default 8. */
  readonly bitsPerWeight?: number;
  /** Default 16. */
  readonly bitsPerThreshold?: number;
  /** Takes |mean| + 2 standard deviations of the weights that are not 0 as the largest one, and clips beyond. Scope `tensor` only. Default false. */
  readonly fuzzyScaling?: boolean;
  /** Gives the chip's integers, in f32, instead of what they stand for. Default false. */
  readonly integers?: boolean;
  /** Default `xyloQuantisation`. */
  readonly name?: string;
}

/**
 * Quantisation of spiking layers for Xylo: weights, thresholds and biases that belong together are rounded at one scale, s = 127 / max|w|, or
 * less where a threshold would not fit its 16 bits; w ← round(s w) / s, so that the dynamics stay as they are but for the rounding. The gradient is
 * straight-through. With scope `tensor` biases count among the weights for the largest one.
 *
 * Rockpool rounds a second time where a threshold does not fit (up to one step off), leaves fuzzy weights beyond 8 bits, and does not rescale biases
 * with thresholds; this does none of it.
 * @throws LimpetError (`value`, `tree`, `shape`) for bits that are not whole, a path that is not there, or shapes that have no such neurons.
 * Source: Rockpool 3.1.0, `global_quantize`, `channel_quantize`.
 */
export function xyloQuantisation(options: XyloQuantisationOptions): HardwareStage {
  const { groups, scope = 'tensor', bitsPerWeight = 8, bitsPerThreshold = 16 } = options;
  const { fuzzyScaling = false, integers = false, name = 'xyloQuantisation' } = options;
  const steps = {
    weights: stepsOf(name, bitsPerWeight),
    thresholds: stepsOf(name, bitsPerThreshold),
  };
  if (fuzzyScaling && scope === 'output') {
    throw valueError(`${name}: expected scope tensor with fuzzyScaling, got output; leave one of them out`);
  }
  const shared = scope === 'tensor' ? 'each group' : 'each neuron';
  return {
    name,
    description: `weights are rounded to ${bitsPerWeight} bits and thresholds to ${bitsPerThreshold}, at one scale for ${shared}`,
    apply: (parameters) => {
      const { tensors, paths, rebuild } = floatLeaves(parameters);
      const results = [...tensors];
      for (const group of groups) {
        const places = placesOf(name, paths, group);
        const pick = (kind: keyof Places): Tensor[] => places[kind].map((place) => tensors[place] as Tensor);
        const neurons = scope === 'tensor' ? 1 : neuronsOf(name, pick('weights'), pick('thresholds'));
        const columns = (tensor: Tensor): Tensor => inColumns(name, tensor, neurons);
        const weights = pick('weights').map(columns);
        const counted = scope === 'tensor' ? [...weights, ...pick('biases').map(columns)] : weights;
        const largest = fuzzyScaling ? fuzzyLargest(weights) : largestOf(counted);
        const fitting = pick('thresholds').map((each) =>
          scaleToSteps(steps.thresholds, largestOf([columns(each)])),
        );
        const scale = fitting.reduce(
          (least, each) => minimum(least, each),
          scaleToSteps(steps.weights, largest),
        );
        const quantise = (tensor: Tensor, bound: number): Tensor => {
          const rounded = straightThrough((own) => round(own).clip(-bound, bound))(
            columns(tensor).mul(scale),
          );
          return (integers ? rounded : rounded.div(scale)).reshape(tensor.shape);
        };
        for (const place of places.weights)
          results[place] = quantise(tensors[place] as Tensor, steps.weights);
        for (const place of [...places.thresholds, ...places.biases]) {
          results[place] = quantise(tensors[place] as Tensor, steps.thresholds);
        }
      }
      return rebuild(results);
    },
  };
}

type Places = Readonly<Record<keyof XyloGroup, readonly number[]>>;

function placesOf(name: string, paths: readonly string[], group: XyloGroup): Places {
  const find = (wanted: readonly string[] = []): number[] =>
    wanted.map((path) => {
      const place = paths.indexOf(path);
      if (place >= 0) return place;
      throw treeError(`${name}: there is no f32 parameter ${path}; there are ${paths.join(', ')}`);
    });
  const weights = find(group.weights);
  if (weights.length === 0) throw valueError(`${name}: expected each group to have weights, got none`);
  return { weights, thresholds: find(group.thresholds), biases: find(group.biases) };
}

const neuronsOf = (name: string, weights: readonly Tensor[], thresholds: readonly Tensor[]): number => {
  const neurons = thresholds[0]?.size ?? weights[0]?.shape[1];
  if (neurons !== undefined) return neurons;
  throw shapeError(`${name}: expected weights [inputs, neurons], got [${weights[0]?.shape.join(', ')}]`);
};

/** A tensor as `[inputs, neurons, synapses]`. */
function inColumns(name: string, tensor: Tensor, neurons: number): Tensor {
  const inputs = tensor.shape.length > 1 ? (tensor.shape[0] ?? 1) : 1;
  const synapses = tensor.size / (inputs * neurons);
  if (Number.isInteger(synapses)) return tensor.reshape([inputs, neurons, synapses]);
  throw shapeError(`${name}: [${tensor.shape.join(', ')}] cannot be cut into columns for ${neurons} neurons`);
}

/** The largest size for each neuron. */
const largestOf = (columns: readonly Tensor[]): Tensor =>
  columns
    .map((each) => each.abs().max({ axis: [0, 2], keepDims: true }))
    .reduce((largest, each) => largest.maximum(each));

/** |mean| + 2 standard deviations of what is not 0. */
function fuzzyLargest(columns: readonly Tensor[]): Tensor {
  const all = stopGradient(concatenate(columns.map((each) => each.reshape([each.size]))));
  const isThere = all.notEqual(0);
  const count = isThere.cast('f32').sum().maximum(1);
  const mean = all.sum().div(count);
  const variance = where(isThere, all.sub(mean), 0).square().sum().div(count);
  return mean.abs().add(variance.sqrt().mul(2));
}
