/** A grid of values, one row after the other. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * A matrix shrunk to at most `maxColumns` by `maxRows` cells, each the mean of a block of the matrix; blocks differ by at most
 * one in either size. `matrix[c][r]` goes to column c and row r (for a sample: time to the right, channels upward).
 */
export function areaMean(matrix: ArrayLike<ArrayLike<number>>, maxColumns: number, maxRows: number): Grid {
  const width = matrix.length;
  const height = matrix[0]?.length ?? 0;
  const columns = Math.min(width, maxColumns);
  const rows = Math.min(height, maxRows);
  const values = new Float64Array(columns * rows);
  const counts = new Float64Array(columns * rows);
  for (let c = 0; c < width; c++) {
    const source = matrix[c] ?? [];
    const column = blockOf(c, width, columns);
    for (let r = 0; r < height; r++) {
      const cell = blockOf(r, height, rows) * columns + column;
      values[cell] = (values[cell] ?? 0) + (source[r] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return { columns, rows, values: values.map((sum, cell) => sum / (counts[cell] ?? 1)) };
}

function blockOf(index: number, size: number, blocks: number): number {
  return Math.floor((index * blocks) / size);
}
