import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParameterAttackOptions, parameterAttack } from '../../src/attacks/index.ts';
import { crossEntropy } from '../../src/losses/index.ts';
import { inFamilies, instant, linear, sequential } from '../../src/nn/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { foldIn, key, split } from '../../src/random/key.ts';
import { randint } from '../../src/random/randint.ts';
import { jit } from '../../src/runtime/index.ts';
import { floatLeaves, grad, type Tensor, tensor } from '../../src/trace/index.ts';

const net = sequential(
  linear({ inputs: 3, outputs: 5, bias: true }),
  instant((x) => x.tanh()),
  linear({ inputs: 5, outputs: 3, bias: true }),
);
type Parameters = ReturnType<typeof net.init>;
const drawn = net.init(key(5));
/** Biases start at 0, which no relative deviation moves. */
const parameters: Parameters = [
  { ...drawn[0], bias: normal(key(8), [5]) },
  drawn[1],
  { ...drawn[2], bias: normal(key(9), [3]) },
];
const inputs = normal(key(6), [12, 3]);
const target = randint(key(7), [12], 0, 3);
const taskLoss = (own: Parameters): Tensor => crossEntropy(target, net.apply(own, inputs).output);

const attackWith = (options: ParameterAttackOptions, seed = 0) => {
  const attack = jit((own: Parameters) => parameterAttack(own, taskLoss, key(seed), options))(parameters);
  const { paths, tensors: nominal } = floatLeaves(parameters);
  const deviations = floatLeaves(attack.parameters).tensors.map((each, index) =>
    each.sub(nominal[index] as Tensor),
  );
  return { ...attack, paths, nominal, deviations };
};

/** The largest deviation of each tensor, relative to each element's size. */
const reaches = ({ nominal, deviations }: ReturnType<typeof attackWith>): number[] =>
  deviations.map((each, index) =>
    each
      .div(nominal[index] as Tensor)
      .abs()
      .max()
      .item(),
  );

const norm = (each: Tensor): number => each.square().sum().sqrt().item();

