import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaMean } from '../../src/plot/areaMean.ts';

describe('areaMean', () => {
  it('averages blocks, columns from the first index, rows from the second', () => {
    const matrix = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [10, 20, 30, 40],
      [50, 60, 70, 80],
    ];
    expect(areaMean(matrix, 2, 2)).toEqual({
      columns: 2,
      rows: 2,
      values: Float64Array.of(3.5, 35, 5.5, 55),
    });
  });

  it('keeps a matrix that fits', () => {
    expect(
      areaMean(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        100,
        50,
      ),
    ).toEqual({
      columns: 3,
      rows: 2,
      values: Float64Array.of(1, 3, 5, 2, 4, 6),
    });
  });

  it('never leaves a cell empty, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(size, size, size, size, (width, height, maxColumns, maxRows) => {
        const matrix = Array.from({ length: width }, () => new Array<number>(height).fill(2.5));
        const grid = areaMean(matrix, maxColumns, maxRows);
        expect([grid.columns, grid.rows]).toEqual([Math.min(width, maxColumns), Math.min(height, maxRows)]);
        expect(grid.values.every((value) => value === 2.5)).toBe(true);
      }),
    );
  });
});
