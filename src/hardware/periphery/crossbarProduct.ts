import { shapeError } from '../../errors.ts';
import { formatShape } from '../../ir/types.ts';
import type { Product } from '../../nn/product.ts';
import { normal } from '../../random/index.ts';
import { foldIn, type Key } from '../../random/key.ts';
import { concatenate, slice, stopGradient, type Tensor, where } from '../../trace/index.ts';
import { tilingOf } from '../conductance/tiles.ts';
import { drawKey } from '../drawKey.ts';
import { largestSize } from '../scope.ts';
import { type Converter, convert, inSteps } from './converter.ts';
import { type CrossbarProductOptions, type CrossbarSettings, crossbarSettings } from './crossbarSettings.ts';
import { crossbarText } from './crossbarText.ts';
import { irDrop } from './irDrop.ts';

/**
 * A product `[rows, inputs]` · `[inputs, outputs]` as a crossbar with its converters computes it: the `product` of `linear`, `conv1d`, `conv2d`, `lif`,
 * `ahpLif`, `alif` and `rate`. With inputs x divided by their scale s and weights w by the largest, in this order: x ← input noise + convert(x / s); y = x w
 * with polarity; y ← y - drop along the wires; y ← y (1 - v) / (1 + r |y|); y ← y + noise of weights and of reading; y ← y / (1 + n |y| / bound);
 * y ← convert(y + output noise); the result is y s, in the units of the weights. Polarity, offset v and the spreads of n and of output noise are fixed for a
 * chip; noise is that of the use. It prints itself as the list of what it does. The gradient takes rounding as the identity and scales as constants; it is 0 where a converter clips.
 * @throws LimpetError (`value`) where a noise, bound, number of steps or scale is out of its range.
 * @example `linear({ inputs: 4, outputs: 2, product: crossbarProduct({ chip: chipKey({ seed: 0, chip: 17 }), use: key(1), path: 'dense' }) })`
 * Source: aihwkit 1.1.0, `IOParameters`, `AnalogMVM`, `rpu_forward_backward_pass.cpp`. Halving is by row, as in its C++ code (its PyTorch code halves the
 * batch), and repeats with the same noise; offsets v have both signs, where its C++ code takes negative ones for 0.
 */
export function crossbarProduct(options: CrossbarProductOptions): Product {
  const settings = crossbarSettings(options);
  const { tiles, path } = settings;
  const product: Product = (input, weight, step) => {
    checkMatrices(input, weight);
    if (tiles === undefined) return arrayProduct(settings, input, weight, step);
    const cells = tilingOf(weight.shape, tiles).cut(weight);
    const isOne = cells.length === 1 && cells[0]?.length === 1;
    const { inputs: most = 256 } = tiles;
    const products = cells.map((row, i) => {
      const seen = slice(input, [{}, { start: i * most, stop: i * most + (row[0]?.shape[0] ?? 0) }]);
      const own = row.map((tile, j) =>
        arrayProduct({ ...settings, path: isOne ? path : `${path}/${i}.${j}` }, seen, tile, step),
      );
      return concatenate(own, 1);
    });
    return products.reduce((sum, each) => sum.add(each));
  };
  const print = (): string => crossbarText(settings);
  return Object.assign(product, { toString: print, [Symbol.for('nodejs.util.inspect.custom')]: print });
}

function checkMatrices(input: Tensor, weight: Tensor): void {
  const isMatrix = input.shape.length === 2 && weight.shape.length === 2;
  if (isMatrix && input.shape[1] === weight.shape[0]) return;
  throw shapeError(
    `crossbarProduct: expected [rows, inputs] and [inputs, outputs], got ${formatShape(input.shape)} and ${formatShape(weight.shape)}`,
  );
}

/** The product of one array. */
function arrayProduct(settings: CrossbarSettings, input: Tensor, weight: Tensor, step?: Tensor): Tensor {
  const { inputScale, weightScale, halvings, output } = settings;
  const [rows = 0, inputs = 0] = input.shape;
  const draws = drawsOf(settings, { rows, inputs, outputs: weight.shape[1] ?? 0 }, step);
  const largest = orOne(stopGradient(largestSize(weightScale, weight)));
  const cells = weight.div(largest);
  const analog = (scale: Tensor | number): Tensor => analogOutputs(input.div(scale), cells, settings, draws);
  let scale: Tensor | number =
    inputScale === 'row' ? orOne(stopGradient(input.abs().max({ axis: 1, keepDims: true }))) : inputScale;
  for (let count = 0; count < halvings; count++) {
    const sizes = inSteps(analog(scale), output, draws.outputRounding).abs();
    const clips = sizes.max({ axis: 1, keepDims: true }).greater(output.bound);
    scale = where(clips, 2, 1).mul(scale);
  }
  return convert(analog(scale), output, draws.outputRounding).mul(scale).mul(largest);
}

