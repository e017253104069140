import { describe, expect, it } from 'vitest';
import {
  avgPool,
  convolve,
  grad,
  maxPool,
  ones,
  slice,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '../../src/index.ts';

const images = ones([2, 6, 5, 4]);
const kernel = ones([3, 3, 4, 2]);

describe('convolve refuses', () => {
  const refused = (build: () => Tensor, message: RegExp): void => {
    expect(build).toThrow(message);
  };

  it('inputs and kernels of the wrong rank, naming the layouts', () => {
    refused(() => convolve(ones([6, 5]), kernel), /input of 4 axes for the layout NHWC, got f32\[6, 5\]/);
    refused(() => convolve(images, kernel, { layout: 'NWC' }), /3 axes for the layout NWC/);
    refused(() => convolve(images, ones([3, 4, 2])), /kernel of 4 axes, HWIO or OIHW, got f32\[3, 4, 2\]/);
    refused(() => convolve(ones([2, 6, 4]), kernel), /kernel of 3 axes, WIO or OIW/);
    refused(() => convolve(images, kernel, { kernelLayout: 'OIW' }), /as OIW/);
  });

  it('element types other than f32', () => {
    refused(() => convolve(images.cast('i32'), kernel), /expected f32, got i32\[2, 6, 5, 4\]/);
  });

  it('channels that do not fit the kernel or the groups', () => {
    refused(
      () => convolve(ones([2, 6, 5, 3]), kernel),
      /has 3 channels, and the kernel .* takes 4 in each of 1 group/,
    );
    refused(() => convolve(images, kernel, { groups: 2 }), /takes 4 in each of 2 groups/);
    refused(
      () => convolve(images, ones([3, 3, 2, 3]), { groups: 2 }),
      /the 3 channels that the kernel .* cannot be cut in 2 groups/,
    );
    refused(() => convolve(images, kernel, { groups: 0 }), /groups to be a whole number from 1, got 0/);
  });

  it('kernels larger than the padded input', () => {
    refused(
      () => convolve(ones([1, 2, 5, 4]), kernel),
      /along axis 0 of space a window takes 3 elements, and the input has only 2 with 0 and 0 of padding/,
    );
    refused(() => convolve(images, kernel, { kernelDilation: 3 }), /a window takes 7 elements, .* only 6/);
  });

  it('options out of range', () => {
    refused(() => convolve(images, kernel, { strides: 0 }), /strides of 2 whole numbers from 1/);
    refused(() => convolve(images, kernel, { strides: [1, 1, 1] }), /strides of 2 whole numbers/);
    refused(() => convolve(images, kernel, { kernelDilation: 1.5 }), /kernelDilation of 2 whole numbers/);
    refused(() => convolve(images, kernel, { padding: [[1, 1]] }), /2 pairs of whole numbers as padding/);
    refused(
      () => convolve(images, kernel, { padding: 'same' as 'SAME' }),
      /'VALID', 'SAME' or pairs, got 'same'/,
    );
    refused(
      () => convolve(images, kernel, { inputDilation: 2, padding: 'SAME' }),
      /'SAME' is not defined with inputDilation/,
    );
  });
});

describe('pooling refuses', () => {
  it('windows larger than the padded input', () => {
    expect(() => maxPool(images, { window: [7, 2] })).toThrow(
      /maxPool: along axis 0 of space a window takes 7/,
    );
  });

  it('element types and options it does not take', () => {
    expect(() => maxPool(images.greater(0), { window: 2 })).toThrow(/maxPool: expected numbers, got bool/);
    expect(() => avgPool(images.cast('i32'), { window: 2 })).toThrow(/avgPool: expected f32, got i32/);
    expect(() => avgPool(images, { window: 0 })).toThrow(/avgPool: expected window of 2 whole numbers/);
    expect(() => maxPool(ones([6, 5]), { window: 2 })).toThrow(/maxPool: expected an input of 4 axes/);
  });
});

describe('convolution and pooling', () => {
  it('leave out the padding, whatever the kernel holds', () => {
    const infinite = tensor([[[Infinity]], [[1]]]);
    expect(convolve(ones([1, 2, 1]), infinite, { padding: [[1, 0]] }).toArray()).toEqual([[[1], [Infinity]]]);
  });

  it('take batches of kernels by vmap', () => {
    const kernels = tensor(
      Float32Array.from({ length: 3 * 2 * 4 * 2 }, (_, index) => index % 7),
      {
        shape: [3, 2, 1, 4, 2],
      },
    );
    const each = (w: Tensor): Tensor => convolve(images, w, { strides: 2 });
    const batched = vmap(each)(kernels);
    expect(batched.shape).toEqual([3, 2, 3, 3, 2]);
    for (let index = 0; index < 3; index++)
      expect(slice(batched, [index]).toArray()).toEqual(each(slice(kernels, [index])).toArray());
  });

  it('pools integers', () => {
    expect(maxPool(tensor([[[3], [-5], [4], [9]]], { dtype: 'i32' }), { window: 2 }).toArray()).toEqual([
      [[3], [9]],
    ]);
  });

  it('takes no gradient from elements that no window reads', () => {
    const gradient = grad((x: Tensor) => maxPool(x, { window: 2 }).sum())(zeros([1, 3, 1]));
    expect(gradient.toArray()).toEqual([[[1], [0], [0]]]);
  });
});
