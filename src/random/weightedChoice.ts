import { valueError } from '../errors.ts';

/** √ε of float64: how far from 1 probabilities may sum. */
const TOLERANCE = 1.4901161193847656e-8;

/** Throws unless the probabilities are one for each candidate, none negative, together 1. */
export function checkProbabilities(probabilities: Float64Array, candidates: number): void {
  if (probabilities.length !== candidates) {
    throw valueError(
      `choice: expected ${candidates} probabilities, one for each value, got ${probabilities.length}`,
    );
  }
  const wrong = probabilities.findIndex((probability) => !(probability >= 0));
  if (wrong !== -1) {
    throw valueError(
      `choice: expected probabilities of 0 or more, got ${probabilities[wrong]} at index ${wrong}`,
    );
  }
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  if (Math.abs(sum - 1) > TOLERANCE)
    throw valueError(`choice: expected probabilities that sum to 1, got a sum of ${sum}`);
}

/** For every uniform number the index drawn: the first whose cumulated probability lies above the number. */
export function weightedIndices(probabilities: Float64Array, uniforms: Float64Array): Float64Array {
  const cumulated = normalizedCumulation(probabilities);
  return uniforms.map((uniform) => upperBound(cumulated, uniform));
}

/**
 * `count` different indices: draws with replacement, drops repetitions, gives the indices found probability 0 and draws the missing
 * ones again.
 * @param drawUniforms gives the next so many uniform numbers.
 */
export function distinctWeightedIndices(
  probabilities: Float64Array,
  count: number,
  drawUniforms: (count: number) => Float64Array,
): Float64Array {
  const possible = probabilities.filter((probability) => probability > 0).length;
  if (possible < count) {
    throw valueError(
      `choice: expected at least ${count} probabilities above 0 to draw without replacement, got ${possible}`,
    );
  }
  const remaining = probabilities.slice();
  const found = new Set<number>();
  while (found.size < count) {
    for (const index of found) remaining[index] = 0;
    for (const index of weightedIndices(remaining, drawUniforms(count - found.size))) found.add(index);
  }
  return Float64Array.from(found);
}

function normalizedCumulation(probabilities: Float64Array): Float64Array {
  let sum = 0;
  const cumulated = probabilities.map((probability) => {
    sum += probability;
    return sum;
  });
  return cumulated.map((value) => value / sum);
}

/** Index of the first element of a sorted array above the value. */
function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
