import { type Shape, sizeOf } from '../ir/types.ts';
import { type Key, split } from '../random/key.ts';
import { matmul, type Tensor } from '../trace/index.ts';
import { checkCounts } from './checkCounts.ts';
import { checkInput } from './checkInput.ts';
import { checkParameters } from './checkParameters.ts';
import { drawInitial, type Initializer, kaiming, uniformSqrt } from './initializers.ts';
import type { Empty, Module } from './module.ts';
import type { Product } from './product.ts';

/** The parameters of {@link linear}: `weight` `[inputs, outputs]`, and `bias` `[outputs]` where there is one. */
export type LinearParameters<Bias extends boolean> = Bias extends true
  ? { readonly bias: Tensor; readonly weight: Tensor }
  : { readonly weight: Tensor };

/** How a {@link linear} module is made. */
export interface LinearOptions<Bias extends boolean> {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** Whether there is a bias. Default false, as in Rockpool. */
  readonly bias?: Bias;
  /** How weights are drawn, or the weights themselves. Default {@link kaiming}. */
  readonly initialWeight?: Initializer | Tensor;
  /** How biases are drawn, or the biases themselves. Default {@link uniformSqrt}. */
  readonly initialBias?: Initializer | Tensor;
  /** What multiplies f32 `[rows, inputs]` by the weight, such as `crossbarProduct` of `limpet/hardware`. Default `matmul`. */
  readonly product?: Product;
}

/** A dense layer: input · weight, plus a bias. It works on each time step by itself and has no state. */
export interface Linear<Bias extends boolean> extends Module<LinearParameters<Bias>, Empty, Empty> {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * A dense layer, x W + b, from f32 `[time, inputs]` to `[time, outputs]`, or with a batch before.
 * @throws LimpetError where a number of channels is not a whole number from 1, or a given initial tensor has another shape.
 * @example `linear({ inputs: 2000, outputs: 8 })`
 * Source: Rockpool, `LinearJax`.
 */
export function linear<const Bias extends boolean = false>(options: LinearOptions<Bias>): Linear<Bias> {
  const {
    inputs,
    outputs,
    bias,
    initialWeight = kaiming,
    initialBias = uniformSqrt,
    product = matmul,
  } = options;
  checkCounts('linear', { inputs, outputs });
  const weightShape = [inputs, outputs];
  const shapes: Record<string, Shape> = bias
    ? { bias: [outputs], weight: weightShape }
    : { weight: weightShape };
  const init = (key: Key): LinearParameters<Bias> => {
    const [weightKey, biasKey] = split(key);
    const weight = drawInitial(initialWeight, weightKey, weightShape);
    const parameters = bias ? { bias: drawInitial(initialBias, biasKey, [outputs]), weight } : { weight };
    checkParameters('linear', shapes, parameters);
    return parameters as LinearParameters<Bias>;
  };
  return {
    name: 'linear',
    inputs,
    outputs,
    init,
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkParameters('linear', shapes, parameters);
      checkInput('linear', input, inputs);
      const rows = [sizeOf(input.shape.slice(0, -1)), inputs];
      const products = product(input.reshape(rows), parameters.weight);
      const output = 'bias' in parameters ? products.add(parameters.bias) : products;
      return { output: output.reshape([...input.shape.slice(0, -1), outputs]), state, recording: {} };
    },
  };
}
