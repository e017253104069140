/** Colours of bands from low to high: viridis, which is even to the eye and safe for the colour-blind. */
export const bandColors = [
  '#440154',
  '#46327e',
  '#365c8d',
  '#277f8e',
  '#1fa187',
  '#4ac16d',
  '#a0da39',
  '#fde725',
] as const;

/** The limits between the bands for values up to `highest`: the seven largest of 1, 2, 5, 10, 20, 50 … (and .5, .2, …) below it, rising. */
export function bandLimits(highest: number): number[] {
  const limits: number[] = [];
  const power = Math.floor(Math.log10(highest));
  for (let exponent = power; limits.length < bandColors.length - 1; exponent--) {
    for (const digit of [5, 2, 1]) {
      const limit = Number(`${digit}e${exponent}`);
      if (limit < highest && limits.length < bandColors.length - 1) limits.unshift(limit);
    }
  }
  return limits;
}

/** The number of the band that a value is in. */
export function bandOf(value: number, limits: readonly number[]): number {
  const above = limits.findIndex((limit) => value < limit);
  return above === -1 ? limits.length : above;
}

/** A value between the points of a row-major grid, `column` and `row` counted from 0. Roots are interpolated, as damage grows with the square of distance. */
export function between(
  grid: { readonly columns: number; readonly rows: number; readonly damages: ArrayLike<number> },
  column: number,
  row: number,
): number {
  const left = Math.min(grid.columns - 2, Math.floor(column));
  const low = Math.min(grid.rows - 2, Math.floor(row));
  const [right, up] = [column - left, row - low];
  const root = (c: number, r: number): number => Math.sqrt(grid.damages[r * grid.columns + c] ?? 0);
  const lower = (1 - right) * root(left, low) + right * root(left + 1, low);
  const upper = (1 - right) * root(left, low + 1) + right * root(left + 1, low + 1);
  return ((1 - up) * lower + up * upper) ** 2;
}
