import { describe, expect, it } from 'vitest';
import {
  cond,
  foriLoop,
  grad,
  jit,
  map,
  switchCase,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
  zeros,
} from '../../src/index.ts';

/** The number of halvings until a number is at most 1. */
const halvings = (x: Tensor): Tensor =>
  whileLoop(
    ({ rest }) => rest.greater(1),
    ({ rest, count }) => ({ rest: rest.mul(0.5), count: count.add(1) }),
    { rest: x, count: tensor(0, { dtype: 'i32' }) },
  ).count;

describe('whileLoop', () => {
  it('goes on while its condition holds, run at once, compiled and batched', () => {
    expect(halvings(tensor(9)).item()).toBe(4);
    expect(jit(halvings)(tensor(9)).item()).toBe(4);
    expect(halvings(tensor(0.5)).item()).toBe(0);
    expect(jit(vmap(halvings))(tensor([9, 0.5, 1000, 2])).toArray()).toEqual([4, 0, 10, 1]);
  });

  it('reads values of the functions around it', () => {
    const root = jit((x: Tensor) =>
      whileLoop(
        (guess: Tensor) => guess.mul(guess).sub(x).abs().greater(1e-3),
        (guess: Tensor) => guess.add(x.div(guess)).mul(0.5),
        x,
      ),
    );
    expect(root(tensor(9)).item()).toBeCloseTo(3, 3);
  });

  it('has no gradient, and says what has', () => {
    const fn = (x: Tensor): Tensor =>
      whileLoop(
        (c: Tensor) => c.less(10),
        (c: Tensor) => c.mul(2),
        x,
      );
    expect(() => grad(fn)(tensor(1))).toThrow(
      'whileLoop has no gradient: its number of steps is not known; use scan',
    );
  });

  it('says what is wrong with a condition or a carry', () => {
    const once = (c: Tensor): Tensor => c;
    expect(() => whileLoop(once, once, tensor(1))).toThrow(
      'expected the condition to give bool[], got f32[]',
    );
    expect(() =>
      whileLoop(
        (c: Tensor) => c.less(1),
        (c: Tensor) => c.cast('i32'),
        tensor(1),
      ),
    ).toThrow('whileLoop: the carry is f32[], its next value is i32[]');
  });
});

describe('foriLoop', () => {
  it('counts between numbers, and between tensors', () => {
    const sum = (lower: number | Tensor, upper: number | Tensor): Tensor =>
      foriLoop(lower, upper, (i, total: Tensor) => total.add(i), tensor(0, { dtype: 'i32' }));
    expect(sum(3, 7).item()).toBe(18);
    expect(sum(3, 2).item()).toBe(0);
    expect(jit(sum)(tensor(3), tensor(7)).item()).toBe(18);
  });
});

describe('cond and switchCase', () => {
  it('run the branch that is chosen', () => {
    const pick = jit((n: Tensor, x: Tensor) =>
      switchCase(n, [(y: Tensor) => y.neg(), (y: Tensor) => y.mul(10), () => x.add(0.5)], x),
    );
    const results = [-1, 0, 1, 2, 3].map((n) => pick(tensor(n, { dtype: 'i32' }), tensor(2)).item());
    expect(results).toEqual([-2, -2, 20, 2.5, 2.5]);
    const larger = (x: Tensor): Tensor =>
      cond(
        x.greater(1),
        (y: Tensor) => y,
        () => tensor(1),
        x,
      );
    expect([0, 3].map((x) => larger(tensor(x)).item())).toEqual([1, 3]);
  });

  it('do not run the others', () => {
    const guarded = (n: Tensor): Tensor =>
      cond(
        n.greater(0),
        (x: Tensor) =>
          whileLoop(
            (c: Tensor) => c.less(5),
            (c: Tensor) => c.add(1),
            x,
          ),
        (x: Tensor) => x,
        n,
      );
    expect(jit(guarded)(tensor(-100)).item()).toBe(-100);
    expect(jit(guarded)(tensor(1)).item()).toBe(5);
  });

  it('give each element of a batch its own branch', () => {
    const fn = (n: Tensor, x: Tensor): Tensor =>
      switchCase(n, [(y: Tensor) => y.mul(2), (y: Tensor) => y.square()], x).sum();
    const numbers = tensor([0, 1, 1], { dtype: 'i32' });
    const values = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(jit(vmap(fn))(numbers, values).toArray()).toEqual([6, 25, 61]);
    const slopes = vmap(grad(fn, { argument: 1 }))(numbers, values);
    expect(slopes.toArray()).toEqual([
      [2, 2],
      [6, 8],
      [10, 12],
    ]);
  });

  it('say what differs between branches', () => {
    const wrong = (): Tensor => switchCase(0, [(x: Tensor) => x, (x: Tensor) => x.cast('i32')], tensor(1));
    expect(wrong).toThrow('switchCase: branch 0 gives f32[], branch 1 gives i32[]');
    expect(() => switchCase(tensor(0.5), [(x: Tensor) => x], tensor(1))).toThrow('got f32[]');
  });
});

describe('map', () => {
  it('applies a function along the leading axis', () => {
    const rows = jit((x: Tensor) => map((row: Tensor) => row.sum().add(row), x));
    expect(
      rows(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).toArray(),
    ).toEqual([
      [4, 5],
      [10, 11],
    ]);
    expect(map((x: Tensor) => x, zeros([0, 2])).shape).toEqual([0, 2]);
  });
});
