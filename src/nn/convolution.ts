import { shapeError, valueError } from '../errors.ts';
import { formatType, type Shape, sizeOf } from '../ir/types.ts';
import { uniform } from '../random/distributions.ts';
import { type Key, split } from '../random/key.ts';
import { type ConvolutionAlgorithm, convolve, type Padding, type PerAxis, Tensor } from '../trace/index.ts';
import { perAxis } from '../trace/windows.ts';
import { checkCounts } from './checkCounts.ts';
import { checkParameters } from './checkParameters.ts';
import { type Initializer, uniformSqrt } from './initializers.ts';
import type { Empty, Module } from './module.ts';
import { ModuleError } from './moduleError.ts';
import type { Product } from './product.ts';
import { unfolded } from './unfolded.ts';

/** The parameters of {@link conv1d} and {@link conv2d}: `weight` `[...kernel, inputs / groups, outputs]`, and `bias` `[outputs]`. */
export type ConvolutionParameters<Bias extends boolean> = Bias extends true
  ? { readonly bias: Tensor; readonly weight: Tensor }
  : { readonly weight: Tensor };

/** How a {@link conv1d} or {@link conv2d} module is made. */
export interface ConvolutionOptions<Bias extends boolean> {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** Elements of the kernel along each axis of space. */
  readonly kernel: PerAxis;
  /** Elements between neighbouring windows. Default 1. */
  readonly strides?: PerAxis;
  /** Default `VALID`: none. */
  readonly padding?: Padding;
  /** Elements that meet neighbouring elements of the kernel lie this far apart. Default 1. */
  readonly kernelDilation?: PerAxis;
  /** Channels are cut in this many groups that do not see each other. Default 1. */
  readonly groups?: number;
  /** How the sums are computed (see `convolve`). Default `direct`. */
  readonly algorithm?: ConvolutionAlgorithm;
  /**
   * What multiplies what the windows see, f32 `[windows of the batch, kernel · inputs]`, by the kernel as a matrix, such as `crossbarProduct` of
   * `limpet/hardware`; for one group. Default: the sums of `convolve`.
   */
  readonly product?: Product;
  /** Whether there is a bias. Default true, as in PyTorch and Flax. */
  readonly bias?: Bias;
  /**
   * How weights are drawn, with the fan-in inputs / groups · kernel size, or the weights themselves. Default
   * {@link uniformSqrt}: uniform in ±√(1 / fan-in), as in PyTorch.
   */
  readonly initialWeight?: Initializer | Tensor;
  /** How biases are drawn, or the biases themselves. Default: uniform in ±√(1 / fan-in), as in PyTorch. */
  readonly initialBias?: Initializer | Tensor;
}

/** A convolution layer. It has no state. */
export interface Convolution<Bias extends boolean> extends Module<ConvolutionParameters<Bias>, Empty, Empty> {
  readonly inputs: number;
  readonly outputs: number;
}

/** Draws a kernel as the matrix from its fan-in to its outputs, so that initializers see the fan-in. */
function drawKernel(initial: Initializer | Tensor, key: Key, shape: Shape): Tensor {
  if (initial instanceof Tensor) return initial;
  return initial(key, [sizeOf(shape.slice(0, -1)), shape.at(-1) ?? 0]).reshape(shape);
}

/** A convolution layer over `rank` axes of space. */
export function convolution<const Bias extends boolean>(
  name: string,
  rank: 1 | 2,
  options: ConvolutionOptions<Bias>,
): Convolution<Bias> {
  const {
    inputs,
    outputs,
    bias = true,
    groups = 1,
    initialWeight = uniformSqrt,
    initialBias,
    product,
  } = options;
  checkCounts(name, { inputs, outputs, groups });
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw shapeError(
      `${name}: ${inputs} inputs and ${outputs} outputs cannot be cut in ${groups} groups; both must be multiples of it`,
    );
  }
  if (product && (groups > 1 || options.algorithm === 'winograd')) {
    throw valueError(
      `${name}: a product takes the sums of one group by itself; leave out groups and the algorithm, or the product`,
    );
  }
  const each = (option: string, value: PerAxis = 1): number[] => perAxis(name, option, value, rank);
  const kernel = each('kernel', options.kernel);
  const weightShape = [...kernel, inputs / groups, outputs];
  const windows = {
    strides: each('strides', options.strides),
    kernelDilation: each('kernelDilation', options.kernelDilation),
    padding: options.padding ?? 'VALID',
    groups,
    algorithm: options.algorithm ?? 'direct',
  };
  const limit = Math.sqrt(1 / sizeOf(weightShape.slice(0, -1)));
  const drawBias = initialBias ?? ((key: Key, shape: Shape) => uniform(key, shape, -limit, limit));
  const shapes: Record<string, Shape> = bias
    ? { bias: [outputs], weight: weightShape }
    : { weight: weightShape };
  return {
    name,
    inputs,
    outputs,
    init: (key) => {
      const [weightKey, biasKey] = split(key);
      const weight = drawKernel(initialWeight, weightKey, weightShape);
      const made = drawBias instanceof Tensor || !bias ? drawBias : drawBias(biasKey, [outputs]);
      const parameters = bias ? { bias: made, weight } : { weight };
      checkParameters(name, shapes, parameters);
      return parameters as ConvolutionParameters<Bias>;
    },
    initialState: () => ({}),
    apply: (parameters, input, state = {}) => {
      checkParameters(name, shapes, parameters);
      checkImages(name, input, rank, inputs);
      const images = input.shape.length === rank + 1 ? input.expandDims(0) : input;
      const sums = product
        ? productOf(unfolded(name, images, { ...windows, kernel }), parameters.weight, product)
        : convolve(images, parameters.weight, windows);
      const output = 'bias' in parameters ? sums.add(parameters.bias) : sums;
      return {
        output: images === input ? output : output.squeeze(0),
        state,
        recording: {},
      };
    },
  };
}

/** The product of what windows see, `[batch, ...windows, seen]`, with a kernel that is as large. */
function productOf(seen: Tensor, weight: Tensor, product: Product): Tensor {
  const [inputs = 0, outputs = 0] = [seen.shape.at(-1), weight.shape.at(-1)];
  const leading = seen.shape.slice(0, -1);
  const sums = product(seen.reshape([sizeOf(leading), inputs]), weight.reshape([inputs, outputs]));
  return sums.reshape([...leading, outputs]);
}

function checkImages(module: string, input: Tensor, rank: 1 | 2, channels: number): void {
  const { dtype, shape } = input;
  const isRank = shape.length === rank + 1 || shape.length === rank + 2;
  if (dtype === 'f32' && isRank && shape.at(-1) === channels) return;
  const axes = rank === 1 ? 'time' : 'height, width';
  const problem =
    `expected inputs f32[${axes}, ${channels}] or f32[batch, ${axes}, ${channels}], ` +
    `got ${formatType(input.type)}`;
  throw new ModuleError({ code: dtype === 'f32' ? 'shape' : 'dtype', module, problem });
}
