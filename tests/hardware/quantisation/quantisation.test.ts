import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitShiftDecay,
  type HardwareStage,
  powerOfTwoQuantisation,
  remapWeights,
  type Scope,
  uniformQuantisation,
  weightClipping,
  xyloQuantisation,
} from '../../../src/hardware/index.ts';
import { full, grad, type Tensor, tensor } from '../../../src/trace/index.ts';
import {
  expectClose,
  type GoldenArray,
  goldenNumber,
  goldenTensor,
  readGolden,
} from '../../golden/readGolden.ts';
import '../../properties.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

interface Rounded {
  readonly name: string;
  readonly bits: number;
  readonly input: GoldenArray;
  readonly output: GoldenArray;
}
interface Discretised {
  readonly name: string;
  readonly states: number;
  readonly input: GoldenArray;
  readonly values: GoldenArray;
}
interface Decay {
  readonly name: string;
  readonly dt: number;
  readonly decay: GoldenArray;
  readonly output: GoldenArray;
}
interface Xylo {
  readonly name: string;
  readonly scope: Scope;
  readonly fuzzy: boolean;
  readonly parameters: Readonly<Record<string, GoldenArray>>;
  readonly integers: Readonly<Record<string, GoldenArray>>;
}
const { cases } = readGolden<{ cases: readonly (Rounded | Discretised | Decay | Xylo)[] }>(
  'torchQuantisation',
);

const weightOf = (stage: HardwareStage, weight: Tensor): Tensor => onChip(stage, { weight }).weight;
/** The elements, with -0 as 0. */
const numbersOf = (x: Tensor): number[] => Array.from(x.toTypedArray(), (each) => each + 0);
const gradientThrough = (stage: HardwareStage, weight: Tensor, factors: Tensor): number[] =>
  numbersOf(grad((given: Tensor) => stage.apply({ weight: given }, KEY).weight.mul(factors).sum())(weight));
const KEY = { layout: 'partitionable', words: tensor(Uint32Array.of(0, 1)) } as const;

