import { describe, expect, it } from 'vitest';
import { crossEntropy, klDivergence } from '../../src/losses/index.ts';
import { inFamilies, lif, linear, meanOverTime, sequential } from '../../src/nn/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { key, normal } from '../../src/random/index.ts';
import { tensor } from '../../src/trace/index.ts';
import { adversarialLossWithTerms, fit } from '../../src/train/index.ts';

describe('adversarial training of a recurrent spiking network', () => {
  const net = sequential(
    linear({ inputs: 6, outputs: 12 }),
    lif({ neurons: 12, recurrent: true, initialBias: 0.1 }),
    linear({ inputs: 12, outputs: 2 }),
    meanOverTime(),
  );

  it('goes through time and through the surrogate, and learns', async () => {
    const data = [0, 1].map((label) => ({
      inputs: normal(key(label + 1), [4, 20, 6]),
      target: tensor([label, label, label, label], { dtype: 'i32' }),
    }));
    const parameters = net.init(key(0));
    const result = await fit({
      parameters,
      data,
      loss: (each, inputs, target, own) =>
        adversarialLossWithTerms(each, {
          net,
          inputs,
          target,
          taskLoss: crossEntropy,
          mismatchLoss: klDivergence,
          key: own,
          attackSteps: 3,
          initialStd: 0.05,
          mismatchLevel: 0.1,
          select: inFamilies('weights', 'taus', 'thresholds'),
        }),
      optimizer: adam(0.01),
      epochs: 30,
      key: key(7),
      // Steps of .01 would carry time constants of .02 seconds below 0.
      select: inFamilies('weights', 'bias'),
    });
    const { history } = result;
    expect(history.at(-1)! + history.at(-2)!).toBeLessThan(0.5 * (history[0]! + history[1]!));
    const [, before] = parameters;
    const [, after] = result.parameters;
    expect(after.weightRecurrent.toArray()).not.toEqual(before.weightRecurrent.toArray());
    expect(after.tauMembrane.toArray()).toEqual(before.tauMembrane.toArray());
  });
});
