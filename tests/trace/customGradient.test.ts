import { describe, expect, it } from 'vitest';
import {
  checkpoint,
  customGradient,
  grad,
  gradientClip,
  jit,
  scan,
  sin,
  slice,
  stopGradient,
  type Tensor,
  tensor,
  valueAndGrad,
  vmap,
  zeros,
} from '../../src/index.ts';
import { key, normal } from '../../src/random/index.ts';

/** A step whose derivative counts as 1 / (1 + |x|)². */
const spike = customGradient((x: Tensor) => x.greater(0).cast('f32'), {
  forward: (x) => [x.greater(0).cast('f32'), x],
  backward: (x: Tensor, c): [Tensor] => [c.div(x.abs().add(1).square())],
});

describe('customGradient', () => {
  it('gives the value of the function and the gradient given by hand', () => {
    const [value, slope] = jit(valueAndGrad((x: Tensor) => spike(x).mul(2).sum()))(tensor([1, -3]));
    expect(value.item()).toBe(2);
    expect(slope.toArray()).toEqual([0.5, 0.125]);
  });

  it('works in loops and batches', () => {
    const loss = (x: Tensor): Tensor =>
      scan((c: Tensor, each: Tensor) => [c.add(spike(each)), c], tensor(0), x)[0];
    expect(jit(grad(loss))(tensor([1, -3])).toArray()).toEqual([0.25, 0.0625]);
    const batched = jit(vmap(grad(loss)))(
      tensor([
        [1, -3],
        [0, 1],
      ]),
    );
    expect(batched.toArray()).toEqual([
      [0.25, 0.0625],
      [1, 0.25],
    ]);
  });

  it('is differentiated again by its parts', () => {
    const fn = (x: Tensor): Tensor => spike(x).sum();
    // d/dx (1 + x)⁻² = -2 (1 + x)⁻³
    expect(jit(grad((x: Tensor) => grad(fn)(x).sum()))(tensor([1])).toArray()).toEqual([-0.25]);
  });

  it('reads tensors around it as constants, and takes trees', () => {
    const loss = (w: Tensor): Tensor => {
      const scaled = customGradient(({ a, n }: { a: Tensor; n: Tensor }) => a.mul(w).add(n), {
        forward: ({ a, n }) => [a.mul(w).add(n), null],
        backward: (_: null, c): [{ a: Tensor; n: Tensor }] => [{ a: c.mul(w), n: zeros([], 'i32') }],
      });
      return scaled({ a: w, n: tensor(1, { dtype: 'i32' }) }).sum();
    };
    expect(jit(grad(loss))(tensor(3)).item()).toBe(3);
  });

  it('says what does not fit', () => {
    const wrongForward = customGradient((x: Tensor) => x, {
      forward: (x: Tensor) => [x.sum(), null],
      backward: (_: null, c): [Tensor] => [c],
    });
    expect(() => wrongForward(zeros([2]))).toThrow('to give [f32[2]] and what is saved, got f32[]');
    const wrongBackward = customGradient((x: Tensor) => x.sum(), {
      forward: (x) => [x.sum(), null],
      backward: (_: null, c): [Tensor] => [c],
    });
    expect(() => wrongBackward(zeros([2]))).toThrow('expected f32[2] at 0, got f32[]');
    const whole = customGradient((x: Tensor) => x.cast('i32'), {
      forward: (x) => [x.cast('i32'), null],
      backward: (_: null, c): [Tensor] => [c],
    });
    expect(() => whole(zeros([2]))).toThrow('to give f32, got i32[2]');
  });
});

describe('gradientClip', () => {
  it('clips the gradient alone, inside of loops too', () => {
    const loss = (x: Tensor): Tensor =>
      gradientClip(x, -1, 0.5)
        .mul(tensor([3, -7, 0.25]))
        .sum();
    expect(jit(grad(loss))(tensor([1, 2, 3])).toArray()).toEqual([0.5, -1, 0.25]);
    const steps = (x: Tensor): Tensor =>
      scan((c: Tensor) => [gradientClip(c, -1, 1).mul(3), null], x, null, { length: 4 })[0];
    expect(jit(valueAndGrad(steps))(tensor(1)).map((each) => each.item())).toEqual([81, 1]);
    expect(() => gradientClip(tensor(1), 1, 0)).toThrow('from low to high, got 1 to 0');
  });
});

