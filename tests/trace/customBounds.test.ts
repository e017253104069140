import { describe, expect, it } from 'vitest';
import { customBounds, grad, intervalBounds, jit, type Tensor, tensor, vmap } from '../../src/index.ts';

/** x - x, which is 0: its bounds say so. */
const nothing = customBounds(
  (x: Tensor) => x.sub(x),
  ([lower]) => ({ lower: lower.mul(0), upper: lower.mul(0) }),
);

describe('customBounds', () => {
  it('gives the bounds that were given by hand, in batches too', () => {
    const f = (x: Tensor): Tensor => nothing(x).add(x);
    const { lower, upper } = intervalBounds(f)([tensor([1, -4])], [tensor([2, 4])]);
    expect(lower.toArray()).toEqual([expect.closeTo(1, 5), expect.closeTo(-4, 5)]);
    expect(upper.toArray()).toEqual([expect.closeTo(2, 5), expect.closeTo(4, 5)]);
    const batched = intervalBounds(vmap(f))([tensor([1, -4])], [tensor([2, 4])]);
    expect(batched.upper.toArray()).toEqual(upper.toArray());
  });

  it('is the function itself elsewhere', () => {
    const f = (x: Tensor): Tensor => nothing(x).add(x.square()).sum();
    expect(jit(f)(tensor([3])).item()).toBe(9);
    expect(jit(grad(f))(tensor([3])).toArray()).toEqual([6]);
  });

  it('has the gradient of the function in bounds of a gradient', () => {
    const f = (x: Tensor): Tensor => nothing(x).add(x.square()).sum();
    const { lower, upper } = intervalBounds(grad(f))([tensor([3])], [tensor([4])]);
    expect([...lower.toTypedArray(), ...upper.toTypedArray()]).toEqual([
      expect.closeTo(6, 4),
      expect.closeTo(8, 4),
    ]);
  });

  it('refuses a traced tensor that is not an argument', () => {
    const f = (x: Tensor): Tensor =>
      customBounds(
        function shifted(own: Tensor) {
          return own.add(x);
        },
        (lower, upper) => ({ lower, upper }) as never,
      )(tensor([1]));
    expect(() => intervalBounds(f)([tensor([1])], [tensor([2])])).toThrow(
      /customBounds: `shifted` or its bounds read/,
    );
  });
});
