import { shapeError, valueError } from '../../errors.ts';
import { normal } from '../../random/index.ts';
import type { Key } from '../../random/key.ts';
import { stopGradient, type Tensor, where } from '../../trace/index.ts';
import { drawKey } from '../drawKey.ts';
import { type Converter, convert } from './converter.ts';
import { irDrop } from './irDrop.ts';

/** The periphery of a crossbar, in its own units: the largest weight and, with scales by row, the largest input of a row are 1. */
export interface CrossbarProductOptions {
  /** The key of the chip, of which its fixed errors are drawn; it may be traced. */
  readonly chip: Key;
  /** The key of this use, of which noise is drawn; it may be traced. */
  readonly use: Key;
  /** Which crossbar of the chip, such as the path of its weights: each draws its own numbers. */
  readonly path: string;
  /** What an input is divided by before it is converted: the largest size of its `row`, or one number. Default `row`. */
  readonly inputScale?: 'row' | number;
  /** Default: bound 1, 126 steps (7 bits). */
  readonly input?: Partial<Converter>;
  /** Standard deviation of noise on converted inputs. Default 0. */
  readonly inputNoise?: number;
  /** Default: bound 12, 510 steps (9 bits). */
  readonly output?: Partial<Converter>;
  /** Standard deviation of noise before outputs are converted. Default 0.06. */
  readonly outputNoise?: number;
  /** How often the inputs of a row are halved at most while one of its outputs clips. Each costs one more product. Default 0. */
  readonly halvings?: number;
  /** Standard deviation σ of short-term noise of weights, as σ ‖x‖₂ on outputs. Default 0. */
  readonly weightNoise?: number;
  /** Standard deviation over devices of f, by which a weight is w (1 - f) for negative inputs. Default 0. */
  readonly polarity?: number;
  /** n in y / (1 + n |y| / bound), the saturation of outputs. Default 0. */
  readonly outputNonlinearity?: number;
  /** The drop of voltage along the wires of columns, as a multiple of that of {@link irDrop}. Default 0: wires are ideal. */
  readonly irDropScale?: number;
  /** Standard deviation over outputs of v, by which an output is y (1 - v). Default 0. */
  readonly outputOffset?: number;
}

/**
 * A product `[rows, inputs]` · `[inputs, outputs]` as a crossbar with its converters computes it, for the option `product` of `linear`. With inputs
 * x divided by their scale s and weights w by the largest: x ← input noise + convert(x / s); y = x w with polarity; y ← y - drop along the wires; y ← y + weight noise;
 * y ← y / (1 + n |y| / bound); y ← y (1 - v); y ← convert(y + output noise); the result is y s, in the units of the weights. Polarity and offset are fixed
 * for a chip; the noise is that of the use. The gradient takes rounding as the identity and scales as constants; it is 0 where a converter clips.
 * @throws LimpetError (`value`) where a noise, bound, number of steps or scale is out of its range.
 * @example `linear({ inputs: 4, outputs: 2, product: crossbarProduct({ chip: chipKey({ seed: 0, chip: 17 }), use: key(1), path: 'dense' }) })`
 * Source: aihwkit 1.1.0, `IOParameters`, `AnalogMVM`; halving is by row, and repeats with the same noise, where its PyTorch code halves the batch.
 */
