import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterBounds } from '../../src/evaluate/index.ts';
import { differenceBounds, intervalBounds, jit, type Tensor, tensor } from '../../src/index.ts';
import { expSyn, instant, linear, meanOverTime, sequential } from '../../src/nn/index.ts';
import { key, normal, uniform } from '../../src/random/index.ts';
import { mapFloats, zipFloats } from '../../src/trace/index.ts';

describe('differenceBounds', () => {
  it('takes differences of weights where results share their inputs', () => {
    // x from 1 to 2 times weights 3 and 2: the difference is x, not 3 to 6 less 2 to 4.
    const f = (x: Tensor): Tensor => x.matmul(tensor([[3, 2]]));
    const lower = differenceBounds(f)([tensor([[1]])], [tensor([[2]])]);
    expect(lower.toArray()).toEqual([
      [
        [expect.closeTo(0, 3), expect.closeTo(1, 3)],
        [expect.closeTo(-2, 3), expect.closeTo(0, 3)],
      ],
    ]);
  });

  it('goes through shapes, sums over time, means and biases', () => {
    const w = tensor([[3, 2]]);
    const f = (x: Tensor): Tensor =>
      x
        .matmul(w)
        .add(tensor([0, 1]))
        .reshape([1, 2, 2])
        .mean({ axis: 1 })
        .mul(2);
    const lower = differenceBounds(f)([tensor([[1], [1]])], [tensor([[2], [4]])]);
    expect(lower.toArray()).toEqual([
      [
        [expect.closeTo(0, 3), expect.closeTo(0, 3)],
        [expect.closeTo(-4, 3), expect.closeTo(0, 3)],
      ],
    ]);
  });

  it('is the difference of the bounds where the last operation is not linear', () => {
    const f = (x: Tensor): Tensor => x.matmul(tensor([[3, 2]])).tanh();
    const ends = [[tensor([[0.1]])], [tensor([[0.2]])]] as [[Tensor], [Tensor]];
    const { lower, upper } = intervalBounds(f)(...ends);
    const [low, high] = [lower, upper].map((each) => [...each.toTypedArray()]) as [number[], number[]];
    expect([...differenceBounds(f)(...ends).toTypedArray()][1]).toBeCloseTo(low[0]! - high[1]!, 5);
  });

  it.each([
    [
      'a dense layer with bias',
      sequential(
        instant((x) => x.relu()),
        linear({ inputs: 5, outputs: 4, bias: true }),
      ),
    ],
    ['a readout over time', sequential(linear({ inputs: 5, outputs: 4 }), meanOverTime())],
    [
      'a filtered readout',
      sequential(linear({ inputs: 5, outputs: 4 }), expSyn({ channels: 4 }), meanOverTime()),
    ],
  ] as const)('of %s are never above a difference', (_, net) => {
    const parameters = net.init(key(1)) as never;
    const input = normal(key(2), [3, 7, 5]);
    const { lower, upper } = parameterBounds(parameters, 0.1);
    const logits = (own: never, x: Tensor): Tensor => net.apply(own, x).output;
    const bounds = jit((low: never, high: never, x: Tensor) => differenceBounds(logits)([low, x], [high, x]));
    const known = bounds(lower, upper, input).toTypedArray();
    const run = jit(logits);
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const places = mapFloats(
          (each) => uniform(key(seed), each.shape).mul(3).sub(1).clip(0, 1),
          parameters,
        );
        const between = zipFloats(
          'test',
          ([low, high, place]) => low!.add(high!.sub(low!).mul(place!)).clip(low!, high!),
          lower,
          upper,
          places,
        );
        const output = run(between, input);
        const values = output.toTypedArray();
        known.forEach((bound: number, index: number) => {
          const [row, i, j] = [Math.floor(index / 16) * 4, Math.floor(index / 4) % 4, index % 4];
          expect(values[row + i]! - values[row + j]!).toBeGreaterThanOrEqual(bound);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('refuses functions with other results than one f32 tensor', () => {
    const ends = [[tensor([1])], [tensor([2])]] as [[Tensor], [Tensor]];
    expect(() => differenceBounds((x: Tensor) => x.sum())(...ends)).toThrow(
      /expected .* one f32 tensor \[..., n\], got f32\[\]/,
    );
  });
});
