import type { Lane, LaneBuilder } from '../lane.ts';

/**
 * A polynomial by Horner's rule in x^2 over pairs of terms, lowest coefficient first: as many instructions as in x (where
 * x^2 is at hand), but half as long a chain.
 */
export function pairwisePolynomial(
  b: LaneBuilder,
  x: Lane,
  square: Lane,
  coefficients: readonly number[],
): Lane {
  const pairs: Lane[] = [];
  for (let degree = 0; degree < coefficients.length; degree += 2) {
    const [low = 0, high] = coefficients.slice(degree, degree + 2);
    pairs.push(high === undefined ? b.constant(low) : b.add(b.mul(x, high), low));
  }
  return pairs.reduceRight((value, pair) => b.add(b.mul(value, square), pair));
}
