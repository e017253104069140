import { describe, expect, it } from 'vitest';
import { chipKey, crossbarProduct } from '../../src/hardware/index.ts';
import { grad, jit, matmul, stack, type Tensor, tensor, treePaths, vmap, zeros } from '../../src/index.ts';
import {
  ahpLif,
  alif,
  conv1d,
  conv2d,
  lif,
  type Product,
  paperCnn,
  rate,
  resNet32,
  speechLsnn,
} from '../../src/nn/index.ts';
import { bernoulli, foldIn, type Key, key, normal } from '../../src/random/index.ts';
import { expectClose } from '../golden/readGolden.ts';

const numbers = (x: Tensor): number[] => [...x.toTypedArray()];

/** Products of a crossbar with all that it can have, but for draws that differ from use to use. */
const crossbar = (path: string): Product =>
  crossbarProduct({
    ...{ chip: chipKey({ seed: 0, chip: 1 }), use: key(3), path, outputNoise: 0 },
    ...{ input: { steps: 30 }, output: { bound: 3, steps: 60 }, halvings: 2 },
    ...{
      polarity: 0.1,
      outputOffset: 0.05,
      seriesResistance: 0.01,
      irDropScale: 100,
      outputNonlinearity: 0.2,
    },
  });

/** The tensor at a path of a tree. */
const at = (tree: unknown, path: string): Tensor =>
  path.split('.').reduce((node, name) => Reflect.get(node as object, name), tree) as Tensor;

interface Windows {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

/** What windows over `[batch, height, width, channels]` see, element by element. */
function patchesOf(images: Tensor, { kernel, strides, dilation, padding }: Windows): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
  const data = images.toTypedArray();
  const counts = [height, width].map((extent, axis) => {
    const [before, after] = padding[axis]!;
    return (
      Math.floor((extent + before + after - (kernel[axis]! - 1) * dilation[axis]! - 1) / strides[axis]!) + 1
    );
  });
  const seen: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let top = 0; top < counts[0]!; top++)
      for (let left = 0; left < counts[1]!; left++)
        for (let i = 0; i < kernel[0]; i++)
          for (let j = 0; j < kernel[1]; j++)
            for (let c = 0; c < channels; c++) {
              const y = top * strides[0] + i * dilation[0] - padding[0][0];
              const x = left * strides[1] + j * dilation[1] - padding[1][0];
              const inside = y >= 0 && y < height && x >= 0 && x < width;
              seen.push(inside ? data[((n * height + y) * width + x) * channels + c]! : 0);
            }
  const inputs = kernel[0] * kernel[1] * channels;
  return tensor(Float32Array.from(seen), { shape: [seen.length / inputs, inputs] });
}

