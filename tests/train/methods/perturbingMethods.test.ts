import { describe, expect, it } from 'vitest';
import { parameterAttack } from '../../../src/attacks/index.ts';
import { crossEntropy } from '../../../src/losses/index.ts';
import { inFamilies } from '../../../src/nn/index.ts';
import { key } from '../../../src/random/key.ts';
import type { Tensor } from '../../../src/trace/index.ts';
import {
  abcd,
  amp,
  asam,
  awp,
  entropySgd,
  sam,
  standard,
  type TrainingLoss,
} from '../../../src/train/index.ts';
import { evaluate, inputs, net, type Parameters, parameters, problem, target } from './methodCases.ts';

const of0: Record<string, TrainingLoss<Parameters>> = {
  sam: sam(problem, { radius: 0 }),
  asam: asam(problem, { radius: 0 }),
  amp: amp(problem, { radius: 0 }),
  awp: awp(problem, { mismatchLevel: 0, initialStd: 0 }),
};

const none = { select: () => false };
const ofNone: Record<string, TrainingLoss<Parameters>> = {
  sam: sam(problem, none),
  asam: asam(problem, none),
  amp: amp(problem, none),
  awp: awp(problem, none),
  abcd: abcd(problem, none),
  entropySgd: entropySgd(problem, none),
};

describe('a method that perturbs parameters', () => {
  it.each(Object.keys(of0))('is standard training where the size is 0: %s', (name) => {
    expect(evaluate(of0[name]!)).toEqual(evaluate(standard(problem)));
  });

  it.each(Object.keys(ofNone))('is standard training where no parameter is selected: %s', (name) => {
    expect(evaluate(ofNone[name]!)).toEqual(evaluate(standard(problem)));
  });

  it('has the gradient of the task loss where it went, by parameters that are not perturbed too', () => {
    const options = { select: inFamilies('weights'), mismatchLevel: 0.2, direction: 'gradient' } as const;
    const lossAt = (own: Parameters): Tensor => crossEntropy(target, net.apply(own, inputs).output);
    const there = parameterAttack(parameters, lossAt, key(5), options).parameters;
    expect(evaluate(awp(problem, { ...options, gamma: 1 }))).toEqual(evaluate(standard(problem), 5, there));
  });

  it.each([
    ['sam', () => sam(problem, { radius: -1 }), 'sam: expected radius to be a finite number from 0, got -1'],
    ['awp', () => awp(problem, { gamma: -1 }), 'awp: expected gamma to be a finite number from 0, got -1'],
    ['asam', () => asam(problem, { eta: -1 }), 'asam: expected eta to be a finite number from 0, got -1'],
    ['amp', () => amp(problem, { attackSteps: 0.5 }), 'amp: expected attackSteps to be a whole number'],
    [
      'abcd',
      () => abcd(problem, { mismatchLevel: -1 }),
      'abcd: expected mismatchLevel to be a finite number from 0',
    ],
    [
      'entropySgd',
      () => entropySgd(problem, { averaging: 2 }),
      'expected averaging to be from 0 to 1, got 2',
    ],
    [
      'entropySgd',
      () => entropySgd(problem, { langevinSteps: -1 }),
      'expected langevinSteps to be a whole number',
    ],
  ])('refuses sizes that are not possible: %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('abcd', () => {
  it('of level 0 trains one half of the elements at a step, another half at the next', () => {
    const full = evaluate(standard(problem));
    const halves = [5, 6].map((seed) => evaluate(abcd(problem, { mismatchLevel: 0 }), seed));
    const trained = halves.map(({ loss, gradients }) => {
      expect(loss).toBe(full.loss);
      return gradients.flatMap((leaf, index) =>
        leaf.map((each, at) => {
          if (each !== 0) expect(each).toBe(full.gradients[index]![at]);
          return each !== 0;
        }),
      );
    });
    const count = trained[0]!.filter(Boolean).length;
    expect(count).toBeGreaterThan(0.25 * trained[0]!.length);
    expect(count).toBeLessThan(0.75 * trained[0]!.length);
    expect(trained[0]).not.toEqual(trained[1]);
  });
});

describe('entropySgd', () => {
  it('has the gradient of the task loss after one step without noise, at γ = 1 / η′ and α = 1', () => {
    const once = { langevinSteps: 1, thermalNoise: 0, averaging: 1, langevinRate: 0.5, scope: 2 };
    const full = evaluate(standard(problem));
    const { loss, gradients } = evaluate(entropySgd(problem, once));
    expect(loss).toBe(full.loss);
    gradients.forEach((leaf, index) => {
      leaf.forEach((each, at) => {
        // Θ - (Θ - η′ g) has the rounding of Θ, of size below 2.
        expect(Math.abs(each - full.gradients[index]![at]!)).toBeLessThan(2 * 2 ** -22);
      });
    });
  });
});

describe('sam and asam', () => {
  it('stay where they are where the gradient is 0', () => {
    const flat = { net: problem.net, taskLoss: (_: Tensor, output: Tensor) => output.mul(0).sum() };
    for (const method of [sam, asam]) {
      const { loss, gradients } = evaluate(method(flat));
      expect([loss, ...gradients.flat()].every((each) => each === 0)).toBe(true);
    }
  });
});
