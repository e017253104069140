import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pgaAttack } from '../../src/attacks/index.ts';
import { parameterBounds } from '../../src/evaluate/index.ts';
import { type Bounds, intervalBounds, jit, type Tensor, treeLeaves } from '../../src/index.ts';
import { mse } from '../../src/losses/index.ts';
import {
  type AnyModule,
  ahpLif,
  alif,
  avgPool,
  conv1d,
  conv2d,
  expSmooth,
  expSyn,
  flatten,
  instant,
  lastStep,
  layerNormalisation,
  lif,
  linear,
  maxPool,
  meanOverTime,
  rate,
  residual,
  sequential,
  softmax,
  speechLsnn,
} from '../../src/nn/index.ts';
import { bernoulli, type Key, key, normal, split, uniform } from '../../src/random/index.ts';
import { floatLeaves } from '../../src/trace/index.ts';

const relu = instant((x) => x.relu());

/** Small networks of each kind, an input, and a size of attacks at which their bounds are finite and some spikes open. */
const networks: readonly (readonly [name: string, net: AnyModule, input: Tensor, level: number])[] = [
  [
    'dense layers',
    sequential(
      linear({ inputs: 6, outputs: 12, bias: true }),
      relu,
      linear({ inputs: 12, outputs: 9 }),
      instant((x) => x.tanh()),
      linear({ inputs: 9, outputs: 3, bias: true }),
    ),
    normal(key(10), [5, 6]),
    0.05,
  ],
  [
    'convolutions and pooling',
    sequential(
      conv2d({ inputs: 1, outputs: 4, kernel: 3 }),
      maxPool({ window: 2, padding: 'SAME' }),
      relu,
      conv2d({ inputs: 4, outputs: 4, kernel: 3, padding: 'SAME' }),
      avgPool({ window: 2 }),
      flatten(),
      linear({ inputs: 16, outputs: 3 }),
    ),
    uniform(key(11), [2, 10, 10, 1]),
    0.05,
  ],
  [
    'recurrent LIF neurons',
    sequential(
      linear({ inputs: 6, outputs: 8 }),
      lif({ neurons: 8, recurrent: true }),
      linear({ inputs: 8, outputs: 3 }),
      expSyn({ channels: 3 }),
      meanOverTime(),
    ),
    bernoulli(key(12), 0.3, [2, 30, 6]).cast('f32'),
    0.002,
  ],
  [
    'recurrent adaptive neurons',
    sequential(
      linear({ inputs: 6, outputs: 8 }),
      alif({ neurons: 8, recurrent: true, refractorySteps: 2 }),
      linear({ inputs: 8, outputs: 3 }),
      meanOverTime(),
    ),
    bernoulli(key(13), 0.3, [2, 30, 6]).cast('f32'),
    0.002,
  ],
  [
    'rates, normalisation, softmax and residuals',
    sequential(
      residual(linear({ inputs: 4, outputs: 4 })),
      layerNormalisation({ channels: 4 }),
      rate({ neurons: 4, recurrent: true }),
      conv1d({ inputs: 4, outputs: 3, kernel: 3 }),
      softmax(),
    ),
    normal(key(14), [2, 6, 4]),
    0.01,
  ],
  [
    'convolutions by minimal filtering',
    sequential(conv2d({ inputs: 1, outputs: 2, kernel: 4, algorithm: 'winograd' }), relu, flatten()),
    uniform(key(15), [2, 9, 9, 1]),
    0.05,
  ],
  [
    'neurons with two synapses and with a hyperpolarisation after spikes',
    sequential(
      linear({ inputs: 6, outputs: 10 }),
      lif({ neurons: 5, synapses: 2 }),
      ahpLif({ neurons: 5 }),
      expSmooth({ channels: 5 }),
      lastStep(),
    ),
    bernoulli(key(16), 0.2, [2, 20, 6]).cast('f32').mul(0.1),
    0.001,
  ],
  [
    "the paper's spiking network, smaller",
    speechLsnn({ inputs: 5, neurons: 12, classes: 3 }),
    uniform(key(17), [2, 20, 5]),
    0.001,
  ],
];

type Output = { readonly output: Tensor; readonly recording: unknown };

const numbers = (tree: unknown): number[] =>
  treeLeaves<Tensor>(tree).flatMap((leaf) => [...leaf.toTypedArray()]);

function expectInside(values: readonly number[], lower: readonly number[], upper: readonly number[]): void {
  values.forEach((value, index) => {
    if (value >= lower[index]! && value <= upper[index]!) return;
    throw new Error(`value ${index} is ${value}, outside of ${lower[index]} to ${upper[index]}`);
  });
}

/** Parameters between the ends: each at one of them, or anywhere. */
function parametersBetween({ lower, upper }: Bounds<unknown>, seed: number): unknown {
  const low = floatLeaves(lower);
  const high = floatLeaves(upper).tensors;
  const keys = split(key(seed), low.tensors.length);
  const between = low.tensors.map((from, index) => {
    const to = high[index]!;
    const place = uniform(keys[index]!, from.shape).mul(3).sub(1).clip(0, 1);
    // Rounding may lead out of the ends.
    return from.add(to.sub(from).mul(place)).clip(from, to);
  });
  return low.rebuild(between);
}

describe.each(networks)('the bounds of %s', (_, net, input, level) => {
  const run = jit((parameters: unknown, x: Tensor): Output => net.apply(parameters, x));
  const parameters = net.init(key(1));
  const box = parameterBounds(parameters, level);
  const bounds = jit((low: unknown, high: unknown, x: Tensor) =>
    intervalBounds((own: unknown, given: Tensor): Output => net.apply(own, given))([low, x], [high, x]),
  )(box.lower, box.upper, input);
  const [lower, upper] = [numbers(bounds.lower), numbers(bounds.upper)];

  it('hold all that happens with random parameters', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), (seed) => {
        expectInside(numbers(run(parametersBetween(box, seed), input)), lower, upper);
      }),
      { numRuns: 40 },
    );
  });

  it('hold all that happens under attacks', () => {
    const attack = jit(
      (own: unknown, x: Tensor, seed: Key) =>
        pgaAttack(own, net, x, seed, {
          mismatchLoss: (nominal, output) => mse(nominal, output),
          initialStd: level / 20,
          mismatchLevel: 0.75 * level,
          attackSteps: 10,
        }).parameters,
    );
    for (const seed of [1, 2, 3]) {
      const attacked = attack(parameters, input, key(seed));
      expectInside(numbers(attacked), numbers(box.lower), numbers(box.upper));
      expectInside(numbers(run(attacked, input)), lower, upper);
    }
  });

  it('are finite', () => {
    expect(lower.every(Number.isFinite) && upper.every(Number.isFinite)).toBe(true);
  });
});
