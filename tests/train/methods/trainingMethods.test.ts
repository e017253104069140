import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import {
  alif,
  dropout,
  inFamilies,
  instant,
  linear,
  meanOverTime,
  sequential,
} from '../../../src/nn/index.ts';
import { adam, sgd } from '../../../src/optimizers/index.ts';
import { normal } from '../../../src/random/distributions.ts';
import { key } from '../../../src/random/key.ts';
import { jit } from '../../../src/runtime/index.ts';
import { floatLeaves, type Tensor, tensor } from '../../../src/trace/index.ts';
import {
  fit,
  type TrainingMethodName,
  trainingMethod,
  trainingMethods,
  trainingStep,
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

  it.each(names)('has a gradient by every parameter of a recurrent spiking network: %s', (name) => {
    const spiking = sequential(
      linear({ inputs: 3, outputs: 6 }),
      alif({ neurons: 6, recurrent: true }),
      dropout(0.2),
      linear({ inputs: 6, outputs: 2 }),
      meanOverTime(),
    );
    const { method, defaults } = trainingMethod(name);
    const loss = method(
      { net: spiking, taskLoss: crossEntropy },
      { ...defaults, select: inFamilies('weights') },
    );
    const x = normal(key(0), [4, 12, 3]).mul(10);
    const step = trainingStep(loss, sgd(0.1));
    const parameters = spiking.init(key(1));
    const initial = { parameters, optimizerState: sgd(0.1).init(parameters), key: key(2) };
    const { state, outputs } = jit(step)(initial, x, tensor([0, 1, 1, 0], { dtype: 'i32' }));
    expect(outputs.gradientIsFinite.item()).toBe(1);
    const { tensors, paths } = floatLeaves(state.parameters);
    const before = floatLeaves(parameters).tensors;
    const unmoved = paths.filter(
      (_, index) =>
        tensors[index]!.equal(before[index] as Tensor)
          .all()
          .item() === 1,
    );
    expect(unmoved).toEqual([]);
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
