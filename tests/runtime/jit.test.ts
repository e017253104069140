import { describe, expect, it } from 'vitest';
import {
  concatenate,
  grad,
  jit,
  matmul,
  ones,
  slice,
  stopGradient,
  type Tensor,
  take,
  tensor,
  valueAndGrad,
  vjp,
  where,
  zeros,
} from '../../src/index.ts';
import { bitsOf } from '../laws/values.ts';

const expectSame = (got: Tensor, expected: Tensor): void => {
  expect(got.type).toEqual(expected.type);
  expect(bitsOf(got.toTypedArray())).toEqual(bitsOf(expected.toTypedArray()));
};

/** A function and the number of times it has been traced. */
function counted<Args extends readonly unknown[], Result>(fn: (...args: Args) => Result) {
  const traces = { count: 0 };
  const counting = (...args: Args): Result => {
    traces.count++;
    return fn(...args);
  };
  return { fn: jit(counting), traces };
}

const x = tensor([1, -2, 3, 0.5, -0.25]);

describe('a jitted function', () => {
  it('gives what it gives without jit', () => {
    const f = (a: Tensor): Tensor => a.tanh().mul(2).add(a.exp()).sum();
    expectSame(jit(f)(x), f(x));
  });

  it('is compiled once for each list of types', () => {
    const { fn, traces } = counted((a: Tensor, b: Tensor) => a.add(b));
    fn(x, x);
    fn(ones([5]), x);
    expect(traces.count).toBe(1);
    fn(ones([5, 5]), x);
    fn(tensor([1, 2, 3, 4, 5], { dtype: 'i32' }), x);
    fn(ones([1, 5]), x);
    expect(traces.count).toBe(4);
    expectSame(fn(x, x), x.add(x));
    expect(traces.count).toBe(4);
  });

  it('takes numbers, strings, functions and nothing as part of the program', () => {
    const { fn, traces } = counted(
      (a: Tensor, options: { by: number; name?: string }, f: (t: Tensor) => Tensor) =>
        f(options.name === 'twice' ? a.add(a) : a).mul(options.by),
    );
    const half = (t: Tensor): Tensor => t.div(2);
    const root = (t: Tensor): Tensor => t.abs().sqrt();
    expectSame(fn(x, { by: 3 }, half), x.div(2).mul(3));
    expectSame(fn(x, { by: 3, name: 'twice' }, half), x.add(x).div(2).mul(3));
    expectSame(fn(x, { by: 3 }, root), x.abs().sqrt().mul(3));
    expectSame(fn(x, { by: 0 }, half), x.div(2).mul(0));
    expectSame(fn(x, { by: -0 }, half), x.div(2).mul(-0));
    expect(traces.count).toBe(5);
    expectSame(fn(x, { by: 3 }, half), x.div(2).mul(3));
    expect(traces.count).toBe(5);
  });

  it('tells values of different kinds apart that print alike', () => {
    const f = jit((a: Tensor, kind: unknown) => a.mul(typeof kind === 'string' ? 2 : 3));
    expectSame(f(x, 1), x.mul(3));
    expectSame(f(x, '1'), x.mul(2));
    expectSame(f(x, null), x.mul(3));
    expectSame(f(x, 'null'), x.mul(2));
  });

  it('takes and gives trees', () => {
    const f = jit(({ a, b }: { a: Tensor; b: readonly Tensor[] }) => ({
      sum: a.add(b[0]!),
      rest: [b[1]!.neg(), 'label', 7] as const,
    }));
    const { sum, rest } = f({ a: x, b: [ones([5]), x] });
    expectSame(sum, x.add(1));
    expectSame(rest[0], x.neg());
    expect(rest.slice(1)).toEqual(['label', 7]);
  });

  it('gives back inputs, constants, and one value in several places', () => {
    const constant = tensor([[1, 2]]);
    const f = jit((a: Tensor, b: Tensor) => {
      const sum = a.add(b);
      return { a, constant, sum, again: sum, same: [b, b], view: b.reshape([5, 1]) };
    });
    const b = ones([5]);
    const result = f(x, b);
    expectSame(result.a, x);
    expectSame(result.constant, constant);
    expectSame(result.sum, x.add(1));
    expectSame(result.again, x.add(1));
    expectSame(result.same[1]!, b);
    expectSame(result.view, b.reshape([5, 1]));
    const [first, second] = [f(b, x), f(x, x)];
    expectSame(first.a, b);
    expectSame(second.view, x.reshape([5, 1]));
  });

  it('keeps the results of earlier calls', () => {
    const f = jit((a: Tensor) => a.mul(2));
    const first = f(x);
    f(ones([5]));
    expectSame(first, x.mul(2));
  });

  it('takes one tensor for several arguments', () => {
    const f = jit((a: Tensor, b: Tensor, c: Tensor) => a.mul(b).sub(c));
    expectSame(f(x, x, x), x.mul(x).sub(x));
    expectSame(f(x, ones([5]), x), x.mul(1).sub(x));
  });

  it('takes and gives tensors without elements', () => {
    const empty = zeros([0, 3]);
    const f = jit((a: Tensor, b: Tensor) => ({
      sum: a.sum(),
      columns: a.sum({ axis: 0 }),
      joined: concatenate([a, b]),
      nothing: concatenate([a, a]).exp(),
      product: matmul(a.transpose(), a),
    }));
    const result = f(empty, ones([2, 3]));
    expectSame(result.sum, tensor(0));
    expectSame(result.columns, zeros([3]));
    expectSame(result.joined, ones([2, 3]));
    expectSame(result.nothing, zeros([0, 3]));
    expectSame(result.product, zeros([3, 3]));
  });

  it('holds truth values and whole numbers', () => {
    const f = jit((a: Tensor, n: Tensor) => ({
      positive: a.greater(0),
      both: a.greater(0).bitwiseAnd(n.equal(2)),
      chosen: where(a.less(0), n, n.neg()),
      counted: a.greater(0).sum(),
    }));
    const n = tensor([1, 2, -0x80000000, 0x7fffffff, 2], { dtype: 'i32' });
    const result = f(x, n);
    expect(result.positive.toArray()).toEqual([true, false, true, true, false]);
    expect(result.both.toArray()).toEqual([false, false, false, false, false]);
    expect(result.chosen.toArray()).toEqual([-1, 2, -0x80000000, -0x7fffffff, 2]);
    expect(result.counted.item()).toBe(3);
  });

  it('is taken up by another one, and works there like the plain function', () => {
    const inner = jit((a: Tensor) => a.exp().sum());
    const outer = jit((a: Tensor) => inner(a).add(inner(a.neg())));
    expectSame(outer(x), x.exp().sum().add(x.neg().exp().sum()));
    expect(outer.compile(x).report.kernels.length).toBeGreaterThan(0);
  });

  it('says so where elements of a traced value are read, or a value is kept beyond its trace', () => {
    expect(() => jit((a: Tensor) => a.item())(tensor(1))).toThrow(/elements of a traced value \(f32\[\]/);
    expect(() => jit((a: Tensor) => a.toArray())(x)).toThrow(/return/);
    let kept: Tensor | undefined;
    jit((a: Tensor) => {
      kept = a.mul(2);
      return a;
    })(x);
    expect(() => kept!.add(1)).toThrow(/is used outside of it/);
    expect(() => jit((a: Tensor) => a.add(kept!))(x)).toThrow(/is used outside of it/);
    expect(() => jit((a: Tensor) => a)(kept!)).toThrow(/traced value/);
    expectSame(x.add(1), tensor([2, -1, 4, 1.5, 0.75]));
  });

  it('leaves no trace behind when the function throws', () => {
    const fails = jit((a: Tensor) => a.matmul(ones([3, 3])));
    expect(() => fails(x)).toThrow(/matmul/);
    expect(x.mul(2).toArray()).toEqual([2, -4, 6, 1, -0.5]);
  });

  it('prints every stage of its program', () => {
    const program = jit((a: Tensor) => a.mul(2).exp(), { name: 'doubled' }).compile(x);
    const stages = program.stages();
    expect(stages[0]!.text).toContain('doubled(%0: f32[5]) {');
    expect(stages.map(({ stage }) => stage)).toContain('foldConstants');
    expect(program.report.moduleBytes).toBe(program.moduleBytes.length);
    expect(WebAssembly.validate(program.moduleBytes.slice())).toBe(true);
  });

  it('may be one of very many', () => {
    const many = Array.from({ length: 300 }, (_, index) => jit((a: Tensor) => a.add(index)));
    many.forEach((each, index) => {
      expect(each(tensor(1)).item()).toBe(1 + index);
    });
    expect(many[7]!(tensor(2)).item()).toBe(9);
  });
});

describe('jit and gradients', () => {
  const loss = (a: Tensor): Tensor => a.tanh().mul(a).sum();
  const first = grad(loss);

  it('nest in any order', () => {
    expectSame(jit(first)(x), first(x));
    expectSame(grad(jit(loss))(x), first(x));
    expectSame(jit(grad(jit(loss)))(x), first(x));
    const [value, gradient] = jit(valueAndGrad(jit(loss)))(x);
    expectSame(value, loss(x));
    expectSame(gradient, first(x));
  });

  it('nest twice', () => {
    const second = grad((a: Tensor) => first(a).mul(a).sum());
    const plain = second(x);
    expectSame(jit(second)(x), plain);
    const inside = jit(grad(jit((a: Tensor) => jit(grad(loss))(a).mul(a).sum())));
    expectSame(inside(x), plain);
  });

  it('go through values of the enclosing function', () => {
    // d/dx of (d/dy of x y^2 at y = x) is d/dx of 2 x^2.
    const f = (a: Tensor): Tensor => grad((b: Tensor) => a.mul(b).mul(b).sum())(a).sum();
    expect(grad(f)(x).toArray()).toEqual([4, -8, 12, 2, -1]);
    expectSame(jit(grad(f))(x), grad(f)(x));
  });

  it('stop where they are told to', () => {
    const f = (a: Tensor): Tensor => a.mul(stopGradient(a)).sum();
    expectSame(jit(grad(f))(x), x);
  });

  it('give zeros of the right type for what the result does not depend on', () => {
    const gradient = jit(grad((tree: { a: Tensor; b: Tensor }) => tree.a.sum()))({ a: x, b: ones([2, 3]) });
    expectSame(gradient.a, ones([5]));
    expectSame(gradient.b, zeros([2, 3]));
  });

  it('take other arguments and give other values along', () => {
    const f = (label: string, a: Tensor, n: Tensor) =>
      [a.mul(n.cast('f32')).sum(), { label, doubled: a.mul(2) }] as const;
    const n = tensor([1, 2, 3, 4, 5], { dtype: 'i32' });
    const [[value, aux], gradient] = jit(valueAndGrad(f, { argument: 1 }))('name', x, n);
    expectSame(value, f('name', x, n)[0]);
    expect(aux.label).toBe('name');
    expectSame(aux.doubled, x.mul(2));
    expect(gradient.toArray()).toEqual([1, 2, 3, 4, 5]);
  });

  it('pull cotangents back', () => {
    const w = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 10],
    ]);
    const pulled = jit((a: Tensor, b: Tensor) => {
      const { value, pullback } = vjp((u: Tensor, v: Tensor) => u.matmul(v), a, b);
      return { value, cotangents: pullback(value) };
    })(x, w);
    const value = x.matmul(w);
    expectSame(pulled.value, value);
    expectSame(pulled.cotangents[0], w.matmul(value));
    expectSame(pulled.cotangents[1], x.reshape([5, 1]).matmul(value.reshape([1, 2])));
  });

  it('add up the gradients of rows that are taken more than once', () => {
    const table = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const rows = tensor([2, 0, 2, -1], { dtype: 'i32' });
    const f = (t: Tensor): Tensor => take(t, rows, 0).sum();
    expect(jit(grad(f))(table).toArray()).toEqual([
      [1, 1],
      [0, 0],
      [3, 3],
    ]);
  });

  it('flow back into the part of an array that is used', () => {
    const f = (a: Tensor): Tensor => slice(a, [{ start: 3, stop: 0, step: -2 }]).sum();
    expect(jit(grad(f))(x).toArray()).toEqual([0, 1, 0, 1, 0]);
  });
});
