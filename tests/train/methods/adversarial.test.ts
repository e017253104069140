import { describe, expect, it } from 'vitest';
import { gaussianMismatch, hardwareModel } from '../../../src/hardware/index.ts';
import { crossEntropy, klDivergence, mse } from '../../../src/losses/index.ts';
import { dropout, inFamilies, linear, sequential } from '../../../src/nn/index.ts';
import { key } from '../../../src/random/key.ts';
import { zeros } from '../../../src/trace/index.ts';
import {
  type AdversarialLossTerms,
  adversarial,
  adversarialLoss,
  forwardNoise,
  standard,
} from '../../../src/train/index.ts';
import { evaluate, inputs, net, problem } from './methodCases.ts';

describe('adversarial', () => {
  it('is adversarialLoss at the sizes of the paper', () => {
    const given = { net, taskLoss: crossEntropy, mismatchLoss: klDivergence };
    const sizes = { betaRobustness: 0.25, mismatchLevel: 0.1, attackSteps: 10, initialStd: 1e-3 };
    const reference = evaluate((own, x, y, k) =>
      adversarialLoss(own, { ...given, ...sizes, inputs: x, target: y, key: k }),
    );
    expect(evaluate(adversarial(problem))).toEqual(reference);
  });

  it('without an attack is forward noise, without both standard training', () => {
    const none = { betaRobustness: 0, attackSteps: 0 };
    const noisy = { noisyForwardStd: 0.2, select: inFamilies('weights') };
    expect(evaluate(adversarial(problem, { ...none, ...noisy }))).toEqual(
      evaluate(forwardNoise(problem, noisy)),
    );
    expect(evaluate(adversarial(problem, none))).toEqual(evaluate(standard(problem)));
  });

  it('has imperfect hardware under the task loss, another chip at every step', () => {
    const hardware = hardwareModel(gaussianMismatch(0.3));
    const none = { betaRobustness: 0, attackSteps: 0 };
    expect(evaluate(adversarial(problem, { ...none, hardware }))).toEqual(
      evaluate(forwardNoise(problem, { hardware })),
    );
  });

  it('drops the same units under attack, so that the mismatch is that of the parameters', () => {
    const dropping = sequential(linear({ inputs: 4, outputs: 20 }), dropout(0.5));
    const method = adversarial(
      { net: dropping, taskLoss: mse },
      { mismatchLoss: mse, initialStd: 0, attackSteps: 1 },
    );
    const result = method(dropping.init(key(0)), inputs, zeros([10, 20]), key(0));
    const [, terms] = result as AdversarialLossTerms;
    expect(terms.mismatchLoss.item()).toBe(0);
    expect(terms.taskLoss.item()).toBeGreaterThan(0);
  });
});
