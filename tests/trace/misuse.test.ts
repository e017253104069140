import { describe, expect, it } from 'vitest';
import { LimpetError } from '../../src/errors.ts';
import { jit } from '../../src/runtime/index.ts';
import {
  grad,
  quantile,
  type Tensor,
  take,
  tensor,
  valueAndGrad,
  vjp,
  zeros,
} from '../../src/trace/index.ts';

const x = tensor([1, 2]);
const counts = tensor([1, 2], { dtype: 'i32' });

function leak(keep: (traced: Tensor) => void): void {
  jit(function step(y: Tensor) {
    keep(y.mul(2));
    return y;
  })(x);
}

describe('traced values have no elements to read', () => {
  const readers: [string, (y: Tensor) => unknown][] = [
    ['toArray', (y) => y.toArray()],
    ['toTypedArray', (y) => y.toTypedArray()],
    ['item', (y) => y.sum().item()],
  ];
  it.each(readers)('%s inside jit and grad', (_, read) => {
    function loss(y: Tensor): Tensor {
      read(y);
      return y.sum();
    }
    const message =
      /^The elements of a traced value \(f32\[2?\] in `loss`\) are not known: inside jit, grad and vjp/;
    expect(() => jit(loss)(x)).toThrow(message);
    expect(() => grad(loss)(x)).toThrow(message);
    expect(() => jit(loss)(x)).toThrow(expect.objectContaining({ code: 'trace' }));
  });

  it('and a failed trace leaves none behind', () => {
    const failing = jit((y: Tensor) => tensor(y.toArray()));
    expect(() => failing(x)).toThrow(LimpetError);
    expect(x.add(1).toArray()).toEqual([2, 3]);
  });
});

describe('traced values do not outlive their trace', () => {
  const kept: Tensor[] = [];
  leak((traced) => kept.push(traced));
  const message = 'A traced value (f32[2]) of `step` is used outside of it.';

  it.each<[string, () => unknown]>([
    ['an operation', () => kept[0]!.add(1)],
    ['another jit', () => jit((y: Tensor) => y.add(kept[0]!))(x)],
    ['grad', () => grad((y: Tensor) => y.mul(kept[0]!).sum())(x)],
    ['the result of jit', () => jit(() => kept[0]!)()],
  ])('%s reports a leak', (_, use) => {
    expect(use).toThrow(message);
    expect(use).toThrow('return the value from the function instead of storing it elsewhere');
  });

  it('reading one says whose it is', () => {
    expect(() => kept[0]!.toArray()).toThrow('in `step`');
  });

  it('but an outer trace may be read inside an inner one', () => {
    const outer = jit((y: Tensor) => grad((z: Tensor) => z.mul(y).sum())(y.square()));
    expect(outer(x).toArray()).toEqual([1, 2]);
  });
});

describe('what has no gradient is reported', () => {
  it.each([
    [
      'a vector',
      (y: Tensor) => y.square(),
      'to return an f32 scalar to differentiate, got f32[2]; take its sum or mean, or use vjp',
    ],
    ['an integer', (y: Tensor) => y.cast('i32').sum(), 'to return an f32 scalar to differentiate, got i32[]'],
  ])('%s as the result', (_, fn, message) => {
    expect(() => grad(fn)(x)).toThrow(message);
    expect(() => valueAndGrad(fn)(x)).toThrow(message);
  });

  it('no tensor as the result', () => {
    // @ts-expect-error the function returns no tensor
    expect(() => grad(() => 1)(x)).toThrow('got no tensor');
  });

  it('integers as the argument, by name', () => {
    function loss({ weight, steps }: { weight: Tensor; steps: Tensor }): Tensor {
      return weight.mul(steps).sum();
    }
    const message = 'grad: gradients are taken by f32 tensors; argument 0.steps of `loss` is i32[2]';
    expect(() => grad(loss)({ weight: x, steps: counts })).toThrow(new LimpetError('dtype', message));
  });

  it('an argument that does not exist', () => {
    const loss = (y: Tensor, ...more: Tensor[]): Tensor => [y, ...more].reduce((sum, z) => sum.add(z)).sum();
    const message = 'there is no argument 2; the function was called with 2';
    expect(() => grad(loss, { argument: 2 })(x, x)).toThrow(message);
    expect(() => valueAndGrad(loss, { argument: 2 })(x, x)).toThrow(`valueAndGrad: ${message}`);
    expect(() => grad(loss, { argument: -1 })(x)).toThrow('there is no argument -1');
    expect(grad(loss, { argument: 1 })(x, x).toArray()).toEqual([1, 1]);
  });

  it('a cotangent of another type', () => {
    const { pullback } = vjp((y: Tensor) => y.square(), x);
    expect(() => pullback(zeros([3]))).toThrow('vjp: expected a cotangent of type f32[2], got f32[3]');
    expect(() => pullback(counts)).toThrow('vjp: expected a cotangent of type f32[2], got i32[2]');
    expect(pullback(tensor([1, 10]))[0].toArray()).toEqual([2, 40]);
  });

  it('a cotangent for one of two results', () => {
    const { pullback } = vjp((y: Tensor): Tensor[] => [y.square(), y.sum()], x);
    expect(() => pullback([x])).toThrow('vjp: expected a cotangent of type f32[2], f32[], got f32[2]');
  });
});

describe('functions that return promises are refused', () => {
  const later = async (y: Tensor): Promise<Tensor> => y.sum();
  const message = 'later: expected a function that returns tensors, got one that returns a promise';

  it('by jit, grad and vjp', () => {
    expect(() => jit(later)(x)).toThrow(new LimpetError('trace', message));
    // @ts-expect-error a promise is no tensor
    expect(() => grad(later)(x)).toThrow(message);
    expect(() => vjp(later, x)).toThrow(message);
  });
});

describe('fractions of a quantile', () => {
  it('are from 0 to 1, as a number and as a tensor, and of one axis at most', () => {
    expect(() => quantile(x, 1.5)).toThrow('quantile: expected fractions from 0 to 1, got 1.5');
    expect(() => quantile(x, tensor([0.5, Number.NaN]))).toThrow('from 0 to 1, got NaN');
    expect(() => quantile(x, zeros([1, 1]))).toThrow(
      'quantile: expected fractions of at most one axis, got 2',
    );
  });
});

describe('arguments that other libraries take', () => {
  const untyped = <T>(value: unknown): T => value as T;

  it('are refused where they would become NaN, or be passed over', () => {
    const y = zeros([2, 2]);
    expect(() => x.add(untyped('1'))).toThrow(
      'expected a tensor, a number or a truth value, got 1 (string); make a tensor of arrays by `tensor`',
    );
    expect(() => x.div(untyped(undefined))).toThrow('got undefined (undefined)');
    expect(() => x.mul(untyped([1, 2]))).toThrow('got 1,2 (object)');
    expect(() => tensor(untyped(undefined))).toThrow('expected numbers or truth values, got undefined');
    expect(() => y.sum(untyped(0))).toThrow('sum: expected options such as { axis: 0 }, got 0');
    expect(() => y.mean(untyped([0]))).toThrow('expected options such as { axis: 0 }, got 0');
    expect(() => zeros(untyped(3))).toThrow('full: expected a shape such as [2, 3], got 3 (number)');
    expect(() => x.cast(untyped('f64'))).toThrow('cast: unknown dtype "f64"; expected one of');
    expect(() => take(x, tensor([0.5]))).toThrow('take: expected whole positions, i32 or u32, got f32[1]');
  });
});