export function crossbarProduct(options: CrossbarProductOptions): (input: Tensor, weight: Tensor) => Tensor {
  const { chip, use, path, inputScale = 'row', halvings = 0 } = options;
  const { inputNoise = 0, outputNoise = 0.06, weightNoise = 0 } = options;
  const { polarity = 0, outputNonlinearity = 0, outputOffset = 0, irDropScale = 0 } = options;
  const inputConverter = { bound: 1, steps: 126, ...options.input };
  const outputConverter = { bound: 12, steps: 510, ...options.output };
  checkSizes({
    inputNoise,
    outputNoise,
    weightNoise,
    polarity,
    outputNonlinearity,
    outputOffset,
    irDropScale,
  });
  checkPositive({ 'input.bound': inputConverter.bound, 'input.steps': inputConverter.steps });
  checkPositive({ 'output.bound': outputConverter.bound, 'output.steps': outputConverter.steps });
  if (inputScale !== 'row') checkPositive({ inputScale });
  if (!Number.isInteger(halvings) || halvings < 0) {
    throw valueError(`crossbarProduct: expected halvings to be a whole number from 0, got ${halvings}`);
  }
  const draw = (key: Key, name: string, size: number, like: readonly number[]): Tensor | undefined =>
    size === 0 ? undefined : normal(drawKey(key, `crossbarProduct/${name}`, path), like).mul(size);

  return (input, weight) => {
    const [rows, inputs] = input.shape;
    const [ownInputs, outputs] = weight.shape;
    if (rows === undefined || outputs === undefined || inputs !== ownInputs) {
      throw shapeError(
        `crossbarProduct: expected [rows, inputs] and [inputs, outputs], got [${input.shape}] and [${weight.shape}]`,
      );
    }
    const outputShape = [rows, outputs];
    const noiseOfInput = draw(use, 'inputNoise', inputNoise, input.shape);
    const noiseOfWeight = draw(use, 'weightNoise', weightNoise, outputShape);
    const noiseOfOutput = draw(use, 'outputNoise', outputNoise, outputShape);
    const asymmetry = draw(chip, 'polarity', polarity, weight.shape);
    const offset = draw(chip, 'outputOffset', outputOffset, [outputs]);
    const largest = orOne(stopGradient(weight.abs().max()));
    const cells = weight.div(largest);

    /** What reaches the output converter, of inputs divided by a scale. */
    const analog = (scale: Tensor | number): Tensor => {
      const x = plus(convert(input.div(scale), inputConverter), noiseOfInput);
      const ideal = x.matmul(cells);
      const polar = asymmetry ? ideal.sub(x.minimum(0).matmul(cells.mul(asymmetry))) : ideal;
      const dropped = irDropScale === 0 ? polar : polar.sub(irDrop(x, cells).mul(irDropScale));
      const noisy = noiseOfWeight ? dropped.add(norms(x).mul(noiseOfWeight)) : dropped;
      const saturated =
        outputNonlinearity === 0
          ? noisy
          : noisy.div(
              noisy
                .abs()
                .mul(outputNonlinearity / outputConverter.bound)
                .add(1),
            );
      return plus(offset ? saturated.sub(saturated.mul(offset)) : saturated, noiseOfOutput);
    };
    let scale: Tensor | number =
      inputScale === 'row' ? orOne(stopGradient(input.abs().max({ axis: 1, keepDims: true }))) : inputScale;
    for (let count = 0; count < halvings; count++) {
      const clips = analog(scale).abs().max({ axis: 1, keepDims: true }).greater(outputConverter.bound);
      scale = stopGradient(where(clips, 2, 1).mul(scale));
    }
    return convert(analog(scale), outputConverter).mul(scale).mul(largest);
  };
}

const plus = (x: Tensor, noise: Tensor | undefined): Tensor => (noise ? x.add(noise) : x);

/** ‖x‖₂ of rows, with the gradient 0 for a row of zeros. */
const norms = (x: Tensor): Tensor => {
  const squares = x.square().sum({ axis: 1, keepDims: true });
  const positive = squares.greater(0);
  return where(positive, where(positive, squares, 1).sqrt(), 0);
};

const orOne = (scale: Tensor): Tensor => where(scale.greater(0), scale, 1);

function checkSizes(sizes: Record<string, number>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!(size >= 0 && size < Number.POSITIVE_INFINITY)) {
      throw valueError(`crossbarProduct: expected ${name} to be a number from 0, got ${size}`);
    }
  }
}

function checkPositive(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0))
      throw valueError(`crossbarProduct: expected ${name} to be a number above 0, got ${value}`);
  }
}