interface Sizes {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** What is drawn: for the chip or for a use, times its size; left out where that is 0. And the keys that rounding draws with. */
interface Draws {
  readonly inputRounding?: Key | undefined;
  readonly outputRounding?: Key | undefined;
  readonly inputNoise?: Tensor | undefined;
  readonly weightNoise?: Tensor | undefined;
  readonly readNoise?: Tensor | undefined;
  readonly outputNoise?: Tensor | undefined;
  readonly polarity?: Tensor | undefined;
  readonly outputOffset?: Tensor | undefined;
  readonly nonlinearitySpread?: Tensor | undefined;
}

function drawsOf(settings: CrossbarSettings, { rows, inputs, outputs }: Sizes, step?: Tensor): Draws {
  const { chip, path } = settings;
  const use = step ? foldIn(settings.use, step) : settings.use;
  const draw = (key: Key, name: string, size: number, shape: readonly number[]): Tensor | undefined =>
    size === 0 ? undefined : normal(drawKey(key, `crossbarProduct/${name}`, path), shape).mul(size);
  const rounding = (name: string, converter: Converter): Key | undefined =>
    converter.rounding === 'stochastic' ? drawKey(use, `crossbarProduct/${name}`, path) : undefined;
  const noise = draw(use, 'outputNoise', settings.outputNoise, [rows, outputs]);
  const noiseSpread = draw(chip, 'outputNoiseDeviation', settings.outputNoiseDeviation, [outputs]);
  return {
    inputRounding: rounding('inputRounding', settings.input),
    outputRounding: rounding('outputRounding', settings.output),
    inputNoise: draw(use, 'inputNoise', settings.inputNoise, [rows, inputs]),
    weightNoise: draw(use, 'weightNoise', settings.weightNoise, [rows, outputs]),
    readNoise: draw(use, 'readNoise', settings.readNoise, [rows, outputs]),
    outputNoise: noise && noiseSpread ? noise.mul(noiseSpread.add(1).abs()) : noise,
    polarity: draw(chip, 'polarity', settings.polarity, [inputs, outputs]),
    outputOffset: draw(chip, 'outputOffset', settings.outputOffset, [outputs]),
    nonlinearitySpread: draw(chip, 'outputNonlinearityDeviation', settings.outputNonlinearityDeviation, [
      outputs,
    ]),
  };
}

/** What reaches the output converter, of inputs that are divided by their scale and cells of size 1 at most. */
function analogOutputs(scaled: Tensor, cells: Tensor, settings: CrossbarSettings, draws: Draws): Tensor {
  const { input, irDropScale } = settings;
  const x = plus(convert(scaled, input, draws.inputRounding), draws.inputNoise);
  const ideal = x.matmul(cells);
  const polar = draws.polarity ? ideal.sub(x.minimum(0).matmul(cells.mul(draws.polarity))) : ideal;
  const dropped = irDropScale === 0 ? polar : polar.sub(irDrop(x, cells).mul(irDropScale));
  const shifted = withOffset(dropped, x, settings, draws.outputOffset);
  const squares = x.square();
  const norms = draws.weightNoise && rootOf(squares.sum({ axis: 1, keepDims: true })).mul(draws.weightNoise);
  const reads = draws.readNoise && rootOf(squares.matmul(cells.abs())).mul(draws.readNoise);
  const saturated = saturate(plus(plus(shifted, norms), reads), settings, draws.nonlinearitySpread);
  return plus(saturated, draws.outputNoise);
}

const plus = (x: Tensor, noise: Tensor | undefined): Tensor => (noise ? x.add(noise) : x);

/** Outputs with offset voltages and a resistance in series, of both devices of a pair where there is a reference. */
function withOffset(y: Tensor, x: Tensor, settings: CrossbarSettings, offset: Tensor | undefined): Tensor {
  const { seriesResistance: r, referenceConductance: g } = settings;
  if (offset === undefined && r === 0) return y;
  const limited = (current: Tensor): Tensor => (r === 0 ? current : current.div(current.abs().mul(r).add(1)));
  const times = (current: Tensor, sign: 1 | -1): Tensor =>
    offset ? current.mul(offset.mul(sign).add(1)) : current;
  if (g === 0) return times(limited(y), -1);
  const reference = x.sum({ axis: 1, keepDims: true }).mul(g);
  return times(limited(y.add(reference)), -1).sub(times(limited(reference), 1));
}

/** Outputs that saturate, each with its own n, with the slope that they are calibrated to. */
function saturate(y: Tensor, settings: CrossbarSettings, spread: Tensor | undefined): Tensor {
  const { outputNonlinearity, slopeCalibration, seriesResistance, output } = settings;
  const bound = output.bound === Number.POSITIVE_INFINITY ? 1 : output.bound;
  const mean = outputNonlinearity / bound;
  const strength = spread ? spread.add(1).mul(mean).abs() : mean;
  const saturated = mean === 0 ? y : y.div(y.abs().mul(strength).add(1));
  if (slopeCalibration === 0) return saturated;
  const reach = slopeCalibration * bound;
  if (typeof strength === 'number') {
    const slope = 1 + (strength + seriesResistance) * reach;
    return saturated.mul(slope * slope);
  }
  return saturated.mul(strength.mean().add(seriesResistance).mul(reach).add(1).square());
}

/** The square root, with the gradient 0 at 0. */
const rootOf = (squares: Tensor): Tensor => {
  const positive = squares.greater(0);
  return where(positive, where(positive, squares, 1).sqrt(), 0);
};

const orOne = (scale: Tensor): Tensor => where(scale.greater(0), scale, 1);