describe('parameterAttack', () => {
  it('stays in the box, however long its steps and its first noise', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.5, noNaN: true }), fc.nat(), (mismatchLevel, seed) => {
        const attack = attackWith({ mismatchLevel, initialStd: 1, stepLength: 0.7, attackSteps: 3 }, seed);
        // Θ + δ and the difference from Θ round once each.
        for (const reach of reaches(attack)) expect(reach).toBeLessThanOrEqual(mismatchLevel + 2e-7);
      }),
      { numRuns: 5 },
    );
  });

  it('stays in the ball of each tensor, and reaches its surface along the gradient', () => {
    const options = { direction: 'gradient', projection: 'ball', stepLength: 1, attackSteps: 3 } as const;
    const { nominal, deviations } = attackWith({ ...options, mismatchLevel: 0.1 });
    deviations.forEach((each, index) => {
      expect(norm(each) / norm(nominal[index] as Tensor)).toBeCloseTo(0.1, 5);
    });
  });

  it('without projection leaves the box by the first noise', () => {
    const noisy = { mismatchLevel: 0.01, initialStd: 0.5, attackSteps: 0 };
    expect(Math.max(...reaches(attackWith({ ...noisy, projection: 'none' })))).toBeGreaterThan(0.5);
    expect(Math.max(...reaches(attackWith(noisy)))).toBeLessThan(0.0101);
  });

  it('makes one step along the sign of the gradient, or along the gradient', () => {
    const gradients = floatLeaves(grad(taskLoss)(parameters)).tensors;
    const once = { initialStd: 0, attackSteps: 1, mismatchLevel: 0.125 };
    const signs = attackWith(once);
    const along = attackWith({ ...once, direction: 'gradient', projection: 'ball' });
    gradients.forEach((gradient, index) => {
      const nominal = signs.nominal[index] as Tensor;
      const bySign = nominal.abs().mul(gradient.sign()).mul(0.125);
      const byGradient = gradient.mul((0.125 * norm(nominal)) / norm(gradient));
      for (const [found, expected] of [
        [signs.deviations[index] as Tensor, bySign],
        [along.deviations[index] as Tensor, byGradient],
      ] as const) {
        expect(found.sub(expected).abs().max().item()).toBeLessThan(1e-6);
      }
    });
  });

  it('makes the loss grow, and reports it at what it found', () => {
    const attack = attackWith({ mismatchLevel: 0.2 });
    expect(attack.loss.item()).toBeGreaterThan(taskLoss(parameters).item());
    expect(attack.loss.item()).toBeCloseTo(taskLoss(attack.parameters).item(), 5);
  });

  it('takes the worst of its restarts, each with noise of its own', () => {
    const options = { mismatchLevel: 0.3, initialStd: 0.3, attackSteps: 1 };
    const attack = attackWith({ ...options, restarts: 4 });
    const losses = [...attack.restartLosses.toTypedArray()];
    expect(new Set(losses).size).toBe(4);
    expect(attack.loss.item()).toBe(Math.max(...losses));
    expect(taskLoss(attack.parameters).item()).toBeCloseTo(Math.max(...losses), 5);
    expect(losses[0]).toBe(attackWith(options).loss.item());
  });

  it('attacks chosen parameters only, each family to its level', () => {
    const byFamily = attackWith({ mismatchLevel: { weights: 0.25 } });
    const selected = attackWith({ mismatchLevel: 0.25, select: inFamilies('weights') });
    const byPath = attackWith({ mismatchLevel: (path) => (path === '0.weight' ? 0.25 : 0.125) });
    const expected = { weight: 0.25, bias: 0 };
    byFamily.paths.forEach((path, index) => {
      const name = path.endsWith('weight') ? 'weight' : 'bias';
      expect(reaches(byFamily)[index]).toBeCloseTo(expected[name], 6);
      expect(reaches(selected)[index]).toBeCloseTo(expected[name], 6);
      expect(reaches(byPath)[index]).toBeCloseTo(path === '0.weight' ? 0.25 : 0.125, 6);
    });
  });

  it('does not differentiate its deviations', () => {
    const own = { gain: tensor([2, -3]) };
    const attacked = (given: typeof own): Tensor =>
      parameterAttack(given, ({ gain }) => gain.square().sum(), key(0), {
        mismatchLevel: 0.5,
        initialStd: 0,
      }).parameters.gain.sum();
    expect(grad(attacked)(own).gain.toArray()).toEqual([1, 1]);
    expect(attacked(own).item()).toBeCloseTo(3 - 4.5, 5);
  });

  it('starts at Θ + initialStd |Θ| ⊙ R, whatever the signs of Θ', () => {
    const own = { weight: tensor([2, -2, 0.5, -0.5]) };
    const started = parameterAttack(own, ({ weight }) => weight.sum(), key(3), {
      attackSteps: 0,
      initialStd: 0.25,
      projection: 'none',
    }).parameters.weight;
    // The key of restart 0, of which the second half draws the first tensor.
    const [, drawing] = split(foldIn(key(3), 0));
    const expected = own.weight.add(
      own.weight
        .abs()
        .mul(0.25)
        .mul(normal(drawing, [4])),
    );
    expect(started.sub(expected).abs().max().item()).toBeLessThan(1e-6);
  });

  it('takes 10 steps of 0.025 together from noise of 0.001 by default, in a box, once', () => {
    const named = { attackSteps: 10, mismatchLevel: 0.025, initialStd: 1e-3, restarts: 1 } as const;
    const defaults = { ...named, direction: 'sign', projection: 'box', stepLength: 0.1 } as const;
    const [given, byDefault] = [attackWith(defaults), attackWith({})];
    expect(byDefault.deviations.map((each) => each.toArray())).toEqual(
      given.deviations.map((each) => each.toArray()),
    );
    const other = attackWith({ initialStd: 2e-3, attackSteps: 0 });
    expect(other.deviations[0]!.toArray()).not.toEqual(
      attackWith({ attackSteps: 0 }).deviations[0]!.toArray(),
    );
  });

  it('starts from noise of 0.001 by default', () => {
    const [given, byDefault] = [
      attackWith({ attackSteps: 0, initialStd: 1e-3 }),
      attackWith({ attackSteps: 0 }),
    ];
    expect(byDefault.deviations.map((each) => each.toArray())).toEqual(
      given.deviations.map((each) => each.toArray()),
    );
  });

  it('has a loss of NaN where one of the restarts has, whichever', () => {
    const own = { weight: tensor([1]) };
    const losses = (seed: number) => {
      const options = { attackSteps: 0, initialStd: 0.5, projection: 'none', restarts: 4 } as const;
      // √(w - 1) is not defined where the first noise is negative.
      return parameterAttack(own, ({ weight }) => weight.sub(1).sqrt().sum(), key(seed), options);
    };
    const ends = [0, 1, 2, 3, 4, 5, 6, 7].map(losses);
    const last = ends.map(({ restartLosses }) => Number.isNaN(restartLosses.toTypedArray().at(-1)));
    expect(new Set(last).size).toBe(2);
    for (const { loss, restartLosses } of ends) {
      const worst = Math.max(...restartLosses.toTypedArray());
      expect(loss.item()).toBe(worst);
    }
  });

  it('refuses sizes below 0 and counts that are not whole', () => {
    const refused = (options: ParameterAttackOptions) => () => attackWith(options);
    expect(refused({ mismatchLevel: -1 })).toThrow(
      'parameterAttack: expected a mismatchLevel from 0, got -1',
    );
    expect(refused({ initialStd: -1 })).toThrow('expected initialStd to be a finite number from 0, got -1');
    expect(refused({ restarts: 0 })).toThrow(
      'parameterAttack: expected restarts to be a whole number from 1, got 0',
    );
    expect(refused({ direction: 'signs' as 'sign' })).toThrow(
      'parameterAttack: expected direction to be sign or gradient, got signs',
    );
    expect(refused({ attackSteps: 1.5 })).toThrow(
      'expected attackSteps to be a whole number from 0, got 1.5',
    );
  });
});
