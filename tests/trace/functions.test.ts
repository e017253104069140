import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jit } from '../../src/runtime/index.ts';
import {
  arange,
  concatenate,
  floorDivide,
  matmul,
  mod,
  oneHot,
  pad,
  remainder,
  type SliceRange,
  slice,
  stack,
  sub,
  take,
  tensor,
  where,
  zeros,
} from '../../src/trace/index.ts';

const square = arange(6).reshape([2, 3]);

describe('broadcasting', () => {
  it('follows NumPy', () => {
    expect(
      tensor([[1], [2]])
        .add(tensor([10, 20]))
        .toArray(),
    ).toEqual([
      [11, 21],
      [12, 22],
    ]);
    expect(where(tensor([true, false]), tensor([[1], [2]]), 0).toArray()).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(zeros([3, 0]).add(zeros([1, 1])).shape).toEqual([3, 0]);
  });

  it.each([
    [
      'add',
      () => zeros([2, 3]).add(zeros([2])),
      'add: shapes [2, 3] and [2] do not broadcast: extents 3 and 2 meet; each must be equal or 1',
    ],
    [
      'where',
      () => where(tensor([true, false]), zeros([3]), 0),
      'where: shapes [2] and [3] do not broadcast',
    ],
    [
      'broadcastTo',
      () => zeros([2, 3]).broadcastTo([3, 2]),
      'broadcastTo: f32[2, 3] does not broadcast to [3, 2]',
    ],
    [
      'matmul',
      () => matmul(zeros([2, 3]), zeros([2, 3])),
      'matmul: f32[2, 3] and f32[2, 3] do not fit: the last axis of the first (3) must be the last but one of the second (2)',
    ],
    [
      'matmul of batches',
      () => matmul(zeros([2, 3, 3]), zeros([4, 3, 3])),
      'matmul: shapes [2] and [4] do not broadcast',
    ],
    [
      'matmul of scalars',
      () => matmul(tensor(1), zeros([2])),
      'matmul: expected arrays of rank 1 or more, got f32[] and f32[2]',
    ],
  ])('reports both shapes in %s', (_, compute, message) => {
    expect(compute).toThrow(message);
  });

  it('gives literals the element type beside them', () => {
    expect(sub(5, tensor([1, 2], { dtype: 'i32' }))).toMatchObject({ dtype: 'i32' });
    expect(sub(0.5, tensor([1, 2], { dtype: 'i32' })).toArray()).toEqual([-0.5, -1.5]);
    expect(() => tensor([true]).sub(tensor([true]))).toThrow(
      'sub: truth values have no difference; use bitwiseXor',
    );
  });
});

/** What Python's `x[start:stop:step]` takes, by its definition with an explicit walk. */
function reference(extent: number, { start, stop, step = 1 }: SliceRange): number[] {
  const clamp = (bound: number, low: number, high: number): number => {
    const from = bound < 0 ? bound + extent : bound;
    return Math.max(low, Math.min(from, high));
  };
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const first = start === undefined ? (step > 0 ? low : high) : clamp(start, low, high);
  const last = stop === undefined ? (step > 0 ? high : low) : clamp(stop, low, high);
  const taken: number[] = [];
  for (let at = first; step > 0 ? at < last : at > last; at += step) taken.push(at);
  return taken;
}

