import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/hardware/drawKey.ts';
import {
  chipKey,
  deploy,
  deployOn,
  deployPopulation,
  drawKey,
  gaussianMismatch,
  hardwareModel,
} from '../../src/hardware/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { foldIn, key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { full, tensor, vmap, zeros } from '../../src/trace/index.ts';

const parameters = [
  { weight: tensor([[1, -2, 0]]) },
  {},
  { bias: tensor([0.5]), weight: tensor([3]) },
] as const;

describe('gaussianMismatch', () => {
  const chip = (level: number) =>
    deploy(hardwareModel(gaussianMismatch(level)), parameters, { seed: 4, chip: 17 });

  it('moves each parameter by a share of its own size', () => {
    const draws = normal(
      foldIn(foldIn(key(4), 17), hashText('gaussianMismatch/0.weight')),
      [1, 3],
    ).toTypedArray();
    const [first] = chip(0.1);
    [1, -2, 0].forEach((weight, index) => {
      expect(first.weight.toTypedArray()[index]).toBeCloseTo(
        weight + 0.1 * Math.abs(weight) * draws[index]!,
        6,
      );
    });
  });

  it('does nothing at level 0, and scales one draw with the level', () => {
    expect(chip(0)[0].weight.toArray()).toEqual(parameters[0].weight.toArray());
    const [small, large] = [chip(0.1), chip(0.4)].map((each) => each[2].weight.item() - 3);
    expect(large! / small!).toBeCloseTo(4, 4);
  });

  it('has the deviation it says', () => {
    const many = { weight: full([100, 100], -2) };
    const { weight } = deploy(hardwareModel(gaussianMismatch(0.3)), many, { seed: 0, chip: 0 });
    // 10 000 draws: the deviation is off by 0.7% or so, the mean by 0.006.
    expect(Math.abs(weight.variance().sqrt().item() / 0.6 - 1)).toBeLessThan(0.03);
    expect(Math.abs(weight.mean().item() + 2)).toBeLessThan(0.02);
  });

  it('leaves parameters alone that are not selected', () => {
    const stage = gaussianMismatch(0.5, { select: (path) => path.endsWith('weight') });
    const [first, , last] = deploy(hardwareModel(stage), parameters, { seed: 0, chip: 0 });
    expect(last.bias).toBe(parameters[2].bias);
    expect(first.weight.toArray()).not.toEqual(parameters[0].weight.toArray());
  });

  it('refuses a negative level', () => {
    expect(() => gaussianMismatch(-0.1)).toThrow('gaussianMismatch: expected a level from 0');
  });
});

describe('a chip', () => {
  const model = hardwareModel(gaussianMismatch(0.2));
  const weightOf = (tree: Readonly<Record<string, unknown>>, seed = 0, chip = 3) =>
    deploy(model, { ...tree, weight: full([4], 1) }, { seed, chip }).weight.toArray();

  it('is the same whatever other parameters the network has', () => {
    expect(weightOf({})).toEqual(weightOf({ bias: zeros([2]), other: { weight: zeros([3]) } }));
  });

  it('differs from other chips, and from those of another seed', () => {
    const draws = [weightOf({}), weightOf({}, 0, 4), weightOf({}, 1, 3)].map(String);
    expect(new Set(draws).size).toBe(3);
  });

  it('differs between parameters and between stages', () => {
    const words = [
      drawKey(chipKey({ seed: 0, chip: 0 }), 'a', '0.weight'),
      drawKey(chipKey({ seed: 0, chip: 0 }), 'b', '0.weight'),
    ];
    expect(words[0]!.words.toArray()).not.toEqual(words[1]!.words.toArray());
    const [first, , last] = deploy(model, [{ weight: full([1], 1) }, {}, { weight: full([1], 1) }] as const, {
      seed: 0,
      chip: 0,
    });
    expect(first.weight.item()).not.toBe(last.weight.item());
  });

  it('is the same in compiled code', () => {
    const compiled = jit((tree: typeof parameters, chip: ReturnType<typeof key>) =>
      deployOn(model, tree, chip),
    );
    const chip = { seed: 2, chip: 5 };
    expect(compiled(parameters, chipKey(chip))[2].weight.toArray()).toEqual(
      deploy(model, parameters, chip)[2].weight.toArray(),
    );
  });

  it('has a whole number', () => {
    expect(() => chipKey({ seed: 0, chip: -1 })).toThrow(
      'expected the chip to be a whole number from 0 to 4294967295, got -1',
    );
  });
});

describe('a population', () => {
  const model = hardwareModel(gaussianMismatch(0.2, { select: (path) => path !== '2.bias' }));

  it('has the chips that are deployed one by one, and as many copies of what stays', () => {
    const [first, , last] = deployPopulation(model, parameters, { seed: 3, chips: 3, first: 5 });
    expect(first.weight.shape).toEqual([3, 1, 3]);
    const alone = [5, 6, 7].map((chip) => deploy(model, parameters, { seed: 3, chip })[0].weight.toArray());
    expect(first.weight.toArray()).toEqual(alone);
    expect(last.bias.toArray()).toEqual([[0.5], [0.5], [0.5]]);
  });

  it('goes through a network at once', () => {
    const weights = { weight: tensor([[2], [-1]]) };
    const chips = deployPopulation(model, weights, { seed: 0, chips: 2 });
    const outputs = vmap((own: typeof weights) => tensor([[1, 1]]).matmul(own.weight))(chips);
    const alone = [0, 1].map((chip) =>
      tensor([[1, 1]])
        .matmul(deploy(model, weights, { seed: 0, chip }).weight)
        .toArray(),
    );
    expect(outputs.toArray()).toEqual(alone);
  });

  it('has at least one chip', () => {
    expect(() => deployPopulation(model, parameters, { seed: 0, chips: 0 })).toThrow(
      'deployPopulation: expected chips to be a whole number from 1, got 0',
    );
  });
});

describe('a hardware model', () => {
  it('prints itself as the list of its stages, with units', () => {
    const text = [
      'hardware model',
      '  1. programming: each parameter deviates by a normal draw with a standard deviation of 2.5% of its size',
      '  2. gaussianMismatch: each parameter deviates by a normal draw with a standard deviation of 10% of its size',
    ].join('\n');
    const model = hardwareModel(gaussianMismatch(0.025, { name: 'programming' }), gaussianMismatch(0.1));
    expect(String(model)).toBe(text);
    expect(inspect(model)).toBe(text);
    expect(String(hardwareModel())).toContain('ideal');
  });

  it('applies its stages in order', () => {
    const double = {
      name: 'double',
      description: 'doubles the gain',
      apply: <T>(tree: T) => ({ ...tree, gain: ((tree as { gain: number }).gain ?? 0) * 2 }),
    };
    const addOne = {
      ...double,
      name: 'addOne',
      apply: <T>(tree: T) => ({ ...tree, gain: (tree as { gain: number }).gain + 1 }),
    };
    expect(deploy(hardwareModel(double, addOne), { gain: 3 }, { seed: 0, chip: 0 }).gain).toBe(7);
  });

  it('refuses two stages of one name, which would draw the same numbers', () => {
    expect(() => hardwareModel(gaussianMismatch(0.1), gaussianMismatch(0.2))).toThrow(
      'hardwareModel: two stages are called gaussianMismatch',
    );
  });
});

describe('hashText', () => {
  it('is FNV-1a', () => {
    // The test vectors of the hash's authors.
    expect(['', 'a', 'foobar'].map(hashText)).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});
