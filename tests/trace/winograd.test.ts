import { describe, expect, it } from 'vitest';
import {
  convolve,
  grad,
  jit,
  maxPool,
  type Padding,
  slice,
  type Tensor,
  valueAndGrad,
  vmap,
} from '../../src/index.ts';
import { key, normal } from '../../src/random/index.ts';

/** The sums of `jax.lax.conv_general_dilated` for NHWC and HWIO, in float64. */
function exactSums(x: Tensor, w: Tensor, padding: number): Float64Array {
  const [examples = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [tall = 0, wide = 0, , outputs = 0] = w.shape;
  const [rows, columns] = [height + 2 * padding - tall + 1, width + 2 * padding - wide + 1];
  const [image, kernel] = [x.toTypedArray(), w.toTypedArray()];
  const sums = new Float64Array(examples * rows * columns * outputs);
  for (let at = 0; at < sums.length; at++) {
    const output = at % outputs;
    const column = Math.floor(at / outputs) % columns;
    const row = Math.floor(at / outputs / columns) % rows;
    const example = Math.floor(at / outputs / columns / rows);
    let sum = 0;
    for (let i = 0; i < tall; i++)
      for (let j = 0; j < wide; j++)
        for (let c = 0; c < channels; c++) {
          const [y, z] = [row + i - padding, column + j - padding];
          if (y < 0 || z < 0 || y >= height || z >= width) continue;
          sum +=
            (image[((example * height + y) * width + z) * channels + c] ?? 0) *
            (kernel[((i * wide + j) * channels + c) * outputs + output] ?? 0);
        }
    sums[at] = sum;
  }
  return sums;
}

/** √(Σ (given - exact)² / Σ exact²). */
function relativeError(given: Tensor, exact: ArrayLike<number>): number {
  let [wrong, whole] = [0, 0];
  given.toTypedArray().forEach((value, index) => {
    wrong += ((value as number) - (exact[index] ?? 0)) ** 2;
    whole += (exact[index] ?? 0) ** 2;
  });
  return Math.sqrt(wrong / whole);
}

const winograd = { algorithm: 'winograd' } as const;

describe("the algorithm 'winograd'", () => {
  // In float32 one product of transformed tiles is off by up to 2⁻²⁴ of numbers that are larger than the result by the norms of the
  // transforms, which grow with the kernel.
  const limits = { 2: 1e-6, 3: 2e-6, 4: 4e-6, 5: 1e-5 };

  it.each([
    [2, 9, 0],
    [3, 8, 1],
    [3, 4, 2],
    [4, 11, 0],
    [4, 12, 3],
    [5, 9, 2],
  ] as const)('gives the sums for kernels of %i, images of %i and %i zeros around', (size, extent, zeros) => {
    const x = normal(key(1), [2, extent, extent + 2, 17]);
    const w = normal(key(2), [size, size, 17, 9]);
    const padding: Padding = [
      [zeros, zeros],
      [zeros, zeros],
    ];
    const given = convolve(x, w, { ...winograd, padding });
    expect(given.shape).toEqual(convolve(x, w, { padding }).shape);
    expect(relativeError(given, exactSums(x, w, zeros))).toBeLessThan(limits[size]);
  });

  it('takes kernels that are longer one way, one axis of space, groups and other layouts', () => {
    const near = (given: Tensor, exact: Tensor): void => {
      expect(relativeError(given, exact.toTypedArray() as Float32Array)).toBeLessThan(1e-5);
    };
    const images = normal(key(3), [2, 7, 9, 6]);
    const long = normal(key(4), [2, 5, 6, 4]);
    near(convolve(images, long, winograd), convolve(images, long));
    const signal = normal(key(5), [3, 14, 6]);
    const filter = normal(key(6), [4, 6, 5]);
    near(convolve(signal, filter, winograd), convolve(signal, filter));
    const grouped = normal(key(7), [3, 3, 2, 6]);
    const inGroups = { groups: 3, padding: 'SAME' } as const;
    near(convolve(images, grouped, { ...winograd, ...inGroups }), convolve(images, grouped, inGroups));
    const layouts = { layout: 'NCHW', kernelLayout: 'OIHW' } as const;
    const [planes, kernels] = [images.transpose([0, 3, 1, 2]), long.transpose([3, 2, 0, 1])];
    near(convolve(planes, kernels, { ...winograd, ...layouts }), convolve(planes, kernels, layouts));
  });

  it('has the gradients of direct sums, once and twice', () => {
    const x = normal(key(8), [2, 8, 9, 5]);
    // Small, so that tanh bends instead of saturating, where its gradient is of the rounding of the sums.
    const w = normal(key(9), [4, 3, 5, 6]).mul(0.05);
    const lossOf = (options: object) => (kernel: Tensor, images: Tensor) =>
      convolve(images, kernel, options).tanh().square().sum();
    const bend = (options: object) => (kernel: Tensor) => grad(lossOf(options))(kernel, x).square().sum();
    for (const argument of [0, 1] as const) {
      const own = grad(lossOf(winograd), { argument })(w, x);
      expect(
        relativeError(own, grad(lossOf({}), { argument })(w, x).toTypedArray() as Float32Array),
      ).toBeLessThan(1e-5);
    }
    const twice = grad(bend(winograd))(w);
    expect(relativeError(twice, grad(bend({}))(w).toTypedArray() as Float32Array)).toBeLessThan(1e-5);
  });

  it('has the same bits compiled, one by one, and where pooling reads a part of the tiles', () => {
    const x = normal(key(10), [2, 12, 12, 4]);
    const w = normal(key(11), [4, 4, 4, 8]);
    const pooled = (images: Tensor, kernel: Tensor) =>
      maxPool(convolve(images, kernel, winograd), { window: 2 });
    const [loss, gradient] = jit(valueAndGrad((kernel: Tensor) => pooled(x, kernel).sum()))(w);
    expect(jit(pooled)(x, w).toArray()).toEqual(pooled(x, w).toArray());
    const [eager, step] = valueAndGrad((kernel: Tensor) => pooled(x, kernel).sum())(w);
    expect([loss.item(), gradient.toArray()]).toEqual([eager.item(), step.toArray()]);
  });

  it('is batched over kernels', () => {
    const x = normal(key(12), [2, 7, 7, 3]);
    const kernels = normal(key(13), [4, 3, 3, 3, 5]);
    const one = (kernel: Tensor) => convolve(x, kernel, winograd);
    const all = vmap(one)(kernels).toArray() as unknown[];
    const third = slice(kernels, [{ start: 2, stop: 3 }]).squeeze(0);
    expect(all[2]).toEqual(one(third).toArray());
  });

  it('refuses strides, dilations and kernels that it does not take, and says what to do', () => {
    const x = normal(key(14), [1, 9, 9, 3]);
    const w = normal(key(15), [3, 3, 3, 2]);
    expect(() => convolve(x, w, { ...winograd, strides: 2 })).toThrow(/strides 2, 2.*use 'direct'/);
    expect(() => convolve(x, w, { ...winograd, kernelDilation: 2 })).toThrow(/kernelDilation 2, 2/);
    expect(() => convolve(x, normal(key(16), [1, 3, 3, 2]), winograd)).toThrow(/a kernel of 1 x 3/);
    expect(() => convolve(x, w, { algorithm: 'fft' as 'direct' })).toThrow(
      /'direct' or 'winograd', got "fft"/,
    );
  });
});
