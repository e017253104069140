import { describe, expect, it } from 'vitest';
import { mse } from '../../../src/losses/index.ts';
import { linear } from '../../../src/nn/index.ts';
import { key, normal } from '../../../src/random/index.ts';
import { grad } from '../../../src/trace/index.ts';
import {
  abcd,
  amp,
  asam,
  awp,
  entropySgd,
  forwardNoise,
  sam,
  type TrainingLoss,
} from '../../../src/train/index.ts';

const net = linear({ inputs: 3, outputs: 2, bias: true });
const problem = { net, taskLoss: mse };
const parameters = net.init(key(0));
type Loss = TrainingLoss<typeof parameters>;

/** Each method as it is, with its documented defaults, and with one of them changed. */
const methods: Readonly<Record<string, readonly [byDefault: Loss, documented: Loss, other: Loss]>> = {
  abcd: [abcd(problem), abcd(problem, { mismatchLevel: 0.1 }), abcd(problem, { mismatchLevel: 0.2 })],
  amp: [
    amp(problem),
    amp(problem, { radius: 0.005, attackSteps: 1, stepSize: 1 }),
    amp(problem, { radius: 0.01 }),
  ],
  asam: [asam(problem), asam(problem, { radius: 0.5, eta: 0.01 }), asam(problem, { eta: 0.1 })],
  awp: [
    awp(problem),
    awp(problem, { mismatchLevel: 0.2, gamma: 0.1, attackSteps: 10, inputRadius: 0, initialStd: 1e-3 }),
    awp(problem, { gamma: 0.2 }),
  ],
  entropySgd: [
    entropySgd(problem),
    entropySgd(problem, {
      ...{ langevinSteps: 10, langevinRate: 0.1, thermalNoise: 1e-4, scope: 0.01, averaging: 0.75 },
    }),
    entropySgd(problem, { averaging: 0.5 }),
  ],
  forwardNoise: [
    forwardNoise(problem),
    forwardNoise(problem, { noisyForwardStd: 0.3 }),
    forwardNoise(problem, { noisyForwardStd: 0.2 }),
  ],
  sam: [sam(problem), sam(problem, { radius: 0.05 }), sam(problem, { radius: 0.1 })],
};

describe('the defaults of a training method', () => {
  it.each(Object.entries(methods))('are the documented ones: %s', (_, losses) => {
    const [byDefault, documented, other] = losses.map((loss) => {
      const at = (own: typeof parameters) => {
        const value = loss(own, normal(key(1), [4, 3]), normal(key(2), [4, 2]), key(3));
        return 'storage' in value ? value : value[0];
      };
      return grad(at)(parameters).weight.toArray();
    });
    expect(byDefault).toEqual(documented);
    expect(byDefault).not.toEqual(other);
  });
});