describe('uniformQuantisation', () => {
  it.each(cases.filter((each): each is Rounded => 'bits' in each))('rounds as Rockpool: $name', (golden) => {
    const input = goldenTensor(golden.input);
    const steps = 2 ** (golden.bits - 1) - 1;
    const largest = Math.max(...numbersOf(input).map(Math.abs));
    const integers = numbersOf(weightOf(uniformQuantisation({ bits: golden.bits }), input)).map(
      (value) => (value * steps) / largest,
    );
    golden.output.data.forEach((expected, index) => {
      expect(integers[index]).toBeCloseTo(goldenNumber(expected), 3);
    });
  });

  it.each(cases.filter((each): each is Discretised => 'states' in each))(
    'has the values of aihwkit: $name',
    (golden) => {
      const bits = Math.log2(golden.states + 2);
      const found = weightOf(uniformQuantisation({ bits }), goldenTensor(golden.input));
      expectClose(golden.name, found, golden.values.data, { ulps: 4 });
    },
  );

  it('has steps of its own for each output', () => {
    const weight = tensor([
      [1, 10],
      [0.26, 2.6],
    ]);
    const rounded = weightOf(
      uniformQuantisation({ bits: 3, scope: 'output' }),
      weight,
    ).toArray() as number[][];
    const expected = [
      [1, 10],
      [1 / 3, 10 / 3],
    ];
    expected.flat().forEach((value, index) => {
      expect(rounded.flat()[index]).toBeCloseTo(value, 5);
    });
  });

  it('rounds stochastically to the two neighbours, right in the mean', () => {
    const weight = tensor([1, ...new Array<number>(9999).fill(0.3 / 3)]);
    const values = numbersOf(
      weightOf(uniformQuantisation({ bits: 3, rounding: 'stochastic' }), weight),
    ).slice(1);
    const ups = values.filter((value) => Math.abs(value - 1 / 3) < 1e-6).length;
    expect(values.filter((value) => value === 0).length + ups).toBe(9999);
    // A binomial count of 0.3 has a standard deviation of 45.8.
    expect(Math.abs(ups - 0.3 * 9999)).toBeLessThan(4 * 45.8);
  });

  it('has the gradient of the identity, and none where a fixed range clips', () => {
    const weight = tensor([0.1, -0.7, 2]);
    const factors = tensor([1, 2, 3]);
    expect(gradientThrough(uniformQuantisation({ bits: 3 }), weight, factors)).toEqual([1, 2, 3]);
    expect(gradientThrough(uniformQuantisation({ bits: 3, largest: 1 }), weight, factors)).toEqual([1, 2, 0]);
    expect(numbersOf(weightOf(uniformQuantisation({ bits: 3, largest: 1 }), weight))[2]).toBe(1);
  });

  it('is never more than half a step off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 2, max: 12 }),
        (values, bits) => {
          const rounded = numbersOf(
            uniformQuantisation({ bits }).apply({ weight: tensor(values) }, KEY).weight,
          );
          const largest = Math.max(...values.map(Math.abs));
          const half = (0.5 * largest) / (2 ** (bits - 1) - 1);
          values.forEach((value, index) => {
            expect(Math.abs(rounded[index]! - value)).toBeLessThanOrEqual(half + 1e-6 * largest + 1e-30);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses half bits, and a range of nothing', () => {
    expect(() => uniformQuantisation({ bits: 1 })).toThrow(
      'expected a whole number of bits from 2 to 24, got 1',
    );
    expect(() => uniformQuantisation({ bits: 25 })).toThrow('from 2 to 24, got 25');
    expect(uniformQuantisation({ bits: 24 }).description).toContain('multiples of 1/8388607');
    expect(() => powerOfTwoQuantisation({ bits: 9 })).toThrow('from 2 to 8, got 9');
    expect(powerOfTwoQuantisation({ bits: 8 }).description).toContain('the 127 powers of two');
    expect(() => uniformQuantisation({ largest: 0 })).toThrow(
      'expected largest to be a number above 0, got 0',
    );
  });
  obeysStageLaws(() => uniformQuantisation({ bits: 4, rounding: 'stochastic', scope: 'output' }));
});

describe('powerOfTwoQuantisation', () => {
  it('rounds in the logarithm, as float64 does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (values) => {
          const largest = Math.round(Math.log2(Math.max(...values.map(Math.abs))));
          const rounded = numbersOf(
            powerOfTwoQuantisation({ bits: 4 }).apply({ weight: tensor(values) }, KEY).weight,
          );
          values.forEach((value, index) => {
            const logarithm = Math.log2(Math.abs(value));
            const exponent = Math.round(logarithm);
            const isTie = Math.abs(Math.abs(logarithm - exponent) - 0.5) < 1e-6;
            if (isTie || largest < -100) return;
            const expected = exponent < largest - 6 ? 0 : Math.sign(value) * 2 ** exponent;
            expect(rounded[index]! + 0).toBe(expected + 0);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps powers of two as they are, down to the last exponent', () => {
    const weight = tensor([4, -2, 1, 0.5, -0.25, 0.125, 0.0625, 0.03125, 0]);
    expect(numbersOf(weightOf(powerOfTwoQuantisation(), weight))).toEqual([
      4, -2, 1, 0.5, -0.25, 0.125, 0.0625, 0, 0,
    ]);
  });

  it('has the gradient of the identity', () => {
    expect(gradientThrough(powerOfTwoQuantisation(), tensor([0.3, -3]), tensor([5, 7]))).toEqual([5, 7]);
  });
  obeysStageLaws(() => powerOfTwoQuantisation({ scope: 'output' }));
});

describe('bitShiftDecay', () => {
  it.each(cases.filter((each): each is Decay => 'dt' in each))(
    "has Rockpool's decays: $name",
    ({ dt, decay, output }) => {
      const tau = tensor(decay.data.map((each) => -dt / Math.log(goldenNumber(each))));
      const decays = numbersOf(onChip(bitShiftDecay({ dt }), { tau }).tau).map((each) =>
        Math.exp(-dt / each),
      );
      output.data.forEach((expected, index) => {
        expect(decays[index]).toBeCloseTo(goldenNumber(expected), 5);
      });
    },
  );

  it('leaves nothing after a step where the time constant is short', () => {
    const decays = numbersOf(onChip(bitShiftDecay(), { tau: tensor([1e-4, 7e-4]) }).tau).map((tau) =>
      Math.fround(Math.exp(-1e-3 / tau)),
    );
    expect(decays).toEqual([0, 0]);
  });

  it('leaves weights alone, and refuses a step of 0', () => {
    expect(numbersOf(weightOf(bitShiftDecay(), tensor([0.37])))).toEqual([Math.fround(0.37)]);
    expect(() => bitShiftDecay({ dt: 0 })).toThrow(
      'bitShiftDecay: expected dt to be a time step in seconds above 0, got 0',
    );
  });
  obeysStageLaws(() => bitShiftDecay());
});

describe('weightClipping', () => {
  const weight = tensor([
    [3, -1],
    [-0.5, 2],
    [0.25, 0],
  ]);

  it('clips at a fixed size, at standard deviations, and at the mean of the outputs', () => {
    expect(weightOf(weightClipping({ largest: 0.5 }), weight).toArray()).toEqual([
      [0.5, -0.5],
      [-0.5, 0.5],
      [0.25, 0],
    ]);
    expect(Math.max(...numbersOf(weightOf(weightClipping({ meanOfOutputs: true }), weight)))).toBe(2.5);
    // NumPy: [3, -1, -.5, 2, .25, 0].std(ddof=1) = 1.54717484468...
    const clipped = numbersOf(weightOf(weightClipping({ standardDeviations: 1 }), weight));
    expect(clipped[0]).toBeCloseTo(1.547175, 5);
    expect(clipped[1]).toBe(-1);
  });

  it('clips each filter at its own standard deviations', () => {
    const clipped = weightOf(weightClipping({ standardDeviations: 0.5, scope: 'output' }), weight);
    // NumPy: std(axis=0, ddof=1) = [1.8427787, 1.5275252], √(163 / 48) and √(7 / 3).
    const [first, second] = [Math.sqrt(163 / 48) / 2, Math.sqrt(7 / 3) / 2];
    const expected = [first, -second, -0.5, second, 0.25, 0];
    numbersOf(clipped).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 6);
    });
  });

  it('takes the smallest of several bounds', () => {
    const clipped = weightOf(weightClipping({ largest: 0.25, meanOfOutputs: true }), weight);
    expect(Math.max(...numbersOf(clipped))).toBe(0.25);
  });

  it('leaves a single weight alone, which has no deviation', () => {
    expect(numbersOf(weightOf(weightClipping({ standardDeviations: 2 }), tensor([3])))).toEqual([3]);
  });

  it('refuses no bound, and a bound of 0', () => {
    expect(() => weightClipping({})).toThrow(
      'expected largest, standardDeviations or meanOfOutputs, got none',
    );
    expect(() => weightClipping({ largest: 0 })).toThrow('expected largest to be a number above 0, got 0');
  });
  obeysStageLaws(() => weightClipping({ standardDeviations: 1 }));
});

