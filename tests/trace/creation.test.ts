import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LimpetError } from '../../src/errors.ts';
import { jit } from '../../src/runtime/index.ts';
import { arange, eye, full, linspace, ones, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const described = (x: Tensor) => [x.dtype, x.shape, x.toArray()];

describe('tensors are made from', () => {
  it('nested arrays, numbers and truth values', () => {
    expect(
      described(
        tensor([
          [1, 2.5],
          [-3, 4],
        ]),
      ),
    ).toEqual([
      'f32',
      [2, 2],
      [
        [1, 2.5],
        [-3, 4],
      ],
    ]);
    expect(described(tensor(7))).toEqual(['f32', [], 7]);
    expect(described(tensor(true))).toEqual(['bool', [], true]);
    expect(described(tensor([[true], [false]]))).toEqual(['bool', [2, 1], [[true], [false]]]);
    expect(described(tensor([[], []]))).toEqual(['f32', [2, 0], [[], []]]);
    expect(described(tensor([1, 0, -2], { dtype: 'bool' }))).toEqual(['bool', [3], [true, false, true]]);
  });

  it('typed arrays, in their element type and any shape', () => {
    expect(described(tensor(Float32Array.of(0.1)))).toEqual(['f32', [1], [Math.fround(0.1)]]);
    expect(described(tensor(Float64Array.of(0.1)))).toEqual(['f32', [1], [Math.fround(0.1)]]);
    expect(described(tensor(Int32Array.of(-1, 2), { shape: [2, 1] }))).toEqual(['i32', [2, 1], [[-1], [2]]]);
    expect(described(tensor(Uint32Array.of(4294967295)))).toEqual(['u32', [1], [4294967295]]);
    expect(described(tensor(Uint8Array.of(0, 3)))).toEqual(['bool', [2], [false, true]]);
    expect(described(tensor([1, 2, 3, 4], { shape: [2, 2], dtype: 'i32' }))).toEqual([
      'i32',
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it('constants and sequences', () => {
    expect(described(zeros([2, 1]))).toEqual(['f32', [2, 1], [[0], [0]]]);
    expect(described(ones([2], 'u32'))).toEqual(['u32', [2], [1, 1]]);
    expect(described(full([2], -1.5))).toEqual(['f32', [2], [-1.5, -1.5]]);
    expect(described(full([], true))).toEqual(['bool', [], true]);
    expect(described(arange(4))).toEqual(['i32', [4], [0, 1, 2, 3]]);
    expect(described(arange(5, 0, -2))).toEqual(['i32', [3], [5, 3, 1]]);
    expect(described(arange(0, 1, 0.25))).toEqual(['f32', [4], [0, 0.25, 0.5, 0.75]]);
    expect(described(arange(3, 1))).toEqual(['i32', [0], []]);
    expect(described(arange(0, 2, 1, 'u32'))).toEqual(['u32', [2], [0, 1]]);
    expect(described(linspace(-1, 1, 5))).toEqual(['f32', [5], [-1, -0.5, 0, 0.5, 1]]);
    expect(described(linspace(2, 9, 1))).toEqual(['f32', [1], [2]]);
    expect(linspace(0, 0.1, 7).toTypedArray().at(-1)).toBe(Math.fround(0.1));
    expect(linspace(0, 1).size).toBe(50);
    expect(described(eye(2, 3))).toEqual([
      'f32',
      [2, 3],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]);
    expect(described(eye(2, 2, 'bool'))).toEqual([
      'bool',
      [2, 2],
      [
        [true, false],
        [false, true],
      ],
    ]);
  });
});

describe('tensors are converted back', () => {
  it('to copies in the typed array of their type', () => {
    const source = Float32Array.of(1, 2);
    const x = tensor(source);
    source[0] = 9;
    const copy = x.toTypedArray();
    copy[1] = 9;
    expect(x.toArray()).toEqual([1, 2]);
    expect(tensor([1], { dtype: 'i32' }).toTypedArray()).toBeInstanceOf(Int32Array);
    expect(tensor([1], { dtype: 'u32' }).toTypedArray()).toBeInstanceOf(Uint32Array);
    expect(tensor([true]).toTypedArray()).toEqual(Uint8Array.of(1));
  });

  it('to the only element', () => {
    expect(tensor([[3]]).item()).toBe(3);
    expect(tensor(true).item()).toBe(1);
    expect(() => tensor([1, 2]).item()).toThrow('item: expected one element, got f32[2]');
  });
});

describe('tensors are printed', () => {
  it('as NumPy prints arrays', () => {
    expect(
      String(
        tensor([
          [0.1, -0],
          [Number.NaN, -Infinity],
        ]),
      ),
    ).toBe('Tensor f32[2, 2]\n[[0.1, -0],\n [NaN, -Infinity]]');
    expect(
      String(
        tensor(
          [
            [[1], [2]],
            [[3], [4]],
          ],
          { dtype: 'i32' },
        ),
      ),
    ).toBe('Tensor i32[2, 2, 1]\n[[[1],\n  [2]],\n [[3],\n  [4]]]');
    expect(String(tensor(2.5))).toBe('Tensor f32[] 2.5');
    expect(String(tensor([true, false]))).toBe('Tensor bool[2] [true, false]');
    expect(String(zeros([0]))).toBe('Tensor f32[0] []');
  });

  it('with the fewest digits that read back', () => {
    expect(String(tensor([1 / 3, 16777216, 1e-10, 3.4e38]))).toBe(
      'Tensor f32[4] [0.33333334, 16777216, 1e-10, 3.4e+38]',
    );
  });

  it('without the middle where they are long', () => {
    expect(String(arange(1001))).toBe('Tensor i32[1001] [0, 1, 2, ..., 998, 999, 1000]');
    expect(String(arange(1000).reshape([500, 2])).split('\n')).toHaveLength(501);
    expect(String(arange(2000).reshape([1000, 2]))).toBe(
      'Tensor i32[1000, 2]\n[[0, 1],\n [2, 3],\n [4, 5],\n ...,\n [1994, 1995],\n [1996, 1997],\n [1998, 1999]]',
    );
  });

  it('in the console of Node', () => {
    expect(inspect({ weight: tensor([1, 2]) })).toBe('{ weight: Tensor f32[2] [1, 2] }');
    expect(Object.prototype.toString.call(tensor([1, 2]))).toBe('[object f32[2]]');
  });

  it('by type while a function is traced', () => {
    let printed = '';
    jit(function layer(x: Tensor) {
      printed = String(x.add(1));
      return x;
    })(tensor([1, 2]));
    expect(printed).toBe('Tensor f32[2] (traced in layer)');
  });
});

/** What the compiler would not let pass. */
const unknownType = (name: string): Tensor['dtype'] => name as Tensor['dtype'];

describe('wrong sources are reported', () => {
  it.each<[string, () => Tensor, LimpetError['code'], string]>([
    ['ragged arrays', () => tensor([[1, 2], [3]]), 'shape', 'tensor: ragged nested arrays: [2] beside [1]'],
    ['numbers beside arrays', () => tensor([1, [2]]), 'shape', 'tensor: ragged nested arrays: [] beside [1]'],
    [
      'an unknown element type',
      () => tensor([1], { dtype: unknownType('f16') }),
      'dtype',
      'tensor: unknown dtype "f16"; expected one of bool, u32, i32, f32',
    ],
    [
      'an unknown element type of zeros',
      () => zeros([1], unknownType('float32')),
      'dtype',
      'full: unknown dtype "float32"',
    ],
    [
      'a wrong number of elements',
      () => tensor([1, 2, 3], { shape: [2, 2] }),
      'shape',
      'tensor: 3 elements do not fill the shape [2, 2], which takes 4',
    ],
    [
      'a negative extent',
      () => zeros([-1]),
      'shape',
      'full: expected extents of whole numbers from 0, got [-1]',
    ],
    // @ts-expect-error text is no number
    ['text', () => tensor([1, '2']), 'value', 'tensor: expected numbers or truth values, got 2 (string)'],
    [
      'a step of 0',
      () => arange(0, 1, 0),
      'value',
      'arange: expected finite bounds and a step other than 0, got 0, 1, 0',
    ],
    ['a negative count', () => linspace(0, 1, -1), 'value', 'linspace: expected a count from 0, got -1'],
  ])('%s', (_, make, code, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).toThrow(LimpetError);
  });
});
