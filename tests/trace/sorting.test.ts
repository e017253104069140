import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jit } from '../../src/runtime/index.ts';
import {
  argsort,
  cumsum,
  scan,
  sort,
  takeAlongAxis,
  tensor,
  topK,
  vmap,
  zeros,
} from '../../src/trace/index.ts';

const keys = fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff);
const rows = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 70 }))
  .chain(([count, length]) =>
    fc.array(fc.array(keys, { minLength: length, maxLength: length }), {
      minLength: count,
      maxLength: count,
    }),
  );

describe('argsort', () => {
  it('agrees with the stable sort of the language, in both directions, run at once and compiled', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (table, descending) => {
        const direction = descending ? -1 : 1;
        const expected = table.map((row) =>
          [...row.keys()].toSorted((a, b) => direction * (row[a]! - row[b]!)),
        );
        const x = tensor(table, { dtype: 'u32' });
        expect(argsort(x, { descending }).toArray()).toEqual(expected);
        expect(jit((own: typeof x) => argsort(own, { descending }))(x).toArray()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('sorts long rows, compiled', () => {
    const values = Float32Array.from({ length: 3 * 4099 }, (_, index) => ((index * 7919) % 4099) - 2000);
    const sorted = jit((x: ReturnType<typeof tensor>) => sort(x))(tensor(values, { shape: [3, 4099] }));
    const expected = [0, 1, 2].flatMap((row) => [...values.slice(row * 4099, (row + 1) * 4099).sort()]);
    expect([...sorted.toTypedArray()]).toEqual(expected);
  });

  it('is batched', () => {
    const x = tensor([
      [3, 1],
      [0, 2],
      [5, 4],
    ]);
    expect(vmap((row: typeof x) => sort(row, { axis: 0 }), { inAxes: 1, outAxes: 1 })(x).toArray()).toEqual([
      [0, 1],
      [3, 2],
      [5, 4],
    ]);
  });
});

describe('bad input', () => {
  it('is named', () => {
    const x = tensor([[1, 2, 3]]);
    expect(() => sort(tensor(1))).toThrow('sort: expected a tensor of one axis or more, got f32[]');
    expect(() => argsort(x, { axis: 2 })).toThrow('argsort: axis 2 is out of range for 2 axes');
    expect(() => topK(x, 4)).toThrow(
      'topK: expected a count from 0 to the 3 elements of the last axis, got 4',
    );
    expect(() => takeAlongAxis(x, tensor([0], { dtype: 'i32' }), 1)).toThrow(
      'takeAlongAxis: expected positions with the extents of f32[1, 3] but along axis 1, got i32[1]',
    );
  });
});

describe('inside of a loop', () => {
  it('rows are sorted and summed up step by step', () => {
    const rows = tensor([
      [3, 1, 2],
      [9, 8, 7],
    ]);
    const walk = (x: typeof rows) =>
      scan(
        (total: typeof rows, row: typeof rows) => {
          const sums = cumsum(sort(row));
          return [total.add(sums), sums];
        },
        zeros([3]),
        x,
      );
    const [total, steps] = jit(walk)(rows);
    expect(steps.toArray()).toEqual([
      [1, 3, 6],
      [7, 15, 24],
    ]);
    expect(total.toArray()).toEqual([8, 18, 30]);
  });
});