describe('a convolution with a product', () => {
  const images = normal(key(1), [2, 7, 6, 3]);
  const cases: readonly Windows[] = [
    {
      kernel: [3, 2],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
    {
      kernel: [3, 3],
      strides: [2, 1],
      dilation: [1, 2],
      padding: [
        [1, 2],
        [2, 0],
      ],
    },
    {
      kernel: [2, 4],
      strides: [3, 2],
      dilation: [2, 1],
      padding: [
        [0, 1],
        [1, 1],
      ],
    },
  ];

  it.each(cases)('is that of what its windows see: %j', (windows) => {
    const { kernel, strides, dilation, padding } = windows;
    const sizes = { inputs: 3, outputs: 4, kernel, strides, kernelDilation: dilation, padding };
    const product = crossbar('0.weight');
    const net = conv2d({ ...sizes, product });
    const { weight, bias } = net.init(key(2));
    const { output } = net.apply({ weight, bias }, images);
    const inputs = kernel[0] * kernel[1] * 3;
    const expected = product(patchesOf(images, windows), weight.reshape([inputs, 4])).add(bias);
    expect(numbers(output)).toEqual(numbers(expected));
    const plain = conv2d(sizes).apply({ weight, bias }, images).output;
    expect(output.shape).toEqual(plain.shape);
    const exact = conv2d({ ...sizes, product: matmul }).apply({ weight, bias }, images).output;
    expectClose('output', exact, numbers(plain), { ulps: 8 });
  });

  it('is compiled, and batched over chips, with the same bits', () => {
    const sizes = { inputs: 3, outputs: 2, kernel: 3, strides: 2 };
    const parameters = conv2d(sizes).init(key(2));
    const on = (chip: Key): Tensor => {
      const product = crossbarProduct({
        chip,
        use: key(3),
        path: '0.weight',
        outputOffset: 0.1,
        readNoise: 0.1,
      });
      return conv2d({ ...sizes, product }).apply(parameters, images).output;
    };
    const chips = [0, 1].map((chip) => chipKey({ seed: 0, chip }));
    const alone = chips.map((chip) => on(chip).toArray());
    expect(chips.map((chip) => jit(on)(chip).toArray())).toEqual(alone);
    const words = stack(chips.map((chip) => chip.words));
    const together = jit(vmap((own: Tensor) => on({ layout: 'partitionable', words: own })))(words);
    expect(together.toArray()).toEqual(alone);
  });

  it('takes SAME padding, signals, and an image by itself', () => {
    const same = { inputs: 3, outputs: 2, kernel: [4, 3], strides: 2, padding: 'SAME' } as const;
    const parameters = conv2d(same).init(key(3));
    const [plain, unfolded] = [same, { ...same, product: matmul }].map(
      (options) => conv2d(options).apply(parameters, images).output,
    );
    expectClose('images', unfolded!, numbers(plain!), { ulps: 8 });
    const signal = normal(key(4), [9, 3]);
    const taps = { inputs: 3, outputs: 2, kernel: 4, padding: [[2, 0]] } as const;
    const own = conv1d(taps).init(key(5));
    const [one, other] = [taps, { ...taps, product: matmul }].map(
      (options) => conv1d(options).apply(own, signal).output,
    );
    expect(other!.shape).toEqual([8, 2]);
    expectClose('signal', other!, numbers(one!), { ulps: 8 });
  });

  type Arguments = { readonly weight: Tensor; readonly images: Tensor };
  it('has the gradients of the convolution', () => {
    const sizes = { inputs: 3, outputs: 2, kernel: 3, padding: 'SAME' } as const;
    const parameters = conv2d(sizes).init(key(6));
    const [plain, unfolded] = [sizes, { ...sizes, product: matmul }].map((options) => {
      const loss = (own: Arguments): Tensor =>
        conv2d(options)
          .apply({ ...parameters, weight: own.weight }, own.images)
          .output.square()
          .sum();
      return jit(grad(loss))({ weight: parameters.weight, images });
    });
    for (const name of ['weight', 'images'] as const)
      expectClose(name, unfolded![name], numbers(plain![name]), { ulps: 16 });
  });

  it('refuses groups and another algorithm beside it', () => {
    const sizes = { inputs: 2, outputs: 2, kernel: 3, product: matmul };
    expect(() => conv2d({ ...sizes, groups: 2 })).toThrow(/conv2d: a product takes the sums of one group/);
    expect(() => conv2d({ ...sizes, algorithm: 'winograd' })).toThrow(/leave out groups and the algorithm/);
  });
});

describe('recurrent neurons with a product', () => {
  const spikes = bernoulli(key(7), 0.4, [3, 12, 5]).cast('f32').mul(1.5);
  const neurons = { neurons: 5, recurrent: true } as const;
  const nets = {
    lif: (product?: Product) => lif({ ...neurons, ...(product && { product }) }),
    ahpLif: (product?: Product) => ahpLif({ ...neurons, ...(product && { product }) }),
    alif: (product?: Product) => alif({ ...neurons, ...(product && { product }) }),
    rate: (product?: Product) => rate({ ...neurons, ...(product && { product }) }),
  };

  it.each(Object.entries(nets))('have it in the place of the matrix product: %s', (_, make) => {
    const parameters = make().init(key(8)) as never;
    const plain = make().apply(parameters, spikes).output;
    expect(numbers(make((z, w) => z.matmul(w)).apply(parameters, spikes).output)).toEqual(numbers(plain));
    expect(numbers(make((z, w) => z.matmul(w.mul(3))).apply(parameters, spikes).output)).not.toEqual(
      numbers(plain),
    );
  });

  it.each(Object.entries(nets))('tell it the number of the time step: %s', (_, make) => {
    const parameters = make().init(key(8)) as never;
    // The neurons are driven by the step alone, as if it were an input.
    const counted = make((z, w, step) => z.matmul(w.mul(0)).add(step!.cast('f32').mul(0.1)));
    const ramp = zeros([3, 12, 5]).add(tensor([...Array(12).keys()].map((each) => [each * 0.1])));
    const silent = make((z, w) => z.matmul(w.mul(0)));
    expectClose(
      'output',
      counted.apply(parameters, spikes.mul(0)).output,
      numbers(silent.apply(parameters, ramp).output),
      { ulps: 4 },
    );
  });

  it('read a crossbar anew in every step', () => {
    const options = { chip: key(1), path: 'w', outputNoise: 0.5 };
    const product = crossbarProduct({ ...options, use: key(2) });
    const [z, w] = [normal(key(9), [2, 5]), normal(key(10), [5, 5])];
    const [first, second] = [0, 1].map((step) => numbers(product(z, w, tensor(step, { dtype: 'i32' }))));
    expect(first).not.toEqual(second);
    const later = crossbarProduct({ ...options, use: foldIn(key(2), 1) });
    expect(numbers(later(z, w))).toEqual(second);
    const net = lif({ ...neurons, synapses: 2, product });
    const parameters = net.init(key(8));
    const { recording } = net.apply(parameters, normal(key(11), [3, 12, 10]));
    const received = recording.recurrentInput.reshape([36, 10]).toArray() as number[][];
    expect(new Set(received.map((row) => row.join())).size).toBe(36);
  });
});

describe('the networks of the paper', () => {
  it.each([
    ['paperCnn', (product: (path: string) => Product) => paperCnn({ channels: 2, hidden: [4, 3], product })],
    ['resNet32', (product: (path: string) => Product) => resNet32({ channels: [2, 2, 2], product })],
    ['speechLsnn', (product: (path: string) => Product) => speechLsnn({ neurons: 4, product })],
  ] as const)('ask for a product by the path of each weight matrix: %s', (_, make) => {
    const asked: string[] = [];
    const net = make((path) => {
      asked.push(path);
      return matmul;
    });
    const parameters: unknown = net.init(key(0));
    // Normalisations have weights too, which are no matrices.
    const matrices = treePaths(parameters).filter(
      (path) => /\.(weight|weightRecurrent)$/.test(path) && at(parameters, path).shape.length > 1,
    );
    expect(asked.toSorted()).toEqual(matrices.toSorted());
  });

  it('come close to themselves on a crossbar with fine converters and no noise', () => {
    const fine = (path: string): Product =>
      crossbarProduct({
        ...{ chip: key(1), use: key(2), path, outputNoise: 0 },
        ...{ input: { steps: 2 ** 20 }, output: { bound: 100, steps: 2 ** 22 } },
      });
    const images = normal(key(12), [2, 12, 12, 1]);
    const sizes = { imageSize: 12, channels: 3, hidden: [6, 5] as const };
    const parameters = paperCnn(sizes).init(key(13));
    const [plain, onCrossbar] = [paperCnn(sizes), paperCnn({ ...sizes, product: fine })].map(
      (net) => net.apply(parameters, images).output,
    );
    expect(onCrossbar!.sub(plain!).abs().max().item()).toBeLessThan(1e-3 * plain!.abs().max().item());
  });
});
