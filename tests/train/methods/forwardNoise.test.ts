import { describe, expect, it } from 'vitest';
import { deployOn, gaussianMismatch, hardwareModel } from '../../../src/hardware/index.ts';
import { crossEntropy, klDivergence } from '../../../src/losses/index.ts';
import { key } from '../../../src/random/key.ts';
import { adversarialLoss, forwardNoise, standard } from '../../../src/train/index.ts';
import { evaluate, inputs, net, parameters, problem, target } from './methodCases.ts';

describe('forwardNoise', () => {
  it('is the task loss of adversarialLoss for the same key, with its gradient', () => {
    const given = { net, taskLoss: crossEntropy, mismatchLoss: klDivergence };
    const sizes = { noisyForwardStd: 0.2, betaRobustness: 0, attackSteps: 0 };
    const reference = evaluate((own, x, y, k) =>
      adversarialLoss(own, { ...given, ...sizes, inputs: x, target: y, key: k }),
    );
    expect(evaluate(forwardNoise(problem, { noisyForwardStd: 0.2 }))).toEqual(reference);
  });

  it('of size 0 is standard training', () => {
    expect(evaluate(forwardNoise(problem, { noisyForwardStd: 0 }))).toEqual(evaluate(standard(problem)));
    const none = { select: () => false };
    expect(evaluate(forwardNoise(problem, none))).toEqual(evaluate(standard(problem)));
  });

  it('takes the parameters of another chip at every step', () => {
    const hardware = hardwareModel(gaussianMismatch(0.3));
    const deployed = deployOn(hardware, parameters, key(5));
    const expected = crossEntropy(target, net.apply(deployed, inputs).output).item();
    const { loss } = evaluate(forwardNoise(problem, { hardware }), 5);
    // Θ + (deployed - Θ) rounds once more than what is deployed.
    expect(Math.abs(loss - expected)).toBeLessThan(1e-6);
    expect(evaluate(forwardNoise(problem, { hardware }), 6).loss).not.toBe(loss);
  });

  it('refuses a deviation below 0', () => {
    expect(() => forwardNoise(problem, { noisyForwardStd: -1 })).toThrow(
      'forwardNoise: expected noisyForwardStd to be a finite number from 0, got -1',
    );
  });
});