describe('slice', () => {
  const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined });
  const range = fc.record({ start: bound, stop: bound, step: fc.constantFrom(-3, -2, -1, 1, 2, 3) }).map(
    ({ start, stop, step }): SliceRange => ({
      ...(start !== undefined && { start }),
      ...(stop !== undefined && { stop }),
      step,
    }),
  );

  it('means what it means in NumPy', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), range, range, (rows, columns, first, second) => {
        const x = arange(rows * columns).reshape([rows, columns]);
        const part = slice(x, [first, second]);
        const [down, along] = [reference(rows, first), reference(columns, second)];
        expect(part.shape).toEqual([down.length, along.length]);
        expect(part.toArray()).toEqual(down.map((row) => along.map((column) => row * columns + column)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes an element for a number, and whole axes where ranges are missing', () => {
    expect(slice(square, [-1]).toArray()).toEqual([3, 4, 5]);
    expect(slice(square, [{}, 1]).toArray()).toEqual([1, 4]);
    expect(slice(square, []).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  it('reports elements, steps and axes that do not exist', () => {
    expect(() => slice(square, [2])).toThrow('slice of axis 0: axis 2 is out of range for 2 axes');
    expect(() => slice(square, [{ step: 0 }])).toThrow('slice: expected a whole step other than 0, got 0');
    expect(() => slice(square, [0, 0, 0])).toThrow('slice: 3 ranges for the 2 axes of i32[2, 3]');
  });
});

describe('pad and take', () => {
  it('pad adds a constant or repeats', () => {
    expect(
      pad(tensor([[1, 2]]), [
        [1, 0],
        [0, 2],
      ]).toArray(),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 2, 0, 0],
    ]);
    expect(pad(tensor([1, 2]), [[1, 1]], -Infinity).toArray()).toEqual([-Infinity, 1, 2, -Infinity]);
    expect(pad(tensor([1, 2, 3]), [[2, 2]], 'reflect').toArray()).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(() => pad(square, [[1, 1]])).toThrow(
      'pad: expected [before, after] for each of the 2 axes of i32[2, 3], got 1',
    );
    expect(() => pad(zeros([0]), [[1, 0]], 'edge')).toThrow('pad: axis 0 of f32[0] has nothing to repeat');
  });

  it('take marks what is out of range by element type', () => {
    const at = tensor([0, -1, 2, -3], { dtype: 'i32' });
    expect(take(tensor([1, 2]), at).toArray()).toEqual([1, 2, Number.NaN, Number.NaN]);
    expect(take(tensor([1, 2], { dtype: 'i32' }), at).toArray()).toEqual([1, 2, -2147483648, -2147483648]);
    expect(take(square, 1, 1).toArray()).toEqual([1, 4]);
    expect(take(square, at, 0, 'wrap').toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(() => take(square, at, 2)).toThrow('take: axis 2 is out of range for 2 axes');
  });

  it('oneHot has a row for every label', () => {
    const labels = tensor([2, 0, 3], { dtype: 'i32' });
    expect(oneHot(labels, 3).toArray()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });
});

describe('joining and reshaping', () => {
  it('concatenate and stack join', () => {
    expect(concatenate([square, arange(3).reshape([1, 3])]).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [0, 1, 2],
    ]);
    expect(stack([tensor([1, 2]), tensor([3, 4])], -1).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(() => concatenate([])).toThrow('concatenate: expected at least one tensor, got none');
    expect(() => concatenate([zeros([2]), zeros([2, 1])])).toThrow(
      'expected arrays that agree in all else, got f32[2], f32[2, 1]',
    );
  });

  it('squeeze, expandDims and reshape change the shape alone', () => {
    const x = zeros([1, 3, 1]);
    expect([x.squeeze().shape, x.squeeze(-1).shape, x.expandDims([0, -1]).shape]).toEqual([
      [3],
      [1, 3],
      [1, 1, 3, 1, 1],
    ]);
    expect(x.reshape([-1, 1]).shape).toEqual([3, 1]);
    expect(() => x.squeeze(1)).toThrow('squeeze: axis 1 of f32[1, 3, 1] is not of extent 1');
    expect(() => x.expandDims([0, 0])).toThrow('expandDims: axis repeated in [0, 0]');
    expect(() => x.reshape([2, -1])).toThrow('reshape: f32[1, 3, 1] does not divide into [2, -1]');
    expect(() => x.reshape([2])).toThrow('reshape: f32[1, 3, 1] has 3 elements, [2] has 2');
    expect(() => x.transpose([0, 0, 1])).toThrow('transpose: expected a permutation of the 3 axes');
  });
});

describe('integers', () => {
  it('have powers that wrap', () => {
    const x = tensor([3, -1, 0, 2], { dtype: 'i32' });
    expect(x.pow(21).toArray()).toEqual([1870418611, -1, 0, 2097152]);
    expect(x.pow(tensor([21, 33, 0, 31], { dtype: 'i32' })).toArray()).toEqual([
      1870418611, -1, 1, -2147483648,
    ]);
    expect(() => x.pow(-1)).toThrow(
      "pow: i32[4] to the power -1 is no integer; cast to f32 with cast('f32')",
    );
  });

  it('and floats are divided downwards', () => {
    expect(floorDivide(tensor([7, -7], { dtype: 'i32' }), 2).toArray()).toEqual([3, -4]);
    expect(remainder(tensor([7, -7], { dtype: 'i32' }), 2).toArray()).toEqual([1, 1]);
    expect(floorDivide(tensor([7, -7]), 2).toArray()).toEqual([3, -4]);
    expect(mod(tensor([7, -7]), 2).toArray()).toEqual([1, 1]);
  });

  it('have the same bits compiled', () => {
    const x = tensor([3, -1, 0, 2147483647], { dtype: 'i32' });
    const powers = (y: typeof x) => y.pow(y);
    expect(jit(powers)(x).toArray()).toEqual(powers(x).toArray());
  });
});
