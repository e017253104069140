import { crossEntropy } from '../../../src/losses/index.ts';
import { instant, linear, sequential } from '../../../src/nn/index.ts';
import { normal } from '../../../src/random/distributions.ts';
import { key } from '../../../src/random/key.ts';
import { randint } from '../../../src/random/randint.ts';
import { floatLeaves, type Tensor, valueAndGrad } from '../../../src/trace/index.ts';
import type { TrainingLoss } from '../../../src/train/index.ts';

/** A classifier of two layers with biases, and a batch for it. */
export const net = sequential(
  linear({ inputs: 4, outputs: 6, bias: true }),
  instant((x) => x.tanh()),
  linear({ inputs: 6, outputs: 3, bias: true }),
);
export type Parameters = ReturnType<typeof net.init>;
export const problem = { net, taskLoss: crossEntropy };
export const parameters = net.init(key(3));
export const inputs = normal(key(1), [10, 4]);
export const target = randint(key(2), [10], 0, 3);

/** The loss and the gradient of every parameter, as numbers. */
export function evaluate(loss: TrainingLoss<Parameters>, seed = 5, at = parameters) {
  const scalar = (own: Parameters): Tensor => {
    const result = loss(own, inputs, target, key(seed));
    return 'dtype' in result ? result : result[0];
  };
  const [value, gradient] = valueAndGrad(scalar)(at);
  const gradients = floatLeaves(gradient).tensors.map((tensor) => [...tensor.toTypedArray()]);
  return { loss: value.item(), gradients };
}
