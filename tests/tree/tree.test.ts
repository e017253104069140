import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { LimpetError } from '../../src/errors.ts';
import {
  expectStructure,
  formatStructure,
  sameStructure,
  treeFlatten,
  treeLeaves,
  treeMap,
  treePaths,
  treeStructure,
  treeUnflatten,
  treeZip,
} from '../../src/tree/index.ts';

/** Trees of numbers, with keys that are digits, words and awkward names. */
const { tree: anyTree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.nat(30).map(String), fc.constantFrom('weight', 'bias', 'W', '')), tie('tree'), {
      maxKeys: 5,
    }),
  ),
}));

describe('the order of leaves', () => {
  it('sorts keys as strings, numbers too', () => {
    const layers = Object.fromEntries([...new Array(13).keys()].map((index) => [index, index]));
    expect(treeLeaves(layers)).toEqual([0, 1, 10, 11, 12, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('does not depend on the order in which keys were added', () => {
    expect(treeLeaves({ weight: 1, bias: 2, Weight: 3, _: 4 })).toEqual([3, 4, 2, 1]);
    expect(treeLeaves({ _: 4, Weight: 3, bias: 2, weight: 1 })).toEqual([3, 4, 2, 1]);
  });

  it('takes arrays and tuples as they are, with more than ten elements too', () => {
    const list = [...new Array(13).keys()];
    expect(treeLeaves(list)).toEqual(list);
    const pair: [number, { b: number; a: number }] = [1, { b: 3, a: 2 }];
    expect(treeLeaves(pair)).toEqual([1, 2, 3]);
  });

  it('takes everything that is no array and no plain object for a leaf', () => {
    const leaves = [null, undefined, 'text', Float32Array.of(1), new Date(0), () => 0, new Map()];
    expect(treeLeaves(leaves)).toEqual(leaves);
    expect(treeLeaves(Object.assign(Object.create(null), { a: 1 }))).toEqual([1]);
    expect(treeLeaves({ none: {}, empty: [] })).toEqual([]);
  });
});

describe('flatten and unflatten', () => {
  it('give back every tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const { leaves, structure } = treeFlatten(tree);
        expect(treeUnflatten(structure, leaves)).toEqual(tree);
        expect(treePaths(tree)).toHaveLength(leaves.length);
        expect(sameStructure(structure, treeStructure(treeMap(() => 'leaf', tree)))).toBe(true);
      }),
    );
  });

  it('report a wrong number of leaves', () => {
    const structure = treeStructure({ a: 1, b: [2, 3] });
    const message = 'treeUnflatten: the structure has 3 leaves, 2 were given';
    expect(() => treeUnflatten(structure, [1, 2])).toThrow(new LimpetError('tree', message));
    expect(() => treeUnflatten(structure, [1, 2, 3, 4])).toThrow('has 3 leaves, 4 were given');
  });
});

describe('paths', () => {
  it('name every leaf in order', () => {
    const tree = [{ weight: 1, bias: 2 }, {}, [3, [4]]];
    expect(treePaths(tree)).toEqual(['0.bias', '0.weight', '2.0', '2.1.0']);
    expect(treePaths(7)).toEqual(['']);
  });

  it('are handed to the function of map', () => {
    const named = treeMap((leaf: number, path) => `${path}=${leaf}`, { b: [1, 2], a: 3 });
    expect(named).toEqual({ a: 'a=3', b: ['b.0=1', 'b.1=2'] });
    expectTypeOf(treeMap((leaf: number) => String(leaf), [1, { a: 2 }] as const)).toEqualTypeOf<
      readonly [string, { readonly a: string }]
    >();
  });
});

describe('zip', () => {
  it('meets the leaves at equal places, whatever the order of keys', () => {
    const sums = treeZip(
      ([x = 0, y = 0, z = 0]: number[], path) => `${path}: ${x + y + z}`,
      { a: 1, b: [2] },
      { b: [20], a: 10 },
      { a: 100, b: [200] },
    );
    expect(sums).toEqual({ a: 'a: 111', b: ['b.0: 222'] });
  });

  it.each([
    ['another key', { a: 1, c: [2] }, 'expected the tree { a: *, b: [*] }, got { a: *, c: [*] }'],
    ['a missing key', { a: 1 }, 'got { a: * }'],
    ['another length', { a: 1, b: [2, 3] }, 'got { a: *, b: [*, *] }'],
    ['a leaf for a node', { a: 1, b: 2 }, 'got { a: *, b: * }'],
    ['an object for an array', { a: 1, b: { 0: 2 } }, 'got { a: *, b: { 0: * } }'],
  ])('reports %s', (_, other, message) => {
    expect(() => treeZip(() => 0, { a: 1, b: [2] }, other)).toThrow(message);
  });
});

describe('structures', () => {
  it('say what was expected where they differ', () => {
    const [expected, given] = [treeStructure([{ weight: 1, bias: 2 }]), treeStructure([{}])];
    expect(() => expectStructure('adam', expected, given)).toThrow(
      new LimpetError('tree', 'adam: expected the tree [{ bias: *, weight: * }], got [{}]'),
    );
    expect(() => expectStructure('adam', expected, treeStructure([{ bias: 0, weight: 0 }]))).not.toThrow();
  });

  it('differ where their texts differ', () => {
    fc.assert(
      fc.property(anyTree, anyTree, (x, y) => {
        const [a, b] = [treeStructure(x), treeStructure(y)];
        expect(sameStructure(a, b)).toBe(formatStructure(a) === formatStructure(b));
      }),
    );
  });
});
