import { pad, slice, type Tensor } from '../../trace/index.ts';
import { conv2d } from '../conv2d.ts';
import { normal } from '../initializers.ts';
import { instant } from '../instant.ts';
import { batchNormalisation } from '../normalisation.ts';
import { type ProductByPath, type ProductOption, productAt } from '../product.ts';
import { sequential } from '../sequential.ts';

/** A convolution of 3×3 that keeps the size of images but for its strides, with weights of variance 2 / fan-in, without bias. */
export const convolution3x3 = (inputs: number, outputs: number, strides = 1, multiply: ProductOption = {}) =>
  conv2d({
    ...multiply,
    inputs,
    outputs,
    kernel: 3,
    strides,
    padding: [
      [1, 1],
      [1, 1],
    ],
    bias: false,
    initialWeight: normal(Math.sqrt(2 / (9 * inputs))),
  });

/** The shortcut without parameters: every second row and column where the block halves images, and new channels of zeros. */
function shortcut(images: Tensor, outputs: number, strides: number): Tensor {
  const inputs = images.shape.at(-1) ?? outputs;
  const kept = strides === 1 ? images : slice(images, [{}, { step: strides }, { step: strides }]);
  const before = Math.floor((outputs - inputs) / 2);
  return inputs === outputs
    ? kept
    : pad(kept, [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, outputs - inputs - before],
      ]);
}

/**
 * Two convolutions of 3×3 with batch normalisation, to whose output the input is added before the last relu, of f32
 * `[batch, height, width, inputs]`. Where images shrink or channels are added, the input is sub-sampled and the new channels are 0 (option
 * A), half of them before the others.
 * Source: He et al., arXiv 1512.03385, sections 3.2 and 4.2.
 */
export function basicBlock(inputs: number, outputs: number, strides: number, product?: ProductByPath) {
  const inner = sequential(
    convolution3x3(inputs, outputs, strides, productAt(product, '0.weight')),
    batchNormalisation({ channels: outputs }),
    instant((x) => x.relu(), { name: 'relu' }),
    convolution3x3(outputs, outputs, 1, productAt(product, '3.weight')),
    batchNormalisation({ channels: outputs }),
  );
  const apply: typeof inner.apply = (parameters, images, state) => {
    const result = inner.apply(parameters, images, state);
    return { ...result, output: result.output.add(shortcut(images, outputs, strides)).relu() };
  };
  return { ...inner, name: 'basicBlock', apply };
}
