import { shapeError } from '../../errors.ts';
import { type ConvolutionAlgorithm, type Padding, zeros } from '../../trace/index.ts';
import { checkCounts } from '../checkCounts.ts';
import { conv2d } from '../conv2d.ts';
import { type DropoutState, dropout } from '../dropout.ts';
import { flatten } from '../flatten.ts';
import { instant } from '../instant.ts';
import { linear } from '../linear.ts';
import type { Empty, Module } from '../module.ts';
import { maxPool } from '../pooling.ts';
import { type ProductByPath, productAt } from '../product.ts';
import { sequential } from '../sequential.ts';
import { glorotNormal } from './glorotNormal.ts';

/** How {@link paperCnn} is made. */
export interface PaperCnnOptions {
  /** Default 10. */
  readonly classes?: number;
  /** Rows and columns of an image. Default 28. */
  readonly imageSize?: number;
  /** Channels of an image. Default 1. */
  readonly inputs?: number;
  /** Channels of both convolutions. Default 64. */
  readonly channels?: number;
  /** Sizes of the dense layers before the last one. Default 256 and 64. */
  readonly hidden?: readonly [first: number, second: number];
  /** The probability to drop a unit of the dense layers before the last one; the paper compares 0.3. Default 0: there is no dropout. */
  readonly dropoutProbability?: number;
  /** How the second convolution is computed (see `convolve`). Default `direct`. */
  readonly algorithm?: ConvolutionAlgorithm;
  /** What multiplies by the weight of a path, such as `crossbarProduct` of `limpet/hardware`; convolutions are then unfolded. Default: exact sums. */
  readonly product?: ProductByPath;
}

/** The convolutional network of {@link paperCnn}. */
export type PaperCnn = ReturnType<typeof paperCnn>;

const kernel = 4;

/** What keeps the size of an image under the kernel. */
const sameSize: Padding = [
  [2, 1],
  [2, 1],
];

/** Half of what a block's convolution gives along one axis, to whose input `padding` elements are added. */
const afterBlock = (extent: number, padding: number): number =>
  Math.floor((extent + padding - kernel + 1) / 2);

/**
 * The paper's network for images: two blocks of a 4×4 convolution to 64 channels, max-pooling by 2 and relu, then dense layers to
 * 256, 64 and the classes, with relu between; from f32 `[batch, imageSize, imageSize, inputs]` to logits `[batch, classes]`. The first
 * convolution keeps the size of the image, by two rows of zeros before and one after; the second has no padding: 1,600 features and 493,642
 * parameters with the defaults. Weights are Glorot normal, biases 0. The authors' code also standardises images, and what goes into the last
 * layer, over each batch; this does not.
 * @throws LimpetError (`value`, `shape`) where a count is not whole, or the images are too small.
 * @example `const net = paperCnn({ classes: 10 })`
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, section 4 and supplement, "CNN architecture"; padding from their code, `CNN_Jax.py`.
 */
export function paperCnn(options: PaperCnnOptions = {}) {
  const { classes = 10, imageSize = 28, inputs = 1, channels = 64, hidden = [256, 64] } = options;
  const { dropoutProbability = 0, algorithm = 'direct', product } = options;
  const [first, second] = hidden;
  checkCounts('paperCnn', { classes, imageSize, inputs, channels, 'hidden[0]': first, 'hidden[1]': second });
  const side = afterBlock(afterBlock(imageSize, 3), 0);
  if (side < 1)
    throw shapeError(`paperCnn: expected images of 10 rows and columns or more, got ${imageSize}`);
  const relu = instant((x) => x.relu(), { name: 'relu' });
  const drop: Module<Empty, DropoutState | Empty, Empty> =
    dropoutProbability === 0 ? instant((x) => x, { name: 'identity' }) : dropout(dropoutProbability);
  const convolution = (path: string, from: number, padding: Padding, own: ConvolutionAlgorithm) =>
    conv2d({
      inputs: from,
      ...(product ? productAt(product, path) : { algorithm: own }),
      outputs: channels,
      kernel,
      padding,
      initialWeight: glorotNormal(from, channels, kernel * kernel),
      initialBias: zeros([channels]),
    });
  const pool = maxPool({ window: 2 });
  const dense = (path: string, from: number, to: number) =>
    linear({
      ...productAt(product, path),
      inputs: from,
      outputs: to,
      bias: true,
      initialWeight: glorotNormal(from, to),
      initialBias: zeros([to]),
    });
  const features = side * side * channels;
  return sequential(
    convolution('0.weight', inputs, sameSize, 'direct'),
    pool,
    relu,
    convolution('3.weight', channels, 'VALID', algorithm),
    pool,
    relu,
    flatten(),
    dense('7.weight', features, first),
    relu,
    drop,
    dense('10.weight', first, second),
    relu,
    drop,
    dense('13.weight', second, classes),
  );
}
