import { shapeError, valueError } from '../errors.ts';

/** Rows of numbers, such as `[time, channels]`. */
export type Matrix = ArrayLike<ArrayLike<number>>;

/**
 * The rows and columns of a matrix; throws where it is empty, ragged or not finite.
 * @param what the matrix in errors.
 * @param axes what its rows and columns are.
 */
export function matrixShape(
  matrix: Matrix,
  what: string,
  [rowName, columnName]: readonly [string, string] = ['time step', 'channel'],
): [rows: number, columns: number] {
  const columns = matrix[0]?.length ?? 0;
  if (columns === 0) {
    throw shapeError(
      `${what} are empty; a figure needs one number or more for each ${rowName} and ${columnName}`,
    );
  }
  for (let index = 0; index < matrix.length; index++) {
    const row = matrix[index] ?? [];
    if (row.length !== columns) {
      throw shapeError(
        `${what} have ${row.length} ${columnName}s at ${rowName} ${index} and ${columns} at the first; every ${rowName} needs as many`,
      );
    }
    for (let column = 0; column < columns; column++) {
      if (Number.isFinite(row[column])) continue;
      throw valueError(
        `${what} hold ${row[column]} at ${rowName} ${index}, ${columnName} ${column}; a figure needs finite numbers`,
      );
    }
  }
  return [matrix.length, columns];
}
