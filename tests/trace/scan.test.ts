import { describe, expect, it } from 'vitest';
import { customGradient, grad, jit, scan, type Tensor, tensor, zeros } from '../../src/index.ts';
import { key, normal, uniform } from '../../src/random/index.ts';

const partialSums = (values: Tensor): [Tensor, Tensor] =>
  scan((sum: Tensor, x: Tensor) => [sum.add(x), sum], tensor(0), values);

describe('scan', () => {
  it('gives the last carry and the stacked outputs', () => {
    for (const run of [partialSums, jit(partialSums)]) {
      const [total, before] = run(tensor([1, 2, 3]));
      expect(total.item()).toBe(6);
      expect(before.toArray()).toEqual([0, 1, 3]);
    }
  });

  it('walks backwards, and leaves outputs at the places of their inputs', () => {
    const [last, after] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum], tensor(0), tensor([1, 2, 4]), {
      reverse: true,
    });
    expect(last.item()).toBe(7);
    expect(after.toArray()).toEqual([6, 4, 0]);
  });

  it('runs without inputs for a length, and with trees of any shape', () => {
    const fibonacci = jit(() =>
      scan(
        ({ a, b }: { a: Tensor; b: Tensor }, _: null) => [{ a: b, b: a.add(b) }, { value: a }],
        { a: tensor(0, { dtype: 'i32' }), b: tensor(1, { dtype: 'i32' }) },
        null,
        { length: 8 },
      ),
    );
    const [last, { value }] = fibonacci();
    expect(value.toArray()).toEqual([0, 1, 1, 2, 3, 5, 8, 13]);
    expect([last.a.item(), last.b.item()]).toEqual([21, 34]);
  });

  it('compiles its body once: the module does not grow with the number of steps', () => {
    const loss = (w: Tensor, x: Tensor): Tensor =>
      scan((h: Tensor, each: Tensor) => [h.mul(w).add(each).tanh(), null], zeros([3]), x)[0].sum();
    const size = (steps: number): number =>
      jit(grad(loss)).compile(zeros([3]), zeros([steps, 3])).report.moduleBytes;
    expect(Math.abs(size(5000) - size(10))).toBeLessThan(100);
  });

  it('gives the same unrolled', () => {
    const values = tensor([1, 2, 4, 8, 16]);
    const run = (options: object): readonly [Tensor, { before: Tensor }] =>
      scan((sum: Tensor, x: Tensor) => [sum.mul(0.5).add(x), { before: sum }], tensor(0), values, options);
    for (const reverse of [false, true]) {
      const [last, { before }] = run({ reverse });
      for (const unroll of [2, 3, 5, 9]) {
        const [ownLast, own] = jit(() => run({ reverse, unroll }))();
        expect([ownLast.item(), own.before.toArray()]).toEqual([last.item(), before.toArray()]);
      }
    }
    expect(() => run({ unroll: 0 })).toThrow('expected to unroll a whole number of steps from 1, got 0');
  });

  it('sums the gradients of constants over inner and outer steps, however they are used', () => {
    const inputs = tensor([
      [0.5, -1],
      [2, 0.25],
      [1, 1.5],
    ]);
    type Use = (a: Tensor, b: Tensor) => Tensor;
    const looped = (use: Use) => (a: Tensor, b: Tensor) => {
      const outer = (h: Tensor, row: Tensor): [Tensor, null] => {
        const scale = use(a, b);
        return [scan((c: Tensor, x: Tensor) => [c.mul(0.5).add(scale.mul(x)), null], h, row)[0], null];
      };
      return scan(outer, tensor(0.1), inputs)[0].square();
    };
    const written = (use: Use) => (a: Tensor, b: Tensor) => {
      let h = tensor(0.1);
      for (const row of inputs.toArray() as number[][]) {
        for (const x of row) h = h.mul(0.5).add(use(a, b).mul(x));
      }
      return h.square();
    };
    const uses: readonly Use[] = [
      (a, b) => a.add(b),
      (a, b) => a.add(b.mul(b)),
      (a) => a,
      (a, b) => a.mul(b),
    ];
    const gradients = (fn: (a: Tensor, b: Tensor) => Tensor): number[] => {
      const both = jit(grad(({ a, b }: { a: Tensor; b: Tensor }) => fn(a, b)));
      const { a, b } = both({ a: tensor(0.7), b: tensor(-0.4) });
      return [a.item(), b.item()];
    };
    for (const use of uses) {
      const [ours, plain] = [gradients(looped(use)), gradients(written(use))];
      ours.forEach((slope, index) => {
        expect(slope).toBeCloseTo(plain[index]!, 5);
      });
    }
  });

  it('saves for its gradient only what depends on the step', () => {
    const loss = (w: Tensor, x: Tensor): Tensor =>
      scan((h: Tensor, each: Tensor) => [h.mul(w.exp()).add(each), null], zeros([64]), x)[0].sum();
    const program = jit(grad(loss)).compile(zeros([64]), zeros([1000, 64]));
    // The carries of all steps are needed, exp(w) is not kept for every step.
    const stack = 4 * 1001 * 64;
    expect(program.report.memory.temporaries).toBeLessThan(1.1 * stack);
  });

  it('stores no stack of a constant, as gradients of functions with one of their own would', () => {
    const [steps, size] = [50, 300];
    const scaled = customGradient((x: Tensor, scale: Tensor) => x.mul(scale), {
      forward: (x, scale) => [x.mul(scale), { x, scale }] as const,
      backward: ({ x, scale }, cotangent): [Tensor, Tensor] => [cotangent.mul(scale), cotangent.mul(x)],
    });
    const inputs = normal(key(1), [steps, size]);
    const last = (scale: Tensor): Tensor =>
      scan(
        (carry: Tensor, x: Tensor) => [scaled(carry, scale).add(x), null] as const,
        zeros([size]),
        inputs,
      )[0].square();
    const scale = uniform(key(2), [size]);
    const program = jit(grad((own: Tensor) => last(own).sum())).compile(scale);
    // The carry is saved; the scale is not.
    expect(program.report.memory.temporaries).toBeLessThan(1.5 * 4 * steps * size);
    const gradient = jit(grad((own: Tensor) => last(own).sum()))(scale);
    expect(gradient.toArray()).toEqual(grad((own: Tensor) => last(own).sum())(scale).toArray());
  });

  it('gives stacks of constants, and reads slices that repeat, as any others', () => {
    const run = (x: Tensor, w: Tensor): Tensor[] => {
      const [last, [constants, sums]] = scan(
        (carry: Tensor, each: Tensor) => [carry.add(each), [w, carry.mul(each)]] as const,
        zeros([3]),
        x.broadcastTo([4, 3]),
      );
      return [last, constants, sums];
    };
    const [x, w] = [tensor([1, 2, 3]), tensor([[4], [5]])];
    const expected = [
      [4, 8, 12],
      [w, w, w, w].map((each) => each.toArray()),
      [
        [0, 0, 0],
        [1, 4, 9],
        [2, 8, 18],
        [3, 12, 27],
      ],
    ];
    expect(run(x, w).map((each) => each.toArray())).toEqual(expected);
    expect(jit(run)(x, w).map((each) => each.toArray())).toEqual(expected);
    expect(jit(run)(x.reshape([1, 3]), w).map((each) => each.toArray())).toEqual(expected);
  });

  it('writes next carries over the current ones only where nothing reads those any more', () => {
    type Pair = readonly [Tensor, Tensor];
    const w = normal(key(3), [9, 9]).mul(0.3);
    const bodies: Readonly<Record<string, (pair: Pair, x: Tensor) => readonly [Pair, Tensor]>> = {
      alone: ([a, b], x) => [[a.add(x), b.mul(0.5).sub(x)], x],
      together: ([a, b], x) => [[a.mul(0.5).add(b), a.sub(b.mul(x))], x],
      exchanged: ([a, b], x) => [[b, a.add(x)], x],
      equal: ([a, b], x) => [[a.sub(b.mul(x)), a.sub(b.mul(x))], x],
      stacked: ([a, b], x) => [[a.add(x), b.mul(0.5).add(x)], a.add(0)],
      stackedItself: ([a, b], x) => [[a.flip().add(x), b.add(x)], b],
      readLater: ([a, b], x) => [[a.add(x).tanh(), a.expandDims(0).matmul(w).squeeze(0).add(b).tanh()], x],
      moved: ([a, b], x) => [[a.flip().add(x), b.sub(b.max()).add(x)], x],
    };
    const inputs = normal(key(4), [5, 9]);
    for (const [name, body] of Object.entries(bodies)) {
      const run = (xs: Tensor): Tensor[] => {
        const [[a, b], outputs] = scan(body, [zeros([9]), normal(key(5), [9])], xs);
        return [a, b, outputs];
      };
      const plain = run(inputs).map((each) => [...each.toTypedArray()]);
      expect(
        jit(run)(inputs).map((each) => [...each.toTypedArray()]),
        name,
      ).toEqual(plain);
    }
    const sum = jit(
      (start: Tensor) => scan((own: Tensor) => [own.add(start), null], start, null, { length: 9 })[0],
    );
    // The carry and the result.
    expect(sum.compile(zeros([1000])).report.memory.temporaries).toBeLessThan(2.2 * 4000);
  });

  it('says what is wrong with a carry', () => {
    const values = zeros([4, 2]);
    expect(() => scan((c: Tensor, x: Tensor) => [c.add(x), c], tensor(0), values)).toThrow(
      'scan: the carry is f32[], its next value is f32[2]; a carry keeps its type',
    );
    expect(() => scan((c: Tensor) => [c.cast('i32'), c], tensor(0), values)).toThrow(
      'scan: the carry is f32[], its next value is i32[]',
    );
    const grows = (c: { a: Tensor }): [{ a: Tensor }, null] => [{ a: c.a, b: c.a } as { a: Tensor }, null];
    expect(() => scan(grows, { a: tensor(0) }, values)).toThrow(
      'scan: the next carry: expected the tree { a: * }, got { a: *, b: * }',
    );
    const widens = (c: { a: Tensor }, x: Tensor): [{ a: Tensor }, null] => [{ a: c.a.add(x) }, null];
    expect(() => scan(widens, { a: tensor(0) }, values)).toThrow('scan: the carry at a is f32[], its next');
  });

  it('says what is wrong with inputs', () => {
    const keep = (c: Tensor, _: unknown): [Tensor, Tensor] => [c, c];
    expect(() => scan(keep, tensor(0), { a: zeros([4]), b: zeros([3]) })).toThrow(
      'scan: expected inputs with 4 elements along their first axis, got f32[3] at inputs.b',
    );
    expect(() => scan(keep, tensor(0), null)).toThrow('give the number of steps as `length`');
    expect(() => scan(keep, tensor(0), zeros([4]), { length: 5 })).toThrow('expected inputs with 5 elements');
    expect(() => scan(keep, tensor(0), null, { length: -1 })).toThrow('a whole number from 0, got -1');
    const alone = ((c: Tensor) => c) as unknown as (c: Tensor, x: Tensor) => [Tensor, Tensor];
    expect(() => scan(alone, tensor(0), zeros([4]))).toThrow('expected the body to return [carry, output]');
  });
});
