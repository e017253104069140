import { describe, expect, it } from 'vitest';
import { weightedIndices } from '../../src/random/weightedChoice.ts';

describe('a weighted choice', () => {
  it('takes the upper of two values at their border, and never one of probability 0', () => {
    const probabilities = Float64Array.of(0, 0.5, 0, 0.5, 0);
    const uniforms = Float64Array.of(0, 0.25, 0.5, 1 - Number.EPSILON);
    expect(weightedIndices(probabilities, uniforms)).toEqual(Float64Array.of(1, 1, 3, 3));
  });
});
