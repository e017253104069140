import { describe, expect, it } from 'vitest';
import { jit } from '../../src/runtime/index.ts';
import {
  addAt,
  dynamicSlice,
  dynamicUpdateSlice,
  einsum,
  grad,
  maxAt,
  minAt,
  mulAt,
  setAt,
  split,
  type Tensor,
  tensor,
  tile,
  vmap,
} from '../../src/trace/index.ts';

const x = tensor([
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
]);
const integers = (values: number[]): Tensor => tensor(values, { dtype: 'i32' });

describe('windows at computed places', () => {
  it('are one program for all places', () => {
    const window = jit((row: Tensor) => dynamicSlice(x, [row, 1], [2, 2]));
    expect(window(tensor(0, { dtype: 'i32' })).toArray()).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(window(tensor(7, { dtype: 'i32' })).toArray()).toEqual([
      [4, 5],
      [7, 8],
    ]);
  });

  it('are batched over their places', () => {
    const rows = vmap((row: Tensor) => dynamicSlice(x, [row, 0], [1, 2]).reshape([2]))(integers([2, 0]));
    expect(rows.toArray()).toEqual([
      [6, 7],
      [0, 1],
    ]);
    const written = vmap((row: Tensor) => dynamicUpdateSlice(x, tensor([[-1]]), [row, 1]))(integers([0, 2]));
    expect(written.toArray()).toEqual([
      [
        [0, -1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ],
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, -1, 8],
      ],
    ]);
  });
});

describe('updates at positions', () => {
  it('are batched', () => {
    const counts = vmap((positions: Tensor) => addAt(tensor([0, 0, 0]), positions, 1))(
      tensor(
        [
          [0, 0, 2],
          [1, 1, 1],
        ],
        { dtype: 'i32' },
      ),
    );
    expect(counts.toArray()).toEqual([
      [2, 0, 1],
      [0, 3, 0],
    ]);
  });

  it.each([
    ['mulAt', mulAt, [6, 1, 5]],
    ['maxAt', maxAt, [3, 1, 5]],
    ['minAt', minAt, [1, 1, 1]],
  ] as const)('combine several of one position by %s, batched and compiled', (_, update, expected) => {
    const one = (positions: Tensor, updates: Tensor): Tensor => update(tensor([1, 1, 1]), positions, updates);
    const positions = tensor(
      [
        [0, 2, 0],
        [1, 1, -9],
      ],
      { dtype: 'i32' },
    );
    const updates = tensor([
      [2, 5, 3],
      [1, 1, 7],
    ]);
    const rows = [expected, [1, 1, 1]];
    expect(vmap(one)(positions, updates).toArray()).toEqual(rows);
    expect(jit(vmap(one))(positions, updates).toArray()).toEqual(rows);
  });

  it('leave those out of range without a gradient, even where they equal an element', () => {
    const loss = (values: readonly [Tensor, Tensor]): Tensor =>
      maxAt(values[0], integers([0, 7, -7]), values[1]).sum();
    const [byElements, byUpdates] = grad(loss)([tensor([1, 2]), tensor([5, 2, 5])]);
    expect(byElements.toArray()).toEqual([0, 1]);
    expect(byUpdates.toArray()).toEqual([1, 0, 0]);
  });

  it('keep infinities of one position from others', () => {
    const loss = (updates: Tensor): Tensor =>
      mulAt(tensor([1, 2]), integers([0, 1, 1]), updates)
        .mul(tensor([0, 1]))
        .sum();
    expect(grad(loss)(tensor([Infinity, 3, 0])).toArray()).toEqual([0, 0, 6]);
  });

  it('give the gradient to the last update of a position alone', () => {
    const loss = (updates: Tensor): Tensor =>
      setAt(tensor([1, 2]), integers([1, 1, 5]), updates)
        .square()
        .sum();
    expect(grad(loss)(tensor([3, 4, 5])).toArray()).toEqual([0, 8, 0]);
  });
});

describe('bad input', () => {
  it('is named', () => {
    expect(() => dynamicSlice(x, [0], [2, 2])).toThrow(
      'dynamicSlice: expected a start and a size for each axis of f32[3, 3], got 1 starts and sizes [2, 2]',
    );
    expect(() => dynamicUpdateSlice(x, integers([1]), [0, 0])).toThrow(
      'expected an update of f32, got i32[1]',
    );
    expect(() => setAt(x, tensor([0]), 1)).toThrow('setAt: expected integer positions, got f32[1]');
    expect(() => addAt(integers([1]), integers([0]), tensor([0.5]))).toThrow(
      'addAt: expected updates of i32, got f32[1]',
    );
    expect(() => split(x, 2)).toThrow('split: axis 0 of f32[3, 3] does not divide into 2 equal parts');
    expect(() => tile(x, -1)).toThrow('tile: expected a whole count from 0, got -1');
    expect(() => einsum('ij,jk->iz', x, x)).toThrow(
      "einsum: 'z' of the result of 'ij,jk->iz' must occur in an operand",
    );
    expect(() => einsum('..i', x)).toThrow("einsum: expected letters, '...', commas and one '->', got '..i'");
    expect(() => einsum('...i...', x)).toThrow("got '...i...'");
    expect(() => einsum('...ijk', x)).toThrow("einsum: '...ijk' has 3 axes, its operand is f32[3, 3]");
    expect(() => einsum('...i,...i', x, tensor([[1], [2]]))).toThrow(
      "einsum: '...' has extent 3, and 2 in f32[2, 1]",
    );
    expect(() => maxAt(x.greater(1), integers([0]), true)).toThrow('maxAt: expected numbers, got bool');
    expect(() => einsum('ij,ij', x, tensor([[1]]))).toThrow("einsum: 'i' has extent 3, and 1 in f32[1, 1]");
  });
});
