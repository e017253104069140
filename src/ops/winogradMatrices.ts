/** Results along one axis of a tile. */
export const TILE = 4;

/** Matrices that turn the sums of products of windows along one axis into products by point: output · ((kernel g) ⊙ (input d)). */
export interface WinogradMatrices {
  /** [points, points]: from the elements that a tile reads. */
  readonly input: readonly (readonly number[])[];
  /** [points, taps]: from the elements of the kernel. */
  readonly kernel: readonly (readonly number[])[];
  /** [TILE, points]: to the results of a tile. */
  readonly output: readonly (readonly number[])[];
}

/** Small dyadic fractions, so that all but `kernel` are exact in float32; the last point is infinity. */
const POINTS = [0, 1, -1, 2, -2, 0.5, -0.5];

/** [1, x, x², ...]. */
function powers(x: number, count: number): number[] {
  const made = [1];
  while (made.length < count) made.push((made.at(-1) ?? 1) * x);
  return made.slice(0, count);
}

/** The coefficients of Π (x - root), the lowest first, filled up with 0. */
function polynomial(roots: readonly number[], count: number): number[] {
  let product = powers(0, count);
  for (const root of roots) product = product.map((own, power) => (product[power - 1] ?? 0) - root * own);
  return product;
}

/**
 * The matrices of minimal filtering F(TILE, taps) by Toom and Cook's interpolation at taps + TILE - 1 points.
 * Source: Winograd, 1980; Blahut, Fast Algorithms for Signal Processing, 2010, chapter 5.
 */
export function winogradMatrices(taps: number): WinogradMatrices {
  const points = POINTS.slice(0, TILE + taps - 2);
  const count = points.length + 1;
  const others = (index: number): number[] => points.filter((_, each) => each !== index);
  const scales = points.map((point, index) =>
    others(index).reduce((product, other) => product * (point - other), 1),
  );
  const lastOf = (length: number): number[] => powers(0, length).reverse();
  const rows = points.map((point) => powers(point, TILE));
  return {
    input: [...points.map((_, index) => polynomial(others(index), count)), polynomial(points, count)],
    kernel: [
      ...points.map((point, index) => powers(point, taps).map((power) => power / (scales[index] ?? 1))),
      lastOf(taps),
    ],
    output: Array.from({ length: TILE }, (_, power) => [
      ...rows.map((row) => row[power] ?? 0),
      power === TILE - 1 ? 1 : 0,
    ]),
  };
}
