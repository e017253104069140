import { describe, expect, it } from 'vitest';
import {
  type CrossbarPreset,
  type CrossbarProductOptions,
  chipKey,
  convert,
  crossbarPresets,
  crossbarProduct,
  irDrop,
} from '../../../src/hardware/index.ts';
import { crossbarSettings } from '../../../src/hardware/periphery/crossbarSettings.ts';
import {
  concatenate,
  div,
  full,
  grad,
  intervalBounds,
  jit,
  ones,
  slice,
  std,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '../../../src/index.ts';
import { linear } from '../../../src/nn/index.ts';
import { key, normal, uniform } from '../../../src/random/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../../golden/readGolden.ts';
import { expectMoments } from '../moments.ts';

interface PeripheryCase {
  readonly name: string;
  readonly row: boolean;
  readonly managed: boolean;
  readonly outputBound: number;
  readonly input: GoldenArray;
  readonly weight: GoldenArray;
  readonly output: GoldenArray;
}

interface AnalogCase {
  readonly name: string;
  readonly options: object;
  readonly input: GoldenArray;
  readonly weight: GoldenArray;
  readonly output: GoldenArray;
}

/** JSON has no infinity: there it is the text "inf". */
const withInfinity = (options: object): Partial<CrossbarProductOptions> =>
  JSON.parse(JSON.stringify(options), (_, value) => (value === 'inf' ? Number.POSITIVE_INFINITY : value));

const chip = chipKey({ seed: 0, chip: 3 });
const keys = { chip, use: key(7), path: 'dense' };
const ideal = {
  ...{ ...keys, outputNoise: 0 },
  input: { bound: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY },
  output: { bound: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY },
} as const;

const numbers = (x: Tensor): number[] => [...x.toTypedArray()];

/** Outputs of a row of ones times weights of one, with one imperfection, many times. */
const drawn = (options: Partial<CrossbarProductOptions>, rows = 1, outputs = 20_000): Tensor =>
  crossbarProduct({ ...ideal, ...options })(ones([rows, 4]), ones([4, outputs]));

describe('the product of a crossbar', () => {
  it.each(readGolden<{ cases: readonly PeripheryCase[] }>('torchPeriphery').cases)(
    'is that of aihwkit: $name',
    ({ row, managed, outputBound, input, weight, output }) => {
      const product = crossbarProduct({
        ...{ chip, use: key(1), path: 'dense', outputNoise: 0, output: { bound: outputBound } },
        inputScale: row ? 'row' : 1,
        halvings: managed ? 10 : 0,
      });
      expectClose('output', product(goldenTensor(input), goldenTensor(weight)), output.data, { ulps: 8 });
    },
  );

  it.each(readGolden<{ cases: readonly AnalogCase[] }>('torchCrossbar').cases)(
    'is that of the tiles of aihwkit: $name',
    ({ options, input, weight, output }) => {
      const own = { chip, use: key(1), path: 'dense', outputNoise: 0, ...withInfinity(options) };
      const product = crossbarProduct(own)(goldenTensor(input), goldenTensor(weight));
      expectClose('output', product, output.data, { ulps: 16 });
    },
  );

  it('is the ideal one where converters have no bounds, steps nor noise', () => {
    const [x, w] = [normal(key(1), [5, 7]), normal(key(2), [7, 3])];
    const output = crossbarProduct({ ...ideal, inputScale: 1 })(x, w);
    expectClose('output', output, Array.from(x.matmul(w).toTypedArray() as Float32Array), { ulps: 8 });
  });

  it('has noise of inputs, weights and outputs of the sizes asked for, another one in each use', () => {
    const rows = 5000;
    // With x and w of 1: four inputs' noise adds up, weights' is σ ‖x‖₂ = 2 σ.
    expectMoments(drawn({ inputNoise: 0.1 }, rows, 1), 4, 0.2);
    expectMoments(drawn({ weightNoise: 0.1 }), 4, 0.2);
    expectMoments(drawn({ outputNoise: 0.1 }), 4, 0.1);
    const first = drawn({ outputNoise: 0.1 }).toArray();
    expect(drawn({ outputNoise: 0.1, chip: chipKey({ seed: 0, chip: 4 }) }).toArray()).toEqual(first);
    expect(drawn({ outputNoise: 0.1, use: key(8) }).toArray()).not.toEqual(first);
    expect(drawn({ outputNoise: 0.1, path: 'other' }).toArray()).not.toEqual(first);
  });

  it('has polarity and offsets that stay in every use and differ from chip to chip', () => {
    expectMoments(drawn({ outputOffset: 0.1 }), 4, 0.4);
    const negative = crossbarProduct({ ...ideal, polarity: 0.1 })(ones([1, 4]).neg(), ones([4, 20_000]));
    expectMoments(negative, -4, 0.2);
    expect(new Set(drawn({ polarity: 0.1 }).toTypedArray())).toEqual(new Set([4]));
    for (const fixed of [{ outputOffset: 0.1 }, { polarity: 0.1 }]) {
      const of = (options: object) =>
        crossbarProduct({ ...ideal, ...fixed, ...options })(normal(key(3), [2, 4]), ones([4, 3])).toArray();
      expect(of({ use: key(8) })).toEqual(of({}));
      expect(of({ chip: chipKey({ seed: 0, chip: 4 }) })).not.toEqual(of({}));
    }
  });

  it('has noise of reading that grows with conductance, as σ √(Σ |w| x²)', () => {
    const weight = tensor([[1], [-0.25], [0.25], [0]]);
    const product = crossbarProduct({ ...ideal, readNoise: 0.1 });
    expectMoments(product(ones([20_000, 4]), weight), 1, 0.1 * Math.sqrt(1.5));
    const silent = grad((x: Tensor) => product(x, weight).sum())(zeros([2, 4]));
    expect(silent.toArray()).toEqual(weight.reshape([1, 4]).broadcastTo([2, 4]).toArray());
  });

  it('has outputs of which some are noisier than others, on a chip the same ones in every use', () => {
    const [rows, outputs] = [200, 400];
    const noisy = drawn({ outputNoise: 0.1, outputNoiseDeviation: 0.2 }, rows, outputs).sub(4);
    const sizes = std(noisy, { axis: 0 });
    // What is drawn for an output is off by 1 / √(2 rows).
    expectMoments(sizes, 0.1, 0.1 * Math.hypot(0.2, 1 / Math.sqrt(2 * rows)));
    const again = drawn({ outputNoise: 0.1, outputNoiseDeviation: 0.2, use: key(9) }, rows, outputs).sub(4);
    const ratio = std(again, { axis: 0 }).div(sizes);
    expectMoments(ratio, 1, 1 / Math.sqrt(rows));
  });

  it('rounds by chance where asked, anew in each use, so that means stay', () => {
    const stochastic = { bound: 4, steps: 16, rounding: 'stochastic' } as const;
    const inputs = full([20_000, 1], 0.6);
    const of = (options: Partial<CrossbarProductOptions>): Tensor =>
      crossbarProduct({ ...ideal, inputScale: 1, ...options })(inputs, ones([1, 1]));
    // Between 0.5 and 1: a Bernoulli draw of 0.2, of kurtosis (1 - 3 p q) / (p q).
    expectMoments(of({ output: stochastic }), 0.6, 0.2, 3.25);
    expectMoments(of({ input: stochastic }), 0.6, 0.2, 3.25);
    expect(of({ input: stochastic, use: key(8) }).toArray()).not.toEqual(of({ input: stochastic }).toArray());
    expect(() => convert(inputs, stochastic)).toThrow(/convert: expected a key for stochastic rounding/);
    expect(() => of({ input: { rounding: 'up' as 'nearest' } })).toThrow(
      /input\.rounding to be nearest or stochastic, got up/,
    );
  });

  it('has series resistance, as y / (1 + r |y|), of both devices of a pair where there is a reference', () => {
    expect(drawn({ seriesResistance: 0.1 }, 1, 1).item()).toBeCloseTo(4 / 1.4, 6);
    const pair = drawn({ seriesResistance: 0.1, referenceConductance: 0.5 }, 1, 1).item();
    expect(pair).toBeCloseTo(6 / 1.6 - 2 / 1.2, 6);
    // (1 - v) (4 + 2) - (1 + v) 2.
    expectMoments(drawn({ outputOffset: 0.1, referenceConductance: 0.5 }), 4, 0.8);
  });

  it('has offsets before noise and saturation', () => {
    const output = { bound: 8, steps: Number.POSITIVE_INFINITY };
    const both = drawn({ outputOffset: 0.1, outputNonlinearity: 0.8, output }, 1, 50);
    const expected = drawn({ outputOffset: 0.1 }, 1, 50);
    expectClose('both', both, numbers(expected.div(expected.abs().mul(0.1).add(1))), { ulps: 4 });
  });

  it('saturates at each output by its own n', () => {
    const output = { bound: 8, steps: Number.POSITIVE_INFINITY };
    const saturated = drawn({ outputNonlinearity: 0.5, outputNonlinearityDeviation: 0.1, output });
    // y = 4 / (1 + n / 2), so n = 8 / y - 2.
    expectMoments(div(8, saturated).sub(2), 0.5, 0.05);
  });

  it('is calibrated to the slope 1 at a part of its range', () => {
    const output = { bound: 8, steps: Number.POSITIVE_INFINITY };
    const own = { outputNonlinearity: 0.5, slopeCalibration: 0.5, output };
    const slopeAt = (size: number): number =>
      grad((x: Tensor) => crossbarProduct({ ...ideal, ...own, inputScale: 1 })(x, ones([1, 1])).sum())(
        full([1, 1], size),
      ).item();
    // d/dy (1 + n c)² y / (1 + n y / bound) = 1 at y = c bound.
    expect(slopeAt(4)).toBeCloseTo(1, 6);
    expect(slopeAt(2)).toBeGreaterThan(1);
    const spread = { ...own, outputNonlinearityDeviation: 0.1, seriesResistance: 0.05 };
    const without = drawn({ ...spread, slopeCalibration: 0 });
    const n = div(div(4, 1.2), without).sub(1).div(div(4, 1.2)).mean();
    const factor = n.add(0.05).mul(4).add(1).square();
    expectClose('output', drawn(spread), numbers(without.mul(factor)), { ulps: 40 });
  });

  it('learns the range of inputs where they clip', () => {
    const loss = (range: Tensor): Tensor =>
      crossbarProduct({ ...ideal, input: { bound: 1, steps: Number.POSITIVE_INFINITY }, inputScale: range })(
        tensor([[0.5, 3, -3, -5]]),
        tensor([[1], [1], [0.5], [1]]),
      ).sum();
    // Inputs beyond the range s give ±s: 1 - 0.5 - 1.
    expect(grad(loss)(tensor(2)).item()).toBeCloseTo(-0.5, 5);
    expect(grad(loss)(tensor(8)).item()).toBeCloseTo(0, 5);
  });

  it('halves inputs only where an output is beyond the bound in steps', () => {
    const output = { bound: 1, steps: 4 };
    const of = (size: number): number =>
      crossbarProduct({ ...ideal, inputScale: 1, output, halvings: 1 })(
        full([1, 1], size),
        ones([1, 1]),
      ).item();
    // 1.2 is rounded to 1, which is not beyond; 1.3 is rounded to 1.5, and halved 0.65 to 0.5.
    expect([of(1.2), of(1.3), of(1.6)]).toEqual([1, 1, 2]);
    // An output at the bound itself does not clip: halved, its neighbour of 0.5 would be 0.25 and rounded to 0.
    const pair = crossbarProduct({ ...ideal, inputScale: 1, output, halvings: 1 })(
      ones([1, 1]),
      tensor([[1, 0.5]]),
    );
    expect(numbers(pair)).toEqual([1, 0.5]);
  });

  it('saturates as y / (1 + n |y| / bound)', () => {
    const output = drawn(
      { outputNonlinearity: 0.5, output: { bound: 8, steps: Number.POSITIVE_INFINITY } },
      1,
      1,
    );
    expect(output.item()).toBeCloseTo(4 / (1 + (0.5 * 4) / 8), 6);
  });

  it('loses what drops along the wires, as often as asked', () => {
    const [x, w] = [ones([2, 4]), ones([4, 3])];
    const output = crossbarProduct({ ...ideal, irDropScale: 1000 })(x, w);
    expect(output.toArray()).toEqual(x.matmul(w).sub(irDrop(x, w).mul(1000)).toArray());
    expect(output.toArray()).not.toEqual(x.matmul(w).toArray());
  });

  it('lets gradients through rounding, and none through what clips', () => {
    const loss = (options: Partial<CrossbarProductOptions>) => (x: Tensor) =>
      crossbarProduct({ ...ideal, inputScale: 1, ...options })(x, tensor([[1], [0.5]])).sum();
    const x = tensor([[0.3, -2]]);
    expect(grad(loss({ input: { bound: 1, steps: 4 } }))(x).toArray()).toEqual([[1, 0]]);
    expect(grad(loss({ output: { bound: 0.1, steps: 4 } }))(x).toArray()).toEqual([[0, 0]]);
  });

  it('prints itself as the list of what it does, in order', () => {
    expect(String(crossbarProduct(ideal))).toBe(
      'crossbar product\n  1. weights are divided by the largest of its tensor, inputs by the largest of their row',
    );
    const all = crossbarProduct({
      ...{ ...keys, ...crossbarPresets.training, inputScale: tensor(3), inputNoise: 0.01, polarity: 0.05 },
      ...{ outputOffset: 0.02, seriesResistance: 0.1, referenceConductance: 1, weightNoise: 0.03 },
      ...{ outputNonlinearity: 0.3, outputNonlinearityDeviation: 0.1, slopeCalibration: 0.5 },
      ...{ outputNoiseDeviation: 0.2, halvings: 4, tiles: { inputs: 512 } },
    });
    expect(String(all).split('\n')).toEqual([
      'crossbar product',
      '  1. matrices are cut in arrays of 512 x 256, whose products are added',
      '  2. weights are divided by the largest of its output, inputs by a learnt range',
      '  3. inputs are converted in 254 steps (nearest) and clipped to ±1',
      '  4. noise of inputs with a standard deviation of 0.01',
      '  5. weights differ by 5% for negative inputs',
      '  6. voltage drops along wires, 1 times',
      '  7. devices of a pair hold 1 besides their weight',
      '  8. outputs are offset by 2%',
      '  9. resistance in series, 0.1 of the output',
      '  10. noise of weights with a standard deviation of 0.03',
      '  11. noise of reading with a standard deviation of 0.0175',
      '  12. outputs saturate by 0.3, 10% more or less by output',
      '  13. outputs are calibrated at 50% of their range',
      '  14. noise of outputs with a standard deviation of 0.04, 20% more or less by output',
      '  15. outputs are converted in 254 steps (nearest) and clipped to ±10',
      '  16. inputs are halved up to 4 times while an output clips',
    ]);
  });

  it('has one scale of weights for each output where asked', () => {
    const x = normal(key(4), [3, 5]);
    const w = tensor([
      [1, -0.25],
      [0.5, 0.125],
      [0, 0],
      [-1, 0.25],
      [0.25, 0.125],
    ]);
    const own = { chip, use: key(6), path: 'a' };
    const scales = tensor([1, 0.25]);
    const expected = crossbarProduct(own)(x, w.div(scales)).mul(scales);
    expect(crossbarProduct({ ...own, weightScale: 'output' })(x, w).toArray()).toEqual(expected.toArray());
  });

  it('adds up arrays of limited size, each with scales, converters and draws of its own', () => {
    const [x, w] = [normal(key(4), [3, 5]), normal(key(5), [5, 7])];
    const own = { chip, use: key(6), outputOffset: 0.1, irDropScale: 100, halvings: 1 };
    const product = crossbarProduct({ ...own, path: 'a', tiles: { inputs: 3, outputs: 4 } })(x, w);
    const part = (path: string, inputs: [number, number], outputs: [number, number]): Tensor => {
      const [start, stop] = inputs;
      const tile = slice(w, [
        { start, stop },
        { start: outputs[0], stop: outputs[1] },
      ]);
      return crossbarProduct({ ...own, path })(slice(x, [{}, { start, stop }]), tile);
    };
    const left = part('a/0.0', [0, 3], [0, 4]).add(part('a/1.0', [3, 5], [0, 4]));
    const right = part('a/0.1', [0, 3], [4, 7]).add(part('a/1.1', [3, 5], [4, 7]));
    expect(product.toArray()).toEqual(concatenate([left, right], 1).toArray());
    const fitting = crossbarProduct({ ...own, path: 'a', tiles: { inputs: 5, outputs: 8 } })(x, w);
    expect(fitting.toArray()).toEqual(crossbarProduct({ ...own, path: 'a' })(x, w).toArray());
    expect(() => crossbarProduct({ ...own, path: 'a', tiles: { inputs: 0 } })).toThrow(
      /crossbarProduct: expected inputs to be a whole number from 1, got 0/,
    );
  });

  it('is compiled and batched over chips with the same bits', () => {
    const [x, w] = [normal(key(4), [3, 6]), normal(key(5), [6, 4])];
    const keys = [0, 1].map((number) => chipKey({ seed: 2, chip: number }));
    const of = (own: ReturnType<typeof key>) =>
      crossbarProduct({ chip: own, use: key(6), path: 'a', polarity: 0.1, irDropScale: 1, halvings: 2 })(
        x,
        w,
      );
    const alone = keys.map((own) => of(own).toArray());
    expect(keys.map((own) => jit(of)(own).toArray())).toEqual(alone);
    const words = tensor(
      keys.flatMap(({ words: own }) => Array.from(own.toTypedArray())),
      { dtype: 'u32', shape: [2, 2] },
    );
    const together = vmap((own: Tensor) => of({ layout: 'partitionable', words: own }))(words);
    expect(together.toArray()).toEqual(alone);
  });

  it('has bounds that hold for all weights between two ends', () => {
    const [x, w] = [normal(key(4), [3, 6]), normal(key(5), [6, 4])];
    const product = crossbarProduct({
      ...{ ...keys, ...crossbarPresets.evaluation, readNoise: 0.02, outputOffset: 0.05, irDropScale: 1 },
      ...{ polarity: 0.05, seriesResistance: 0.01, outputNonlinearity: 0.1 },
    });
    const bounds = jit((low: Tensor, high: Tensor) =>
      intervalBounds((own: Tensor) => product(x, own))([low], [high]),
    );
    const reach = w.abs().mul(0.01);
    const { lower, upper } = bounds(w.sub(reach), w.add(reach));
    const run = jit((own: Tensor) => product(x, own));
    for (let seed = 0; seed < 30; seed++) {
      const place = uniform(key(seed), w.shape, -3, 3).clip(-1, 1);
      const output = run(w.add(reach.mul(place)).clip(w.sub(reach), w.add(reach)));
      expect(output.greaterEqual(lower).all().item()).toBe(1);
      expect(output.lessEqual(upper).all().item()).toBe(1);
    }
    expect(upper.sub(lower).max().item()).toBeLessThan(1);
  });

  it('is what a linear layer multiplies with, and its matrix product where none is given', () => {
    const x = normal(key(8), [2, 5, 6]);
    const sizes = { inputs: 6, outputs: 4 };
    const parameters = linear(sizes).init(key(9));
    const own = linear({ ...sizes, product: (input, weight) => input.matmul(weight).mul(2) });
    const [plain, doubled] = [linear(sizes), own].map((net) => net.apply(parameters, x).output);
    expect(plain?.toArray()).toEqual(
      x.reshape([10, 6]).matmul(parameters.weight).reshape([2, 5, 4]).toArray(),
    );
    expect(doubled?.toArray()).toEqual(plain?.mul(2).toArray());
  });

  it('refuses sizes that make no sense, and matrices that do not fit', () => {
    expect(() => crossbarProduct({ ...ideal, outputNoise: -1 })).toThrow(
      /outputNoise to be a finite number from 0, got -1/,
    );
    expect(() => crossbarProduct({ ...ideal, input: { steps: 0 } })).toThrow(
      /input\.steps to be a number above 0/,
    );
    expect(() => crossbarProduct({ ...ideal, halvings: 0.5 })).toThrow(
      /halvings to be a whole number from 0/,
    );
    expect(() => crossbarProduct(ideal)(ones([2, 3]), ones([4, 2]))).toThrow(
      /\[rows, inputs\] and \[inputs, outputs\]/,
    );
  });
});

describe('the presets of a crossbar', () => {
  const { presets } = readGolden<{ presets: Record<string, CrossbarPreset> }>('torchCrossbar');

  it.each(['evaluation', 'training'] as const)('are those of aihwkit: %s', (name) => {
    const settings = crossbarSettings({ ...keys, ...crossbarPresets[name] });
    expect(settings).toMatchObject(presets[name]!);
    expect(crossbarProduct(settings)(ones([2, 600]), ones([600, 3])).shape).toEqual([2, 3]);
  });

  it('are not needed for its defaults, but for the halving of inputs', () => {
    expect(crossbarSettings({ ...keys, halvings: 4 })).toMatchObject(presets.default!);
  });
});
