import { checkCounts } from '../checkCounts.ts';
import { normal } from '../initializers.ts';
import { instant } from '../instant.ts';
import { linear } from '../linear.ts';
import { batchNormalisation } from '../normalisation.ts';
import { type ProductByPath, productAt } from '../product.ts';
import { sequential } from '../sequential.ts';
import { basicBlock, convolution3x3 } from './basicBlock.ts';

/** How {@link resNet32} is made. */
export interface ResNet32Options {
  /** Default 10. */
  readonly classes?: number;
  /** Channels of an image. Default 3. */
  readonly inputs?: number;
  /** Channels of the three stages. Default 16, 32 and 64. */
  readonly channels?: readonly [first: number, second: number, third: number];
  /** What multiplies by the weight of a path, such as `crossbarProduct` of `limpet/hardware`; convolutions are then unfolded. Default: exact sums. */
  readonly product?: ProductByPath;
}

/** The residual network of {@link resNet32}. */
export type ResNet32 = ReturnType<typeof resNet32>;

const blocksPerStage = 5;

/**
 * The residual network with 32 layers for CIFAR: a 3×3 convolution to 16 channels, three stages of five blocks of two, with 16, 32 and 64
 * channels, of which the second and third begin by halving the image, the mean over the image and a dense layer; batch normalisation
 * and relu after every convolution, shortcuts without parameters. From f32 `[batch, height, width, inputs]` of any size to logits
 * `[batch, classes]`; 464,154 parameters. Batches normalise themselves in a state of `forTraining`, else running means do.
 * @throws LimpetError (`value`) where a count is not whole.
 * @example `const net = resNet32({ classes: 10 })`
 * Source: He et al., arXiv 1512.03385, section 4.2; the network of Büchel, Faber, Muir, arXiv 2106.05009, for phase-change memory.
 */
export function resNet32(options: ResNet32Options = {}) {
  const { classes = 10, inputs = 3, channels = [16, 32, 64], product } = options;
  const [first, second, third] = channels;
  checkCounts('resNet32', { classes, inputs, first, second, third });
  const within = (path: string): ProductByPath | undefined => product && ((own) => product(`${path}.${own}`));
  const stage = (place: number, from: number, to: number, strides: number) =>
    sequential(
      ...Array.from({ length: blocksPerStage }, (_, index) =>
        index === 0
          ? basicBlock(from, to, strides, within(`${place}.0`))
          : basicBlock(to, to, 1, within(`${place}.${index}`)),
      ),
    );
  return sequential(
    convolution3x3(inputs, first, 1, productAt(product, '0.weight')),
    batchNormalisation({ channels: first }),
    instant((x) => x.relu(), { name: 'relu' }),
    stage(3, first, first, 1),
    stage(4, first, second, 2),
    stage(5, second, third, 2),
    instant((x) => x.mean({ axis: [1, 2] }), { name: 'meanOverImage' }),
    linear({
      ...productAt(product, '7.weight'),
      inputs: third,
      outputs: classes,
      bias: true,
      initialWeight: normal(Math.sqrt(2 / third)),
    }),
  );
}