/** A recurrent network with its readout and its loss inside of the loop. */
const lossOf =
  (options: { readonly checkpoint?: number | true }) =>
  ({ w, v, tau }: { w: Tensor; v: Tensor; tau: Tensor }, x: Tensor): Tensor => {
    const decay = tau.neg().exp();
    const step = (
      { h, loss }: { h: Tensor; loss: Tensor },
      each: Tensor,
    ): [{ h: Tensor; loss: Tensor }, null] => {
      const next = sin(h.mul(decay).add(each.matmul(v)).add(h.matmul(w)));
      return [{ h: next, loss: loss.add(next.square().mean()) }, null];
    };
    return scan(step, { h: zeros([3, 8]), loss: tensor(0) }, x, options)[0].loss;
  };

const parameters = {
  w: normal(key(1), [8, 8]).mul(0.3),
  v: normal(key(2), [5, 8]).mul(0.3),
  tau: normal(key(3), [8]).square(),
};

describe('checkpoint', () => {
  it('changes no bit of a gradient, and less memory is needed', () => {
    const x = normal(key(4), [400, 3, 5]);
    const plain = jit(grad(lossOf({})));
    const expected = plain(parameters, x);
    for (const every of [true, 40, 100] as const) {
      const sparing = jit(grad(lossOf({ checkpoint: every })));
      const gradients = sparing(parameters, x);
      for (const name of ['w', 'v', 'tau'] as const) {
        expect(gradients[name].toTypedArray(), `${name}, ${every}`).toEqual(expected[name].toTypedArray());
      }
      const bytes = (program: typeof plain): number =>
        program.compile(parameters, x).report.memory.temporaries;
      expect(bytes(sparing)).toBeLessThan(0.35 * bytes(plain));
    }
  });

  it('takes a tenth of the memory over ten thousand steps', () => {
    const x = zeros([10000, 3, 5]);
    const bytes = (options: { checkpoint?: true }): number =>
      jit(grad(lossOf(options))).compile(parameters, x).report.memory.temporaries;
    expect(bytes({ checkpoint: true })).toBeLessThan(0.1 * bytes({}));
  });

  it('takes any number of steps, forwards and backwards, and keeps the values', () => {
    const values = normal(key(5), [13, 2]);
    const run = (options: object): readonly [Tensor, Tensor] =>
      scan((c: Tensor, x: Tensor) => [c.mul(0.5).add(x), c.mul(x)], zeros([2]), values, options);
    for (const reverse of [false, true]) {
      const [last, outputs] = run({ reverse });
      for (const every of [1, 5, 6, 13, 20, true]) {
        const [ownLast, ownOutputs] = jit(() => run({ reverse, checkpoint: every }))();
        expect(ownLast.toArray()).toEqual(last.toArray());
        expect(ownOutputs.toArray()).toEqual(outputs.toArray());
      }
    }
    expect(() => run({ checkpoint: 0 })).toThrow('true or a whole number of steps from 1, got 0');
  });

  it('keeps nothing of what it computes again', () => {
    const fn = (x: Tensor): Tensor => sin(x.matmul(x)).matmul(x).sum();
    const products = (own: (x: Tensor) => Tensor): number => {
      const program = jit((x: Tensor) => grad(own)(x).add(fn(x))).compile(zeros([3, 3]));
      return program
        .stages()
        .at(-2)!
        .text.match(/= matmul/g)!.length;
    };
    expect(products(checkpoint(fn))).toBe(products(fn) + 1);
  });

  it('computes a function again where its gradient is taken', () => {
    const fn = (x: Tensor): Tensor => sin(sin(x)).sum();
    const program = jit(grad((x: Tensor) => checkpoint(fn)(x).add(stopGradient(slice(x, [0])))));
    expect(program(tensor([0.5, 1])).toTypedArray()).toEqual(jit(grad(fn))(tensor([0.5, 1])).toTypedArray());
  });
});