describe('remapWeights', () => {
  const weight = tensor([
    [3, 0],
    [-1.5, 0],
  ]);

  it('fills the range of the array, and gives what undoes it', () => {
    const whole = remapWeights(weight);
    expect(whole.weights.toArray()).toEqual([
      [1, 0],
      [-0.5, 0],
    ]);
    expect(whole.weights.mul(whole.scales).toArray()).toEqual(weight.toArray());
    expect(remapWeights(weight, 'output').scales.toArray()).toEqual([[3, 1]]);
  });
});

describe('xyloQuantisation', () => {
  const groups = [{ weights: ['weight', 'weightRecurrent'], thresholds: ['threshold'] }];
  const withBias = [{ ...groups[0]!, biases: ['bias'] }];

  it.each(cases.filter((each): each is Xylo => 'integers' in each))(
    'has the integers of Rockpool: $name',
    (golden) => {
      const { parameters, integers, scope, fuzzy } = golden;
      const stage = xyloQuantisation({
        groups: 'bias' in parameters ? withBias : groups,
        scope,
        fuzzyScaling: fuzzy,
        integers: true,
      });
      const given = Object.fromEntries(
        Object.entries(parameters).map(([name, each]) => [name, goldenTensor(each)]),
      );
      const quantised = onChip(stage, given);
      for (const [name, { data }] of Object.entries(integers)) {
        const bound = name.startsWith('weight') ? 127 : 32767;
        const expected = data.map((each) => Math.max(-bound, Math.min(bound, goldenNumber(each))));
        expect(numbersOf(quantised[name]!), name).toEqual(expected);
      }
    },
  );

  const parameters = {
    weight: full([2, 3], 0.5),
    weightRecurrent: full([3, 3], -1),
    threshold: tensor([1, 2, 0.3]),
  };

  it('gives what the integers stand for', () => {
    const quantised = onChip(xyloQuantisation({ groups }), parameters);
    expect(numbersOf(quantised.threshold)[2]).toBeCloseTo(38 / 127, 6);
  });

  it('gives thresholds room in scope tensor too', () => {
    const large = { ...parameters, threshold: tensor([500, 1, 2]) };
    const { threshold, weightRecurrent } = onChip(xyloQuantisation({ groups, integers: true }), large);
    expect(numbersOf(threshold)[0]).toBe(32767);
    expect(numbersOf(weightRecurrent)[0]).toBe(-Math.round(32767 / 500));
  });

  it('has the gradient of the identity', () => {
    const stage = xyloQuantisation({ groups, scope: 'output' });
    const gradient = grad((given: typeof parameters) => {
      const { weight, threshold } = stage.apply(given, KEY);
      return weight.mul(3).sum().add(threshold.sum());
    })(parameters);
    expect(new Set(numbersOf(gradient.weight))).toEqual(new Set([3]));
    expect(numbersOf(gradient.threshold)).toEqual([1, 1, 1]);
  });

  it('names a path that is not there, and neurons that do not fit', () => {
    const stage = xyloQuantisation({ groups: [{ weights: ['w'] }] });
    expect(() => onChip(stage, parameters)).toThrow(
      'there is no f32 parameter w; there are threshold, weight',
    );
    const unfit = { weight: full([2, 3], 1), weightRecurrent: full([3, 3], 1), threshold: tensor([1, 2]) };
    expect(() => onChip(xyloQuantisation({ groups, scope: 'output' }), unfit)).toThrow(
      'xyloQuantisation: [2, 3] cannot be cut into columns for 2 neurons',
    );
  });
});
