import { describe, expect, it } from 'vitest';
import { normal } from '../../src/random/distributions.ts';
import { key, split } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { grad, scan, slice, stack, type Tensor, vmap } from '../../src/trace/index.ts';

const at = (tensor: Tensor, index: number): Tensor => slice(tensor, [index]);
const bits = (tensor: Tensor) => new Uint32Array(tensor.toTypedArray().buffer);

const matrices = normal(key(1), [5, 3, 4]);
const vectors = normal(key(2), [5, 4]);
const shared = normal(key(3), [4]);
const score = (matrix: Tensor, vector: Tensor): Tensor => matrix.matmul(vector).tanh().sum();

describe('vmap', () => {
  it('applies a function to every element, as a loop does', () => {
    const all = vmap(score)(matrices, vectors);
    const loop = stack([0, 1, 2, 3, 4].map((index) => score(at(matrices, index), at(vectors, index))));
    expect(all.shape).toEqual([5]);
    expect(bits(all)).toEqual(bits(loop));
  });

  it('shares arguments without an axis', () => {
    const all = vmap(score, { inAxes: [0, null] })(matrices, shared);
    const loop = stack([0, 1, 2, 3, 4].map((index) => score(at(matrices, index), shared)));
    expect(bits(all)).toEqual(bits(loop));
  });

  it('computes once what a loop makes of shared arguments', () => {
    const walk = (start: Tensor, weight: Tensor): Tensor => {
      const body = (carry: Tensor) => [carry.mul(weight.exp()).tanh(), null] as const;
      return scan(body, start, null, { length: 3 })[0];
    };
    const program = jit(vmap(walk, { inAxes: [0, null] })).compile(vectors, shared);
    const [first] = program.stages();
    expect(first!.text).toMatch(/f32\[4\] = exp/);
    expect(first!.text).toMatch(/f32\[5, 4\] = tanh/);
  });

  it('maps along any axis, and puts the new one anywhere', () => {
    const double = (vector: Tensor): Tensor => vector.mul(2);
    const all = vmap(double, { inAxes: 1, outAxes: -1 })(vectors);
    expect(all.shape).toEqual([5, 4]);
    expect(bits(all)).toEqual(bits(vectors.mul(2)));
  });

  it('gives gradients for every element, inside jit as well', () => {
    const gradients = vmap(grad(score));
    const loop = stack([0, 1, 2, 3, 4].map((index) => grad(score)(at(matrices, index), at(vectors, index))));
    expect(bits(gradients(matrices, vectors))).toEqual(bits(loop));
    expect(bits(jit(gradients)(matrices, vectors))).toEqual(bits(loop));
  });

  it('is differentiated through', () => {
    const total = (matrix: Tensor): Tensor => vmap((vector: Tensor) => score(matrix, vector))(vectors).sum();
    const loop = (matrix: Tensor): Tensor =>
      stack([0, 1, 2, 3, 4].map((index) => score(matrix, at(vectors, index)))).sum();
    const [mapped, plain] = [total, loop].map((fn) => grad(fn)(at(matrices, 0)).toTypedArray());
    mapped?.forEach((value, index) => {
      expect(value).toBeCloseTo(plain?.[index] ?? Number.NaN, 5);
    });
  });

  it('nests, and draws random numbers for every key', () => {
    const keys = split(key(7), 6).map(({ words }) => words);
    const grid = stack([stack(keys.slice(0, 3)), stack(keys.slice(3))]);
    const draw = (words: Tensor): Tensor => normal({ layout: 'partitionable', words }, [4]);
    const all = vmap(vmap(draw))(grid);
    expect(all.shape).toEqual([2, 3, 4]);
    expect(bits(at(at(all, 1), 2))).toEqual(bits(draw(keys[5] as Tensor)));
  });

  it('refuses axes of different extents, and arguments of which none is mapped', () => {
    expect(() => vmap(score)(matrices, shared)).toThrow(/different extents.*f32\[5, 3, 4\].*f32\[4\]/);
    expect(() => vmap(score, { inAxes: null })(matrices, shared)).toThrow(/no argument of `score` is mapped/);
    expect(() => vmap(score, { inAxes: [0] })(matrices, shared)).toThrow(/expected 2 inAxes.*got 1/);
    expect(() => vmap(score, { inAxes: [7, 0] })(matrices, shared)).toThrow(
      /axis 7 is out of range for 3 axes/,
    );
  });
});
