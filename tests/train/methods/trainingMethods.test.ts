import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import { dropout, inFamilies, instant, linear, sequential } from '../../../src/nn/index.ts';
import { adam } from '../../../src/optimizers/index.ts';
import { normal } from '../../../src/random/distributions.ts';
import { key } from '../../../src/random/key.ts';
import {
  fit,
  type TrainingMethodName,
  trainingMethod,
  trainingMethods,
  withDropout,
} from '../../../src/train/index.ts';
import { evaluate, problem } from './methodCases.ts';

const names = Object.keys(trainingMethods) as TrainingMethodName[];

/** Which of two sums of inputs is larger: a task that a linear network learns. */
const data = [0, 1, 2, 3].map((seed) => {
  const inputs = normal(key(seed), [16, 4]);
  const target = inputs.matmul(normal(key(100), [4, 2])).argmax(-1);
  return { inputs, target };
});

const netWith = (probability: number) =>
  sequential(
    linear({ inputs: 4, outputs: 16, bias: true }),
    instant((x) => x.tanh()),
    dropout(probability),
    linear({ inputs: 16, outputs: 2, bias: true }),
  );

describe('every training method', () => {
  it.each(names)('trains with fit, attacking weights: %s', async (name) => {
    const { method, defaults, dropoutProbability = 0 } = trainingMethod(name);
    const net = netWith(dropoutProbability);
    const loss = method({ net, taskLoss: crossEntropy }, { ...defaults, select: inFamilies('weights') });
    const start = net.init(key(1));
    const run = { parameters: start, data, loss, optimizer: adam(0.03), epochs: 15, key: key(2) };
    const { parameters, history } = await fit(run);
    expect(history).toHaveLength(60);
    const meanLoss = (own: typeof start): number =>
      data.reduce((sum, { inputs, target }) => {
        return sum + crossEntropy(target, net.apply(own, inputs).output).item();
      }, 0) / data.length;
    expect(meanLoss(parameters)).toBeLessThan(0.5 * meanLoss(start));
    expect((await fit(run)).history).toEqual(history);
  });

  it('uses the defaults that it names', () => {
    for (const name of names.filter((each) => each !== 'dropout' && each !== 'adversarialWithNoise')) {
      const { method, defaults } = trainingMethod(name);
      expect(evaluate(method(problem, defaults)), name).toEqual(evaluate(method(problem)));
    }
  });
});

describe('withDropout', () => {
  it('refuses a network that has none', () => {
    expect(() => withDropout(problem)).toThrow('withDropout: the network has no dropout layer');
  });
});
