import { describe, expect, it } from 'vitest';
import { grad, intervalBounds, jit, type Tensor, tensor } from '../../src/index.ts';

const data = (x: Tensor): number[] => [...x.toTypedArray()];

describe('intervalBounds', () => {
  it('gives the extreme products by the signs of both factors', () => {
    const times = intervalBounds((x: Tensor, y: Tensor) => x.mul(y));
    const { lower, upper } = times(
      [tensor([1, -2, -2, -3]), tensor([3, 3, -1, -3])],
      [tensor([2, -1, 2, 3]), tensor([4, 4, 3, 2])],
    );
    // One rounding outwards in float32.
    expect(data(lower)).toEqual([3, -8, -6, -9].map((x) => expect.closeTo(x, 5)));
    expect(data(upper)).toEqual([8, -3, 6, 9].map((x) => expect.closeTo(x, 5)));
    expect(data(lower).every((x, index) => x < [3, -8, -6, -9][index]!)).toBe(true);
    expect(data(upper).every((x, index) => x > [8, -3, 6, 9][index]!)).toBe(true);
  });

  it('computes what does not depend on the intervals as the function does', () => {
    const x = tensor([0.1, 0.7, -3]);
    const f = (w: Tensor, own: Tensor) => ({ moved: own.add(w), known: own.tanh().mul(own) });
    const { lower, upper } = intervalBounds(f)([tensor([0, 0, 0]), x], [tensor([1, 1, 1]), x]);
    expect(data(lower.known)).toEqual(data(f(x, x).known));
    expect(upper.known).toBe(lower.known);
    expect(upper.moved).not.toBe(lower.moved);
  });

  it('leaves a comparison open where the intervals meet', () => {
    const bounds = intervalBounds((x: Tensor) => x.greater(1).cast('f32').mul(2));
    const { lower, upper } = bounds([tensor([0, 0, 1.5])], [tensor([0.5, 1.5, 2])]);
    expect(data(lower)).toEqual([0, 0, expect.closeTo(2, 5)]);
    expect(data(upper)).toEqual([0, expect.closeTo(2, 5), expect.closeTo(2, 5)]);
  });

  it('gives a square no negative bound', () => {
    const { lower, upper } = intervalBounds((x: Tensor) => x.mul(x))([tensor([-1, 2])], [tensor([3, 4])]);
    expect(data(lower)).toEqual([0, expect.closeTo(4, 5)]);
    expect(data(upper)).toEqual([expect.closeTo(9, 5), expect.closeTo(16, 5)]);
  });

  it('gives no bound where a divisor may be 0', () => {
    const { lower, upper } = intervalBounds((x: Tensor) => x.pow(-1))([tensor([1])], [tensor([2])]);
    expect([...data(lower), ...data(upper)]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(1, 5)]);
    const open = intervalBounds((x: Tensor) => tensor(1).div(x).relu())([tensor([-1])], [tensor([2])]);
    expect([...data(open.lower), ...data(open.upper)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('has the same bits inside of jit', () => {
    const f = (w: Tensor, x: Tensor) => x.matmul(w).relu().sum();
    const ends = [tensor([[0.3], [-0.2]]), tensor([[0.4], [0.1]])] as const;
    const x = tensor([
      [1, -2],
      [0.5, 3],
    ]);
    const bounds = (low: Tensor, high: Tensor, own: Tensor) => intervalBounds(f)([low, own], [high, own]);
    const [plain, compiled] = [bounds(...ends, x), jit(bounds)(...ends, x)];
    expect(compiled.lower.item()).toBe(plain.lower.item());
    expect(compiled.upper.item()).toBe(plain.upper.item());
  });

  it('has gradients', () => {
    const width = (high: Tensor): Tensor => {
      const { lower, upper } = intervalBounds((w: Tensor) => w.mul(3).add(1))([tensor(1)], [high]);
      return upper.sub(lower);
    };
    expect(grad(width)(tensor(2)).item()).toBe(3);
  });

  it('names an operation that has no rule', () => {
    const bounds = intervalBounds(function classOf(x: Tensor) {
      return x.argmax();
    });
    expect(() => bounds([tensor([1, 2])], [tensor([2, 3])])).toThrow(
      /intervalBounds: argmax in `classOf` has no interval rule/,
    );
  });

  it('refuses ends that are not alike', () => {
    const bounds = intervalBounds((x: Tensor) => x.relu());
    expect(() => bounds([tensor([1, 2])], [tensor([2])])).toThrow(
      /argument 0 of .*: expected ends of one type, got f32\[2\] and f32\[1\]/,
    );
    expect(() => bounds([tensor([1, 2])], [tensor([1, 1.5])])).toThrow(
      /argument 0 of .*: expected lower ends up to the upper ones, got 2 and 1\.5 at position 1/,
    );
  });
});
